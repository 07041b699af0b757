"""Broken responses that the laws do not send end in one error, which names the place."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    InvalidResponseError,
)
from contract_tests.client.calls import SYNC, Call, error_of, sync_and_async
from contract_tests.client.fake_api import SUCCESS, URLS, FakeResponse, case_id
from contract_tests.client.names import DATA, META, OPTIONAL_URL, URL
from contract_tests.client.raw_server import raw_server

# Body -> the JSON pointer of its first violation, and a word of the reason.
INVALID_BODIES: list[tuple[Any, str, str]] = [
    (b"not json", "", "JSON"),
    (b'{"a": ' + b"9" * 5000 + b"}", "", "JSON"),
    (b'{"a": 1, "a": {}}', "", "member"),
    (b'{"a":' + b"[" * 200_000, "", "deep"),
    (b'{"a":' * 50_000, "", "deep"),
    (b"1" * 100_000, "", "JSON"),
    (b"\xff\xfe{", "", "JSON"),
    (b"NaN", "", "JSON"),
    (b'"\\ud800"', "", "object"),
    ([[DATA, URLS]], "", "object"),
    ({}, f"/{DATA}", "missing"),
    ({DATA: {}}, f"/{DATA}/{next(iter(URLS))}", "missing"),
    ({DATA: {**URLS, URL: 1}}, f"/{DATA}/{URL}", "string"),
    ({DATA: {**URLS, OPTIONAL_URL: 1}}, f"/{DATA}/{OPTIONAL_URL}", "string"),
    ({**SUCCESS, META: []}, f"/{META}", "object"),
]

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
    call: Call, body: Any, pointer: str, word: str
) -> None:
    """Plain and detailed calls raise the pointer and reason of the first violation.

    The charset of the media type does not matter, because JSON is UTF-8 (RFC 8259, 8.1).
    """
    headers = {"Content-Type": "application/json; charset=rot13"}
    for response in (FakeResponse(201, body), FakeResponse(201, body, headers)):
        for detailed in (False, True):
            error = error_of(call, response, detailed=detailed)
            assert type(error) is InvalidResponseError
            assert (error.pointer, error.status_code) == (pointer, 201)
            assert error.content == response.content
            assert word in error.reason
            assert error.headers["content-type"] == response.headers["Content-Type"]


@sync_and_async
def test_a_refused_connection_quotes_the_operating_system(call: Call) -> None:
    """The message of the operating system helps and contains no secret."""
    with raw_server(None) as server:
        client = server.client()
    with pytest.raises(ApiConnectionError, match=r"ConnectError: .+\)$") as caught:
        call(client)
    assert not caught.value.sent


@pytest.mark.parametrize("step", ["connect", "read", "write", "pool"])
@sync_and_async
def test_a_timeout_names_its_step(call: Call, step: str) -> None:
    """The message ends with the step of the call that took too long."""
    error = getattr(httpx, f"{step.capitalize()}Timeout")("")
    assert str(error_of(call, error)).endswith(f"({step})")


@pytest.mark.parametrize(("failure", "is_sent"), FAILURES.items())
@sync_and_async
def test_a_failure_has_whether_the_request_was_sent(
    call: Call, failure: type[httpx.TransportError], is_sent: bool
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
    error_of(SYNC, FakeResponse(status, body, headers))
