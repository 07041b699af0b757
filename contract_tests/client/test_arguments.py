"""Invalid arguments that only Python can express are refused; valid ones are sent unchanged."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Any
from uuid import UUID

import httpx
import pytest

from bigcommerce_carts import UNSET
from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import Call, error_of, is_one_line_without, sync_and_async
from contract_tests.client.fake_api import CART, FakeApi, case_id
from contract_tests.client.names import ACCEPT, CART_ID, CONTENT_TYPE, PATH, QUERY, RequestBody

# Texts and JSON values are covered by contract_tests/failure/test_invalid_arguments.py.
INVALID_ARGUMENTS = [None, UNSET, CART.encode(), [CART], object()]

RECURSIVE: dict[str, Any] = {}
RECURSIVE["a"] = RECURSIVE

INVALID_MAPS: list[Any] = ["a", None, {"a": 1}, [("a", "b")], RECURSIVE]
INVALID_BODIES = [
    None, b"{}", [], {"other": 1}, {QUERY: {1: "a"}}, {QUERY: {"a": "\ud800"}},
    {QUERY: RECURSIVE}, RECURSIVE,
    *(RequestBody(**{QUERY: value}) for value in INVALID_MAPS), RequestBody, object(),
]  # fmt: skip

NO_SECONDS = [0, -1, float("nan"), float("inf"), 1e300, 10**400, True, "10", None, []]
INVALID_TIMEOUTS = [
    *NO_SECONDS, httpx.Timeout(-1), httpx.Timeout(10, read=0), httpx.Timeout(10, pool=float("nan")),
]  # fmt: skip


class Text(str):
    """A subclass of `str` whose `repr` differs from its text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Text"


@pytest.mark.parametrize("value", INVALID_ARGUMENTS, ids=case_id)
@pytest.mark.parametrize("argument", [CART_ID, ACCEPT, CONTENT_TYPE])
@sync_and_async
def test_an_invalid_argument_is_refused_by_its_name(call: Call, argument: str, value: Any) -> None:
    """The error has the name in Python and hides the value; no request is sent."""
    api = FakeApi()
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: ") as caught:
        call(api.client(), **{argument: value})
    assert (api.requests, caught.value.argument, caught.value.pointer) == ([], argument, "")
    assert is_one_line_without(caught.value, value)


@pytest.mark.parametrize("cart_id", [CART, CART.upper(), UUID(CART), Text(CART)], ids=case_id)
@sync_and_async
def test_a_cart_id_is_a_uuid_or_its_text(call: Call, cart_id: Any) -> None:
    """The text arrives unchanged as one segment of the path."""
    api = FakeApi()
    call(api.client(), cart_id)
    path = re.sub("{.*}", str(cart_id), PATH)
    assert api.requests[0].url.raw_path == f"/v3{path}".encode()


@pytest.mark.parametrize("body", INVALID_BODIES, ids=case_id)
@sync_and_async
def test_an_invalid_body_is_refused(call: Call, body: Any) -> None:
    """The error starts with the name of the argument and is one line; no request is sent."""
    api = FakeApi()
    with pytest.raises(InvalidArgumentError, match=r"^body") as caught:
        call(api.client(), body=body)
    assert (api.requests, caught.value.argument) == ([], "body")
    assert len(str(caught.value).splitlines()) == 1


@sync_and_async
def test_a_member_name_is_escaped_in_the_message(call: Call) -> None:
    """The message escapes control characters; the attribute has the JSON pointer unchanged."""
    error = error_of(call, body={QUERY: {"a\n\x1b/~": 1}})
    assert str(error) == f"body/{QUERY}/a\\n\\x1b~1~0: must be string"
    assert (error.argument, error.pointer) == ("body", f"/{QUERY}/a\n\x1b~1~0")
    assert error.reason == "must be string"


@pytest.mark.parametrize(
    "body",
    [
        RequestBody(**{QUERY: {"a": "\xe9"}}),
        {QUERY: {"a": "\xe9"}},
        MappingProxyType({QUERY: MappingProxyType({"a": "\xe9"})}),
    ],
    ids=["model", "dict", "mapping"],
)
@sync_and_async
def test_a_body_is_a_model_or_a_mapping(call: Call, body: Any) -> None:
    """Models, dicts and other mappings are sent as the same JSON value."""
    api = FakeApi()
    call(api.client(), body=body)
    assert json.loads(api.requests[0].content) == {QUERY: {"a": "\xe9"}}


@sync_and_async
def test_a_call_without_a_body_sends_an_empty_one(call: Call) -> None:
    """The length of the empty body is sent, because the method is POST (RFC 9110, 8.6)."""
    api = FakeApi()
    call(api.client())
    assert (api.requests[0].content, api.requests[0].headers["Content-Length"]) == (b"", "0")


@pytest.mark.parametrize("value", INVALID_TIMEOUTS, ids=case_id)
@sync_and_async
def test_a_timeout_is_a_positive_number_of_seconds(call: Call, value: Any) -> None:
    """Clients, copies of clients and calls refuse any other timeout."""
    api = FakeApi()
    with pytest.raises(InvalidArgumentError, match=r"^timeout: "):
        api.client(timeout=value)
    with pytest.raises(InvalidArgumentError, match=r"^timeout: "):
        api.client().with_timeout(value)
    with pytest.raises(InvalidArgumentError, match=r"^timeout: "):
        call(api.client(), timeout=value)
    assert api.requests == []


@pytest.mark.parametrize("value", [value for value in NO_SECONDS if value is not None], ids=case_id)
def test_a_total_timeout_is_a_positive_number_of_seconds_or_none(value: Any) -> None:
    """Clients and copies of clients refuse any other limit of a whole call."""
    with pytest.raises(InvalidArgumentError, match=r"^total_timeout: "):
        FakeApi().client(total_timeout=value)
    with pytest.raises(InvalidArgumentError, match=r"^total_timeout: "):
        FakeApi().client().with_timeout(total=value)
