"""Broken responses that the laws do not send end in one error, which names the place."""

from __future__ import annotations

import traceback
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    ApiTimeoutError,
    InvalidResponseError,
    RateLimitError,
    RedirectError,
)
from contract_tests.client.calls import CallFunction, call_sync, error_of, sync_and_async
from contract_tests.client.fake_api import (
    URLS,
    FakeResponse,
    case_id,
    encode,
    error_body,
    serving,
)

# Body -> the JSON pointer of its first violation, and a word of the reason.
INVALID_BODIES: list[tuple[Any, str, str]] = [
    (b"not json", "", "JSON"),
    (b'{"data": ' + b"9" * 5000 + b"}", "", "JSON"),
    (b'{"data": 1, "data": {}}', "", "member"),
    (b'{"data":' + b"[" * 200_000, "", "deep"),
    ([["data", URLS]], "", "object"),
    ({}, "/data", "missing"),
    ({"data": {}}, "/data/checkout_url", "missing"),
    ({"data": {**URLS, "cart_url": 1}}, "/data/cart_url", "string"),
    ({"data": {**URLS, "embedded_checkout_url": 1}}, "/data/embedded_checkout_url", "string"),
    ({"data": URLS, "meta": []}, "/meta", "object"),
]

GZIP = {"Content-Encoding": "gzip"}
UNKNOWN_CHARSET = {"Content-Type": "application/json; charset=rot13"}
STATUS_LINE = b"HTTP/1.1 201 -\r\n"


def redirect(location: str) -> bytes:
    """Return a redirect to *location* as an HTTP message."""
    return encode(FakeResponse(307, b"", {"Location": location}))


# Message of a server -> class of the error.
BROKEN_MESSAGES: dict[str, tuple[bytes, type[ApiError]]] = {
    "a body alone": (FakeResponse().content + b"\r\n\r\n", ApiConnectionError),
    "a status of four digits": (b"HTTP/1.1 1000 -\r\n\r\n", ApiConnectionError),
    "too many headers": (STATUS_LINE + b"X: y\r\n" * 50_000, ApiConnectionError),
    "invalid gzip": (encode(FakeResponse(201, b"not gzip", GZIP)), InvalidResponseError),
    "invalid gzip, 429": (encode(FakeResponse(429, b"not gzip", GZIP)), RateLimitError),
    "an unknown charset": (encode(FakeResponse(201, b"x", UNKNOWN_CHARSET)), InvalidResponseError),
    "a header in Latin-1": (
        encode(FakeResponse(404, error_body(404), {"X": "\xff\xfe"})),
        ApiStatusError,
    ),
    "a redirect to an invalid host": (redirect("https://xn--a.com/"), RedirectError),
    "a redirect to an invalid port": (redirect("https://h:99999999/"), RedirectError),
    "a redirect in Latin-1": (redirect("//\xff\xfe"), RedirectError),
}

# Failure of httpx -> whether the request may have reached the server.
FAILURES: dict[type[httpx.TransportError], bool] = {
    httpx.ConnectError: False,
    httpx.ConnectTimeout: False,
    httpx.PoolTimeout: False,
    httpx.ProxyError: False,
    httpx.WriteError: True,
    httpx.WriteTimeout: True,
    httpx.ReadError: True,
    httpx.ReadTimeout: True,
    httpx.RemoteProtocolError: True,
}


@pytest.mark.parametrize(("body", "pointer", "word"), INVALID_BODIES, ids=case_id)
@sync_and_async
def test_the_error_of_an_invalid_body_names_the_place(
    call: CallFunction, body: Any, pointer: str, word: str
) -> None:
    """Plain and detailed calls raise the pointer and reason of the first violation."""
    response = FakeResponse(201, body)
    for detailed in (False, True):
        error = error_of(call, response, detailed=detailed)
        assert type(error) is InvalidResponseError
        assert (error.pointer, error.status_code, error.content) == (pointer, 201, response.content)
        assert word in error.reason
        assert error.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("message", "kind"), BROKEN_MESSAGES.values(), ids=BROKEN_MESSAGES.keys())
@sync_and_async
def test_a_broken_message_ends_in_one_error(
    call: CallFunction, message: bytes, kind: type[ApiError]
) -> None:
    """The error is one line, and no error of httpx, h11 or Python is its cause or context."""
    with serving(message) as server, pytest.raises(kind) as caught:
        call(server.client())
    assert len(str(caught.value).splitlines()) == 1
    assert "another exception" not in "".join(traceback.format_exception(caught.value))


@sync_and_async
def test_a_refused_connection_quotes_the_operating_system(call: CallFunction) -> None:
    """The message of the operating system helps and contains no secret."""
    with serving() as server:
        client = server.client()
    with pytest.raises(ApiConnectionError, match=r"ConnectError: .+\)$") as caught:
        call(client)
    assert not caught.value.sent


@pytest.mark.parametrize("step", ["connect", "read", "write", "pool"])
@sync_and_async
def test_a_timeout_names_its_step(call: CallFunction, step: str) -> None:
    """The message ends with the step of the call that took too long."""
    error = getattr(httpx, f"{step.capitalize()}Timeout")("")
    assert str(error_of(call, error)).endswith(f"({step})")


@pytest.mark.parametrize(("failure", "is_sent"), FAILURES.items())
@sync_and_async
def test_a_failure_has_whether_the_request_was_sent(
    call: CallFunction, failure: type[httpx.TransportError], is_sent: bool
) -> None:
    """After a failure that is not known to come before sending, the server may have acted."""
    error = error_of(call, failure("x"))
    assert isinstance(error, (ApiConnectionError, ApiTimeoutError))
    assert error.sent is is_sent


@given(
    status=st.integers(100, 999) | st.sampled_from([201, 201, 404, 429]),
    body=st.binary(max_size=30)
    | st.sampled_from([FakeResponse(201, body).content for body, *_ in INVALID_BODIES]),
    media_type=st.sampled_from(["application/json", "text/html", "", ";", "application/*", "\xff"]),
    encoding=st.sampled_from(["", "identity", "gzip", "deflate", "gzip, deflate", "x"]),
)
def test_every_invalid_response_is_an_error_of_the_client(
    status: int, body: bytes, media_type: str, encoding: str
) -> None:
    """Random statuses, bytes and headers, none of which is a valid success, raise `ApiError`."""
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    error_of(call_sync, FakeResponse(status, body, headers))
