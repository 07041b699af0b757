"""What a client is told is checked when it is made, and no message shows it."""

from __future__ import annotations

from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import InvalidArgument
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import TOKEN, Api, named
from contract_tests.client.refusals import DOTS, refused

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
