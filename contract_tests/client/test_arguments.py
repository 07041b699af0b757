"""What the contract does not allow is refused before a byte leaves, and no message shows it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from bigcommerce_carts import UNSET
from bigcommerce_carts._parameters import Parameter, path_segment
from bigcommerce_carts.errors import InvalidArgument
from bigcommerce_carts.models import QueryParams, RedirectUrlsRequest
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import CART, Api, named
from contract_tests.client.refusals import DOTS, refused

NO_UUID = [
    *DOTS, "a cart", CART[:-1], f"{CART}\n", f" {CART}", f"{{{CART}}}", f"urn:uuid:{CART}",
    CART.replace("-", ""), CART.replace("5", "\u0665"), "\ud800", CART.encode(), 1, 1.5, True,
    None, UNSET, [CART], {"id": CART}, object(),
]  # fmt: skip

BAD_TIMEOUTS = [
    0, -1, float("nan"), float("inf"), 1e300, 10**400, True, "10", None, [],
    httpx.Timeout(-1), httpx.Timeout(10, read=0), httpx.Timeout(10, pool=float("nan")),
]  # fmt: skip

LOOP: dict[str, Any] = {}
LOOP["a"] = LOOP

BAD_BODIES = [
    None, "x", b"{}", 1, True, [], {"other": 1}, {"query_params": None}, {"query_params": []},
    {"query_params": {"a": 1}}, {"query_params": {"a": None}}, {"query_params": {1: "a"}},
    {"query_params": {"a": "\ud800"}}, {"query_params": LOOP}, LOOP,
    RedirectUrlsRequest(query_params="a"),  # type: ignore[arg-type]
    RedirectUrlsRequest(query_params=None),  # type: ignore[arg-type]
    RedirectUrlsRequest(query_params={"a": "b"}),  # type: ignore[arg-type]
    RedirectUrlsRequest, object(),
]  # fmt: skip


class Text(str):
    """A string by another name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Text"


@pytest.mark.parametrize("cart_id", NO_UUID, ids=named)
@both_ways
def test_a_cart_id_that_is_no_uuid_is_refused(call: Call, cart_id: Any) -> None:
    """Its name is told, its value is not, and nothing is sent."""
    api = Api()
    with pytest.raises(InvalidArgument) as caught:
        call(api.client(), cart_id)
    assert (api.requests, caught.value.argument) == ([], "cartId")
    assert refused(caught.value, cart_id)


@pytest.mark.parametrize("cart_id", [CART, CART.upper(), UUID(CART), Text(CART)], ids=named)
@both_ways
def test_a_uuid_or_its_text_names_the_cart(call: Call, cart_id: Any) -> None:
    """It arrives as it was given, as one segment."""
    api = Api()
    call(api.client(), cart_id)
    assert api.requests[0].url.raw_path == f"/v3/carts/{cart_id}/redirect_urls".encode()


@pytest.mark.parametrize("value", DOTS, ids=named)
def test_no_path_parameter_changes_the_path(value: str) -> None:
    """Whatever its schema, it neither vanishes nor becomes a dot segment, also when decoded."""
    with pytest.raises(InvalidArgument, match=r"^id: ") as caught:
        path_segment(Parameter("path", "id"), value)
    assert refused(caught.value, value)


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("...", "..."),
        ("%41", "%2541"),
        ("\r\n", "%0D%0A"),
    ],
)
def test_other_path_parameters_are_one_segment(value: str, segment: str) -> None:
    """Each character that could end the segment is percent-encoded, once."""
    assert path_segment(Parameter("path", "id"), value) == segment


@pytest.mark.parametrize("body", [{}, {"body": RedirectUrlsRequest()}], ids=["no body", "body"])
@pytest.mark.parametrize("value", ["application/json", "application/json; charset=utf-8"])
@both_ways
def test_accept_and_content_type_are_what_the_caller_says(
    call: Call, body: dict[str, Any], value: str
) -> None:
    """Each is sent once, with a body and without."""
    api = Api()
    call(api.client(), accept=value, content_type=value, **body)
    for name in ("Accept", "Content-Type"):
        assert api.requests[0].headers.get_list(name) == [value]


@pytest.mark.parametrize(
    "value", ["text/html", "", "APPLICATION/JSON", None, UNSET, b"x", 1], ids=named
)
@pytest.mark.parametrize(
    ("argument", "name"), [("accept", "Accept"), ("content_type", "Content-Type")]
)
@both_ways
def test_a_required_header_has_one_of_its_values(
    call: Call, argument: str, name: str, value: Any
) -> None:
    """None and UNSET do not stand for a header that the contract requires."""
    api = Api()
    with pytest.raises(InvalidArgument, match=f"^{name}: "):
        call(api.client(), **{argument: value})
    assert api.requests == []


@pytest.mark.parametrize("body", BAD_BODIES, ids=named)
@both_ways
def test_a_body_that_breaks_the_contract_is_refused(call: Call, body: Any) -> None:
    """The error names the member by its JSON pointer."""
    api = Api()
    with pytest.raises(InvalidArgument, match=r"^body") as caught:
        call(api.client(), body=body)
    assert api.requests == []
    assert len(str(caught.value).splitlines()) == 1


@both_ways
def test_a_members_name_cannot_break_the_line(call: Call) -> None:
    """The message shows it escaped; the attribute holds it as it is."""
    with pytest.raises(InvalidArgument) as caught:
        call(Api().client(), body={"query_params": {"a\n\x1b/~": 1}})
    assert str(caught.value) == "body/query_params/a\\n\\x1b~1~0: must be string"
    assert caught.value.argument == "body/query_params/a\n\x1b~1~0"


@pytest.mark.parametrize(
    "body",
    [RedirectUrlsRequest(query_params=QueryParams.from_dict({"a": "\xe9"})),
     {"query_params": {"a": "\xe9"}}, {"query_params": QueryParams.from_dict({"a": "\xe9"})}],
    ids=["model", "dict", "model in a dict"],
)  # fmt: skip
@both_ways
def test_a_body_is_a_model_or_a_dict_that_validates(call: Call, body: Any) -> None:
    """Either way the same bytes are sent."""
    api = Api()
    call(api.client(), body=body)
    assert json.loads(api.requests[0].content) == {"query_params": {"a": "\xe9"}}


@both_ways
def test_no_body_is_no_byte(call: Call) -> None:
    """The content type is sent all the same: the API asks for it."""
    api = Api()
    call(api.client())
    assert (api.requests[0].content, api.requests[0].headers["Content-Length"]) == (b"", "0")


@pytest.mark.parametrize("value", BAD_TIMEOUTS, ids=named)
@both_ways
def test_a_timeout_is_seconds_above_zero(call: Call, value: Any) -> None:
    """For a client, for a copy, and for one call."""
    api = Api()
    with pytest.raises(InvalidArgument, match=r"^timeout: "):
        api.client(timeout=value)
    with pytest.raises(InvalidArgument, match=r"^timeout: "):
        api.client().with_timeout(value)
    with pytest.raises(InvalidArgument, match=r"^timeout: "):
        call(api.client(), timeout=value)
    assert api.requests == []
