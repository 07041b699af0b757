"""What the contract does not allow is refused before a byte leaves, and no message shows it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from bigcommerce_carts import UNSET, AuthenticatedClient
from bigcommerce_carts._request import Parameter, path_segment
from bigcommerce_carts.errors import InvalidArgument
from bigcommerce_carts.models import QueryParams, RedirectUrlsRequest
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.stage import CART, TOKEN, Api, named

DOTS = [
    "", ".", "..", "%2e", "%2E%2e", "%252e%252e", "%25252e.", "../x", "x/..", "x/../y", "..%2fx",
    "%2e%2e%2fx", "..\\x", "x%5c..", "x%255c%252e%252e", "/..", "./", "a/./b",
]  # fmt: skip

NO_UUID = [
    *DOTS, "a cart", CART[:-1], f"{CART}\n", f" {CART}", f"{{{CART}}}", f"urn:uuid:{CART}",
    CART.replace("-", ""), CART.replace("5", "\u0665"), "\ud800", CART.encode(), 1, 1.5, True,
    None, UNSET, [CART], {"id": CART}, object(),
]  # fmt: skip

BAD_HEADERS = [
    "a\r\nX-Evil: 1", "value\n", "value\r", "a\nb", "a\0b", "\x01", "a\x7f", "\tvalue", " value",
    "value ", "valu\xe9", "a\u2028b", "\ud800", b"value", 17, ["value"],
]  # fmt: skip

BAD_URLS = [
    "", "api.test", "//api.test", "/v3", "ftp://api.test", "javascript:alert(1)", "https://",
    "https:///v3", "https:api.test", "https://u@api.test", "https://u:p@api.test", "https://@h",
    "https://good.test\\@evil.test", "https://api.test?", "https://api.test/?x=1",
    "https://api.test/#", "https://api.test/#x", "https://api.test/a b", "https://api.test\n",
    " https://api.test", "https://api.test:abc", "https://api.test:99999", "https://api.test:0",
    "https://[::1", "https://xn--a.com", "https://a..b", f"https://{'a' * 64}.test",
    "https://\xe9.test", "https://h%2fx", "http://api.test", "http://10.0.0.1", "http://127.1",
    "http://localhost.test", "http://[::2]", "http://127.0.0.1.nip.test", b"https://api.test", 1,
    "https://h\\x",
]  # fmt: skip

GOOD_URLS = {
    "https://api.test": "https://api.test/carts/",
    "https://api.test/": "https://api.test/carts/",
    "HTTPS://API.test/v3//": "https://api.test/v3/carts/",
    "https://api.test:8443/a/b": "https://api.test:8443/a/b/carts/",
    "https://127.0.0.1": "https://127.0.0.1/carts/",
    "http://127.1.2.3:81": "http://127.1.2.3:81/carts/",
    "http://localhost:4010": "http://localhost:4010/carts/",
    "http://LOCALHOST": "http://localhost/carts/",
    "http://[::1]:4010/x": "http://[::1]:4010/x/carts/",
}

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


def refused(error: InvalidArgument, value: Any) -> bool:
    """Whether *error* is one line that does not show *value*."""
    shown = isinstance(value, (str, bytes)) and len(value) > 2 and str(value) in str(error)
    return not shown and len(str(error).splitlines()) == 1


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
        path_segment(Parameter("path", "id", value), value)
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
    assert path_segment(Parameter("path", "id", value), value) == segment


@pytest.mark.parametrize("value", BAD_HEADERS, ids=named)
@pytest.mark.parametrize("argument", ["auth_token", "auth_client", "auth_token_prefix", "headers"])
def test_what_a_header_cannot_carry_is_refused(argument: str, value: Any) -> None:
    """A key, its prefix and a header of one's own are checked when the client is made."""
    given = {"X-Note": value} if argument == "headers" else value
    with pytest.raises(InvalidArgument, match=rf"^{argument}\b") as caught:
        Api().client(**{argument: given})
    assert refused(caught.value, value)


@both_ways
def test_a_client_without_a_needed_key_sends_nothing(call: Call) -> None:
    """The error names the keys that would do."""
    api = Api()
    with pytest.raises(InvalidArgument, match=r"X-Auth-Token$"):
        call(api.client(auth_token=None, auth_client="id"))
    assert api.requests == []


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_key_is_none(value: str | None) -> None:
    """An empty key is refused; only None says that there is none."""
    if value is None:
        assert Api().client(auth_client=value).auth_client is None
        return
    with pytest.raises(InvalidArgument, match=r"^auth_client: must not be empty"):
        Api().client(auth_client=value)


@pytest.mark.parametrize(
    "name",
    ["Accept", "content-type", "x-auth-token", "X-AUTH-CLIENT", "Host", "content-length",
     "Transfer-Encoding", "connection", "", "a b", "a:b", "a\r\nb", "\xe9", 1, None],
    ids=named,
)  # fmt: skip
def test_a_header_that_is_not_the_callers_is_refused(name: Any) -> None:
    """Keys, arguments of the contract, what frames a message, and what is no name."""
    with pytest.raises(InvalidArgument, match=r"^headers: "):
        Api().client(headers={name: "value"})
    with pytest.raises(InvalidArgument, match=r"^headers: "):
        Api().client().with_headers({name: "value"})


@pytest.mark.parametrize("headers", [None, [("a", "b")], "a: b", {"a": "1", "A": "2"}], ids=named)
def test_headers_are_a_mapping_without_repeats(headers: Any) -> None:
    """A header that is given twice would be sent twice."""
    with pytest.raises(InvalidArgument, match=r"^headers: "):
        Api().client(headers=headers)


@pytest.mark.parametrize(
    "arguments",
    [None, [], {"auth": ("u", "p")}, {"base_url": "https://x.test"}, {"cookies": {"a": "b"}},
     {"follow_redirects": True}, {"headers": {"a": "b"}}, {"params": {"a": "b"}}, {"timeout": 1},
     {"nonsense": 1}, {1: 2}],
    ids=named,
)  # fmt: skip
def test_httpx_args_change_nothing_that_the_client_promises(arguments: Any) -> None:
    """They reach what httpx does beside the request: proxies, certificates, pools, hooks."""
    with pytest.raises(InvalidArgument, match=r"^httpx_args: "):
        AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, httpx_args=arguments)


@pytest.mark.parametrize(
    "arguments",
    [{"proxy": "nonsense://u:hidden@h"}, {"proxy": 1}, {"mounts": 1}],
    ids=named,
)
@both_ways
def test_options_that_httpx_refuses_are_one_error(call: Call, arguments: dict[str, Any]) -> None:
    """Httpx's own error may show a proxy's password."""
    with pytest.raises(InvalidArgument, match=r"^httpx_args: ") as caught:
        call(Api().client(httpx_args=arguments))
    assert "hidden" not in str(caught.value)


@both_ways
def test_a_certificate_file_that_is_missing_is_one_error(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Httpx reads its name from the environment."""
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with pytest.raises(InvalidArgument, match=r"^httpx_args: "):
        call(Api().client(httpx_args={"transport": None}))


@pytest.mark.parametrize("url", BAD_URLS, ids=named)
def test_a_base_url_that_is_not_safe_is_refused(url: Any) -> None:
    """It is absolute, has no user, query or fragment, and is https unless it is loopback."""
    with pytest.raises(InvalidArgument, match=r"^base_url: ") as caught:
        Api().client(base_url=url)
    assert refused(caught.value, url)


@pytest.mark.parametrize(("url", "start"), GOOD_URLS.items())
@both_ways
def test_a_base_url_is_where_the_path_goes_on(call: Call, url: str, start: str) -> None:
    """Its own path stays, and no slash is doubled."""
    api = Api()
    call(api.client(base_url=url))
    assert str(api.requests[0].url).startswith(start)


@pytest.mark.parametrize("value", [*DOTS, None, 1, b"abc", "abc\n", "\xe9"], ids=named)
def test_a_store_hash_cannot_change_the_path(value: Any) -> None:
    """It is part of the server's path, so what holds for path parameters holds for it."""
    with pytest.raises(InvalidArgument, match=r"^store_hash: ") as caught:
        Api().client(base_url=None, store_hash=value)
    assert refused(caught.value, value)


@both_ways
def test_a_store_hash_alone_names_the_server(call: Call) -> None:
    """The rest of the URL is the contract's."""
    api = Api()
    call(api.client(base_url=None, store_hash="abc/1"))
    assert str(api.requests[0].url).startswith(
        "https://api.bigcommerce.com/stores/abc%2F1/v3/carts"
    )


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
