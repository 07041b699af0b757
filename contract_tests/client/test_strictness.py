"""Models take what the contract allows and nothing else; what is forgiven stands in one table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_carts import _response
from bigcommerce_carts.errors import BY_STATUS, InvalidArgument, InvalidResponse, StatusError
from bigcommerce_carts.models import (
    ErrorResponse,
    InlineResponse201,
    QueryParams,
    RedirectUrls,
    RedirectUrlsRequest,
)
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import SUCCESS, URLS, Answer, Api, fault, named

BROKEN: list[tuple[Any, Any, str]] = [
    (InlineResponse201, {}, "InlineResponse201/data: is missing"),
    (InlineResponse201, None, "InlineResponse201: must be object"),
    (InlineResponse201, [], "InlineResponse201: must be object"),
    (InlineResponse201, [["data", URLS]], "InlineResponse201: must be object"),
    (InlineResponse201, {"data": None}, "InlineResponse201/data: must be object"),
    (InlineResponse201, {"data": URLS, "meta": None}, "InlineResponse201/meta: must be object"),
    (InlineResponse201, {**SUCCESS, 1: 2}, "InlineResponse201: must be object"),
    (RedirectUrls, {**URLS, "cart_url": b"x"}, "RedirectUrls/cart_url: must be string"),
    (RedirectUrls, {**URLS, "cart_url": "x\n"}, "RedirectUrls/cart_url: must be a uri"),
    (ErrorResponse, {**fault(1), "status": "1"}, "ErrorResponse/status: must be integer"),
    (ErrorResponse, {**fault(1), "status": 1.5}, "ErrorResponse/status: must be integer"),
    (ErrorResponse, {**fault(1), "status": True}, "ErrorResponse/status: must be integer"),
    (ErrorResponse, {**fault(1), "status": float("nan")}, "ErrorResponse/status: must be integer"),
    (ErrorResponse, {**fault(1), "status": float("inf")}, "ErrorResponse/status: must be integer"),
    (ErrorResponse, {**fault(1), "errors": {"/": 1}}, "ErrorResponse/errors/~1: must be string"),
    (QueryParams, {"~": None}, "QueryParams/~0: must be string"),
    (RedirectUrlsRequest, {"x": 1}, "RedirectUrlsRequest/x: is not allowed"),
]  # fmt: skip

VALID: list[tuple[Any, Any]] = [
    (InlineResponse201, SUCCESS),
    (InlineResponse201, {"data": URLS, "meta": {"any": [1, None, {"deep": 10**400}]}}),
    (RedirectUrls, {**URLS, "embedded_checkout_url": URLS["cart_url"]}),
    (ErrorResponse, {**fault(10**400), "instance": "", "errors": {}}),
    (ErrorResponse, {**fault(1), "title": "\ud800\0\u2028"}),
    (QueryParams, {}),
    (QueryParams, {"": "", "data": "x", "additional_properties": "y", "self": "z"}),
    (RedirectUrlsRequest, {}),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("model", "value", "message"), BROKEN, ids=named)
def test_what_breaks_the_contract_is_no_model(model: Any, value: Any, message: str) -> None:
    """One error names the model, the JSON pointer and the reason."""
    with pytest.raises(InvalidArgument) as caught:
        model.from_dict(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(("model", "value"), VALID, ids=named)
def test_what_the_contract_allows_comes_back(model: Any, value: Any) -> None:
    """`to_dict` gives back what `from_dict` took, and the caller's dict is as it was."""
    before = json.dumps(value)
    assert model.from_dict(value).to_dict() == value
    assert json.dumps(value) == before


@given(unknown=st.dictionaries(st.text().filter(lambda name: name not in ("data", "meta")), JSON))
def test_unknown_members_are_kept(unknown: Mapping[str, Any]) -> None:
    """Whatever a later version of the API adds makes the round trip, at each level."""
    inner = {name: unknown[name] for name in unknown if not name.endswith("_url")}
    value = {**unknown, "data": {**URLS, **inner}, "meta": dict(unknown)}
    model = InlineResponse201.from_dict(value)
    assert model.to_dict() == value
    assert (model.additional_properties, set(model.additional_keys)) == (unknown, set(unknown))


@given(body=JSON)
def test_any_json_is_a_model_or_one_error(body: Any) -> None:
    """Nothing but `InvalidArgument` comes out of `from_dict`."""
    for model in (InlineResponse201, ErrorResponse, QueryParams, RedirectUrlsRequest):
        with suppress(InvalidArgument):
            assert model.from_dict(body).to_dict() == body


def test_what_is_forgiven_is_this_and_no_more() -> None:
    """A new tolerance is a new row here, and a test of its own below."""
    assert set(_response.TOLERANCES) == {"error-body", "no-content-type"}


@pytest.mark.parametrize("status", [401, 429, 503])
@pytest.mark.parametrize(
    "answer",
    [(b"", {}), (b"<html>", {"Content-Type": "text/html"}), ([{"status": 1, "message": "v2"}], {}),
     (b"null", {}), (b"\xff", {"Content-Encoding": "gzip"}), (b"[" * 100_000, {}),
     (fault(1), {"Content-Type": "application/problem+json"})],
    ids=named,
)  # fmt: skip
@both_ways
def test_error_body(call: Call, status: int, answer: tuple[Any, dict[str, str]]) -> None:
    """A documented error whose body breaks the contract is still that error, without a body."""
    body, headers = answer
    for detailed in (False, True):
        with pytest.raises(StatusError) as caught:
            call(Api(Answer(status, body, headers)).client(), detailed=detailed)
        assert (caught.value.status, caught.value.body) == (status, None)
        assert "invalid body: " in str(caught.value)
        assert type(caught.value) is BY_STATUS.get(str(status), BY_STATUS["5XX"])


@both_ways
def test_no_content_type(call: Call) -> None:
    """A body without a Content-Type is read as the contract says."""
    assert call(Api(Answer(headers={})).client()).to_dict() == SUCCESS


@pytest.mark.parametrize("media_type", ["application/json", "APPLICATION/JSON; charset=utf-8"])
@both_ways
def test_the_documented_media_type_is_read(call: Call, media_type: str) -> None:
    """In any letter case, with any parameter."""
    assert call(Api(Answer(headers={"Content-Type": media_type})).client()).to_dict() == SUCCESS


@pytest.mark.parametrize(
    "media_type", ["text/html", "text/json", "application/hal+json", "application/*", "json", "*/*"]
)
@both_ways
def test_another_media_type_is_not_forgiven(call: Call, media_type: str) -> None:
    """A success that calls itself something else is not read, whatever its bytes."""
    with pytest.raises(InvalidResponse, match="is not application/json"):
        call(Api(Answer(headers={"Content-Type": media_type})).client())
