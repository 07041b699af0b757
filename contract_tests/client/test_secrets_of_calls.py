"""Errors, results and logs of a call show neither credentials nor URLs of the response."""

from __future__ import annotations

import gzip
import json
import logging
import socket
from typing import Any

import pytest

from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    InvalidArgumentError,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    RedirectError,
    UnexpectedStatusError,
    UnprocessableEntityError,
)
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import SECRET_URL, TOKEN, URLS, error_body, new_client
from contract_tests.client.leaks import PASSWORD, check_error, dies_at_once, has_secret, shows
from contract_tests.client.messages import message
from contract_tests.client.names import ACCEPT, CART_ID, DATA, ERRORS, STATUS, TITLE, URL
from contract_tests.client.raw_server import Answer, closing, raw_server

ERROR = {**error_body(404), TITLE: SECRET_URL}
GZIP = "Content-Encoding: gzip"
CUT_GZIP = gzip.compress(json.dumps(ERROR).encode())[:-1]
DUPLICATE = f'{{"{SECRET_URL}":1,"{SECRET_URL}":2}}'.encode()
LOCATION = f"Location: {SECRET_URL}"
CHUNKED = b"HTTP/1.1 201 -\r\nTransfer-Encoding: chunked\r\n\r\n"
REPEAT: dict[str, Any] = {"max_retries": 2, "retry_policy": RetryPolicy(backoff=0)}

# Failures that a response causes: the answer, the error, and settings of the client.
Failure = tuple[Answer, type[ApiError], dict[str, Any]]
FAILURES: dict[str, Failure] = {
    "timeout": (None, ApiTimeoutError, {"timeout": 0.05}),
    "total-timeout": (None, ApiTimeoutError, {"total_timeout": 0.05}),
    "passed-deadline": (None, ApiTimeoutError, {"total_timeout": 1e-9}),
    "broken-off": (closing(message({DATA: SECRET_URL})[:-5]), ApiConnectionError, {}),
    "transfer-coding": (
        f"HTTP/1.1 201 -\r\nTransfer-Encoding: {SECRET_URL}\r\n\r\n".encode(),
        ApiConnectionError,
        {},
    ),
    "invalid-body": (message({DATA: {URL: SECRET_URL}}), InvalidResponseError, {}),
    "member-names": (message({SECRET_URL: 1}), InvalidResponseError, {}),
    "not-json": (message(SECRET_URL.encode()), InvalidResponseError, {}),
    "duplicate": (message(DUPLICATE), InvalidResponseError, {}),
    "too-deep": (message(b"[" * 5000 + SECRET_URL.encode()), InvalidResponseError, {}),
    "strict": (
        message({DATA: {**URLS, URL: "x"}}),
        InvalidResponseError,
        {"strict": True},
    ),
    "documented-error": (message(ERROR, status=404), NotFoundError, {}),
    "errors-of-fields": (
        message({ERRORS: {SECRET_URL: [SECRET_URL]}}, status=422),
        UnprocessableEntityError,
        {},
    ),
    "invalid-error": (message({STATUS: SECRET_URL}, status=404), NotFoundError, {}),
    "other-status": (message({"x": SECRET_URL}, status=418), UnexpectedStatusError, {}),
    "too-large": (message(b" " * 9999), InvalidResponseError, {"max_response_size": 1000}),
    "not-gzip": (message(SECRET_URL.encode(), GZIP), InvalidResponseError, {}),
    "cut-gzip": (message(CUT_GZIP, GZIP), InvalidResponseError, {}),
    "repeated": (
        message(ERROR, status=429),
        RateLimitError,
        {**REPEAT, "headers": {"X": PASSWORD}},
    ),
}
# Failures with a secret in the head of the response or in the size of a chunk.
LOGGED_BY_HTTPCORE: dict[str, Failure] = {
    "not-http": (f"{SECRET_URL}\r\n\r\n".encode(), ApiConnectionError, {}),
    "invalid-header": (message(None, f"X: \0{SECRET_URL}"), ApiConnectionError, {}),
    "invalid-chunk": (CHUNKED + f"{SECRET_URL}\r\n".encode(), ApiConnectionError, {}),
    "reason-phrase": (
        f"HTTP/1.1 418 {SECRET_URL}\r\nContent-Length: 0\r\n\r\n".encode(),
        UnexpectedStatusError,
        {},
    ),
    "media-type": (
        message(None, f"Content-Type: text/{SECRET_URL}"),
        InvalidResponseError,
        {"strict": True},
    ),
    "redirect": (message(b"", LOCATION, status=302), RedirectError, {}),
    "invalid-redirect": (message(b"", f"Location: //[{SECRET_URL}", status=302), RedirectError, {}),
}
ALL = {**FAILURES, **LOGGED_BY_HTTPCORE}
all_failures = pytest.mark.parametrize("failure", ALL.values(), ids=ALL)


@all_failures
@sync_and_async
def test_an_error_of_a_call_shows_no_secret(call: Call, failure: Failure) -> None:
    """No text, and no local variable of the client, has a credential or a URL of the response."""
    answer, kind, settings = failure
    with raw_server(answer) as server:
        client = server.client(**settings)
        with pytest.raises(ApiError) as caught:
            call(client)
        assert type(caught.value) is kind
        check_error(caught.value)
        try:
            response = call(client, detailed=True)
        except ApiError as error:
            check_error(error)
        else:  # a documented error
            assert not shows(response)


@all_failures
@sync_and_async
def test_an_error_of_a_call_is_no_cycle(call: Call, failure: Failure) -> None:
    """The error, which holds the response, does not wait for the garbage collector."""
    answer, _, settings = failure
    with raw_server(answer) as server:
        client = server.client(**settings)
        assert dies_at_once(call, lambda: call.enter_and_call(client))


@pytest.mark.parametrize("name", ALL)
@sync_and_async
def test_only_debug_logs_of_httpcore_quote_a_response(
    caplog: pytest.LogCaptureFixture, call: Call, name: str
) -> None:
    """No log has the credential; httpcore logs headers and invalid bytes of a response."""
    answer, _, settings = ALL[name]
    caplog.set_level(logging.DEBUG)
    for logger in ("httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, logger)
    with raw_server(answer) as server:
        call.outcomes(server.client(**settings))
    assert not any(TOKEN in each.getMessage() for each in caplog.records)
    found = [each for each in caplog.records if has_secret(each.getMessage())]
    assert all((each.name, each.levelname) == ("httpcore.http11", "DEBUG") for each in found)
    assert all("receive_response_" in each.getMessage() for each in found)
    assert bool(found) == (name in LOGGED_BY_HTTPCORE)


@pytest.mark.parametrize("has_proxy", [False, True])
@sync_and_async
def test_a_refused_connection_shows_no_secret(call: Call, has_proxy: bool) -> None:
    """The password of a proxy is hidden too."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    proxy = {"proxy": f"http://user:{PASSWORD}@{address}"} if has_proxy else {}
    client = new_client(base_url=f"http://{address}", httpx_args=proxy)
    (error,) = call.outcomes(client)
    assert type(error) is ApiConnectionError
    check_error(error)
    assert dies_at_once(call, lambda: call.enter_and_call(client))


@sync_and_async
def test_an_invalid_proxy_of_the_environment_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    """The call fails before a connection is opened."""
    monkeypatch.setenv("HTTPS_PROXY", f"ftp://user:{PASSWORD}@proxy.test")
    client = new_client()
    (error,) = call.outcomes(client)
    assert isinstance(error, InvalidArgumentError)
    check_error(error)
    assert dies_at_once(call, lambda: call.enter_and_call(client))


@pytest.mark.parametrize(
    "arguments", [{CART_ID: ""}, {CART_ID: 5}, {"timeout": -1}, {ACCEPT: "a\n"}], ids=str
)
@sync_and_async
def test_an_invalid_argument_shows_no_secret(call: Call, arguments: dict[str, Any]) -> None:
    """The client with its credential is a local variable, and its repr is harmless."""
    client = new_client()
    with pytest.raises(InvalidArgumentError) as caught:
        call(client, **arguments)
    check_error(caught.value)
    assert dies_at_once(call, lambda: call.enter_and_call(client, **arguments))


@sync_and_async
def test_a_result_shows_no_secret(call: Call) -> None:
    """The URLs, also those of unknown members, are in the attributes and not in the repr."""
    body = {DATA: {**URLS, "x": SECRET_URL}, "y": SECRET_URL}
    with raw_server(message(body, f"Set-Cookie: {SECRET_URL}")) as server:
        client = server.client()
        result, response = call(client), call(client, detailed=True)
    assert result.to_dict() == response.parsed.to_dict() == body
    assert not shows(result) and not shows(response)
