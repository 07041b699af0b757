"""The settings of a client are validated when it is made, and no message shows their values."""

from __future__ import annotations

import re
from typing import Any

import pytest

import bigcommerce_carts
from bigcommerce_carts import RetryPolicy
from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import Call, is_one_line_without, sync_and_async
from contract_tests.client.fake_api import FakeApi, case_id
from contract_tests.client.names import CLIENT_ID_HEADER

INVALID_HEADERS = [
    "a\r\nX-Evil: 1", "value\n", "value\r", "a\nb", "a\0b", "\x01", "a\x7f", "\tvalue", " value",
    "value ", "valu\xe9", "a\u2028b", "\ud800", b"value", 17, ["value"],
]  # fmt: skip

INVALID_URLS = [
    "", "api.test", "//api.test", "/v3", "ftp://api.test", "javascript:alert(1)", "https://",
    "https:///v3", "https:api.test", "https://u@api.test", "https://u:p@api.test", "https://@h",
    "https://good.test\\@evil.test", "https://api.test?", "https://api.test/?x=1",
    "https://api.test/#", "https://api.test/#x", "https://api.test/a b", "https://api.test\n",
    " https://api.test", "https://api.test:abc", "https://api.test:65536", "https://api.test:0",
    "https://[::1", "https://xn--", "https://xn--a.com", "https://a..b", f"https://{'a' * 64}.test",
    "https://\xe9.test", "https://h%2fx", "http://api.test", "http://10.0.0.1", "http://127.1",
    "http://localhost.test", "http://[::2]", "http://127.0.0.1.nip.test", b"https://api.test", 1,
    "https://h\\x",
]  # fmt: skip

VALID_URLS = {
    "https://api.test": "https://api.test/carts/",
    "https://api.test/": "https://api.test/carts/",
    "HTTPS://API.test/v3//": "https://api.test/v3/carts/",
    "https://api.test:8443/a/b": "https://api.test:8443/a/b/carts/",
    "https://api.test:65535": "https://api.test:65535/carts/",
    "https://XN--BCHER-KVA.example/v3": "https://xn--bcher-kva.example/v3/carts/",
    "https://xn--fiqs8s": "https://xn--fiqs8s/carts/",
    "https://127.0.0.1": "https://127.0.0.1/carts/",
    "http://127.1.2.3:81": "http://127.1.2.3:81/carts/",
    "http://localhost:4010": "http://localhost:4010/carts/",
    "http://LOCALHOST": "http://localhost/carts/",
    "http://[::1]:4010/x": "http://[::1]:4010/x/carts/",
}

#: Texts that are a dot segment, or empty, in the path of a URL, now or after decoding it again.
DOT_SEGMENTS = [
    "", ".", "..", "%2e", "%2E%2e", "%252e%252e", "%25252e.", "../x", "x/..", "x/../y", "..%2fx",
    "%2e%2e%2fx", "..\\x", "x%5c..", "x%255c%252e%252e", "/..", "./", "a/./b",
]  # fmt: skip


class OwnPolicy:
    """A policy that is not a subclass of `RetryPolicy`."""

    def wait(self, attempt: int, retry_after: float | None, waited: float) -> float | None:
        return 0.0


@pytest.mark.parametrize("value", INVALID_HEADERS, ids=case_id)
@pytest.mark.parametrize("argument", ["auth_token", "auth_client", "auth_token_prefix", "headers"])
def test_a_text_that_a_header_cannot_contain_is_refused(argument: str, value: Any) -> None:
    """Credentials, their prefixes and the headers of the caller are validated."""
    setting = {"X-Note": value} if argument == "headers" else value
    with pytest.raises(InvalidArgumentError, match=rf"^{argument}\b") as caught:
        FakeApi().client(**{argument: setting})
    assert is_one_line_without(caught.value, value)


def test_a_required_credential_is_not_none() -> None:
    """A client without it could call no operation, so it cannot be made."""
    with pytest.raises(InvalidArgumentError, match=r"^auth_token: is missing"):
        FakeApi().client(auth_token=None, auth_client="id")


@pytest.mark.parametrize("value", [None, "id"])
@sync_and_async
def test_an_optional_credential_is_sent_if_it_is_given(call: Call, value: str | None) -> None:
    """None means that there is no credential."""
    api = FakeApi()
    call(api.client(auth_client=value))
    assert api.requests[0].headers.get(CLIENT_ID_HEADER) == value


@pytest.mark.parametrize("argument", ["auth_token", "auth_client"])
def test_a_credential_is_not_empty(argument: str) -> None:
    """An empty text is a mistake, such as a variable that is not set."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: .*empty"):
        FakeApi().client(**{argument: ""})


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *(("max_response_size", value) for value in (0, -1, 1.5, True, "1", None)),
        *(("strict", value) for value in (1, "yes", None)),
        *(("max_retries", value) for value in (-1, 1.0, 1.5, True, "1", None)),
        *(("retry_policy", value) for value in (None, 3, "yes", RetryPolicy, OwnPolicy())),
    ],
    ids=case_id,
)
def test_a_setting_of_another_type_is_refused(argument: str, value: Any) -> None:
    """A client refuses it when it is made, not at the first response."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: "):
        FakeApi().client(**{argument: value})


@pytest.mark.parametrize(
    "name",
    ["Accept", "content-type", "x-auth-token", "X-AUTH-CLIENT", "Host", "content-length",
     "Transfer-Encoding", "connection", "", "a b", "a:b", "a\r\nb", "\xe9", 1, None],
    ids=case_id,
)  # fmt: skip
def test_a_reserved_or_invalid_header_name_is_refused(name: Any) -> None:
    """Reserved are credentials, parameters of the contract, and the framing of HTTP."""
    with pytest.raises(InvalidArgumentError, match=r"^headers: "):
        FakeApi().client(headers={name: "value"})
    with pytest.raises(InvalidArgumentError, match=r"^headers: "):
        FakeApi().client().with_headers({name: "value"})


@pytest.mark.parametrize("headers", [None, [("a", "b")], "a: b", {"a": "1", "A": "2"}], ids=case_id)
def test_headers_are_a_mapping_without_duplicates(headers: Any) -> None:
    """Names that differ only in letter case are duplicates."""
    with pytest.raises(InvalidArgumentError, match=r"^headers: "):
        FakeApi().client(headers=headers)


@pytest.mark.parametrize("headers", [{}, {"user-agent": "mine/1"}], ids=case_id)
@sync_and_async
def test_one_user_agent_is_sent(call: Call, headers: dict[str, str]) -> None:
    """It is that of the caller, or the name of the client with the version of the package."""
    api = FakeApi()
    call(api.client(headers=headers))
    (user_agent,) = api.requests[0].headers.get_list("User-Agent")
    own = rf"[a-z-]+/{re.escape(bigcommerce_carts.__version__)}"
    assert re.fullmatch(headers.get("user-agent", own), user_agent)


@pytest.mark.parametrize("url", INVALID_URLS, ids=case_id)
def test_an_unsafe_base_url_is_refused(url: Any) -> None:
    """A base URL is absolute, without user, query and fragment, and https unless it is local."""
    with pytest.raises(InvalidArgumentError, match=r"^base_url: ") as caught:
        FakeApi().client(base_url=url)
    assert is_one_line_without(caught.value, url)


@pytest.mark.parametrize(("url", "start"), VALID_URLS.items())
@sync_and_async
def test_the_target_is_appended_to_the_base_url(call: Call, url: str, start: str) -> None:
    """The path of the base URL is kept, without a double slash."""
    api = FakeApi()
    call(api.client(base_url=url))
    assert str(api.requests[0].url).startswith(start)


@pytest.mark.parametrize(
    "value",
    [
        *DOT_SEGMENTS,
        "stores/abc123",
        "https://api.bigcommerce.com/stores/abc123/v3",
        None,
        1,
        b"abc",
        "abc\n",
        "\xe9",
    ],
    ids=case_id,
)
def test_a_store_hash_cannot_change_the_path(value: Any) -> None:
    """A variable in the URL of the server is validated like a path parameter."""
    with pytest.raises(InvalidArgumentError, match=r"^store_hash: ") as caught:
        FakeApi().client(base_url=None, store_hash=value)
    assert is_one_line_without(caught.value, value)


@sync_and_async
def test_a_store_hash_is_one_segment_of_the_path(call: Call) -> None:
    """Reserved characters are percent-encoded; the rest of the URL is that of the contract."""
    api = FakeApi()
    call(api.client(base_url=None, store_hash="abc?1"))
    assert str(api.requests[0].url).startswith(
        "https://api.bigcommerce.com/stores/abc%3F1/v3/carts"
    )


@sync_and_async
def test_plain_http_to_another_machine_needs_permission(call: Call) -> None:
    """The refusal names the argument that permits it; other rules for the URL stay."""
    api, url = FakeApi(), "http://prism.internal:4010"
    with pytest.raises(InvalidArgumentError, match=r"^base_url: must begin with https.*allow_http"):
        api.client(base_url=url)
    call(api.client(base_url=url, allow_http=True))
    assert str(api.requests[0].url).startswith(f"{url}/carts/")
    with pytest.raises(InvalidArgumentError, match=r"^base_url: must not contain a user"):
        api.client(base_url="http://user@prism.internal:4010", allow_http=True)
    with pytest.raises(InvalidArgumentError, match=r"^allow_http: "):
        api.client(allow_http=1)
