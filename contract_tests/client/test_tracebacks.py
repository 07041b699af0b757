"""Tools that print or send local variables, logs and objects see no secret of a failed call."""

from __future__ import annotations

import asyncio
import copy
import gc
import gzip
import json
import logging
import socket
import sys
import traceback
import weakref
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, cast

import attrs
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    ApiTimeoutError,
    InvalidArgumentError,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    RedirectError,
    UnexpectedStatusError,
)
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import CallFunction, call_sync, sync_and_async
from contract_tests.client.fake_api import CART, SECRET_URL, SECRETS, TOKEN, error_body
from contract_tests.client.raw_server import (
    CLOSE,
    Peer,
    both_kinds,
    message,
    outcomes,
    raw_server,
    urls,
)

PASSWORD = "pr0xy-passw0rd"
HIDDEN = (*SECRETS, PASSWORD)
ERROR = {**error_body(404), "title": SECRET_URL}


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def answer_and_close(peer: Peer, request: bytes) -> object:
    peer.send(message({"data": SECRET_URL})[:-5])
    return CLOSE


def silence(peer: Peer, request: bytes) -> None:
    peer.server.stopping.wait(20)


# Failures that a response causes: the response, the error, and settings of the client.
RESPONSES: dict[str, tuple[Any, type[ApiError], dict[str, Any]]] = {
    "timeout": (silence, ApiTimeoutError, {"timeout": 0.05}),
    "total-timeout": (silence, ApiTimeoutError, {"total_timeout": 0.05}),
    "passed-deadline": (silence, ApiTimeoutError, {"total_timeout": 1e-9}),
    "broken-off": (answer_and_close, ApiConnectionError, {}),
    "not-http": (f"{SECRET_URL}\r\n\r\n".encode(), ApiConnectionError, {}),
    "invalid-header": (message(None, f"X: \0{SECRET_URL}"), ApiConnectionError, {}),
    "invalid-body": (message({"data": {"cart_url": SECRET_URL}}), InvalidResponseError, {}),
    "not-json": (message(SECRET_URL.encode()), InvalidResponseError, {}),
    "duplicate": (
        message(f'{{"{SECRET_URL}":1,"{SECRET_URL}":2}}'.encode()),
        InvalidResponseError,
        {},
    ),
    "too-deep": (message(b"[" * 5000 + SECRET_URL.encode()), InvalidResponseError, {}),
    "strict": (
        message({"data": {**urls("x")["data"], "embedded_checkout_url": None}, "x": SECRET_URL}),
        InvalidResponseError,
        {"strict": True},
    ),
    "documented-error": (message(ERROR, status=404), NotFoundError, {}),
    "invalid-error": (message({"status": SECRET_URL}, status=404), NotFoundError, {}),
    "other-status": (message({"x": SECRET_URL}, status=418), UnexpectedStatusError, {}),
    "redirect": (message(b"", f"Location: {SECRET_URL}", status=302), RedirectError, {}),
    "invalid-redirect": (
        message(b"", f"Location: http://[{SECRET_URL}", status=307),
        RedirectError,
        {},
    ),
    "too-large": (
        message({"data": SECRET_URL * 100}),
        InvalidResponseError,
        {"max_response_size": 1000},
    ),
    "not-gzip": (
        message(SECRET_URL.encode(), "Content-Encoding: gzip"),
        InvalidResponseError,
        {},
    ),
    "cut-gzip": (
        message(gzip.compress(json.dumps(ERROR).encode())[:-1], "Content-Encoding: gzip"),
        InvalidResponseError,
        {},
    ),
    "retried": (
        message({**error_body(429), "title": SECRET_URL}, "Retry-After: 0", status=429),
        RateLimitError,
        {"max_retries": 2, "retry_policy": RetryPolicy(backoff=0), "headers": {"X-Own": PASSWORD}},
    ),
}


def error_of_response(name: str, *, is_async: bool) -> ApiError:
    answer, kind, settings = RESPONSES[name]
    with raw_server(answer) as server:
        (error,) = outcomes(server.client(**settings), is_async=is_async)
    assert type(error) is kind
    return error


def construct(**settings: Any) -> AuthenticatedClient:
    defaults = {"auth_token": TOKEN, "base_url": "https://api.test", "auth_client": TOKEN}
    return AuthenticatedClient(**{**defaults, **settings})


class Unusable:
    """An argument of the wrong type whose repr has a secret."""

    def __repr__(self) -> str:
        return TOKEN


#: Invalid arguments of the constructor.
SETTINGS: dict[str, dict[str, Any]] = {
    "newline": {"auth_token": f"{TOKEN}\n"},
    "bytes": {"auth_token": TOKEN.encode()},
    "unusable": {"auth_token": Unusable()},
    "surrogate": {"auth_token": f"{TOKEN}\ud800"},
    "list": {"auth_token": [TOKEN]},
    "client": {"auth_client": f"{TOKEN}\0"},
    "header": {"headers": {"X-Own": f"{TOKEN}\r\n"}},
    "header-name": {"headers": {f"X {TOKEN}": "a"}},
    "reserved-header": {"headers": {"X-Auth-Token": TOKEN}},
    "headers": {"headers": [TOKEN]},
    "base-url": {"base_url": f"https://user:{PASSWORD}@api.test"},
    "base-url-query": {"base_url": f"https://api.test?key={TOKEN}"},
    "proxy": {"httpx_args": {"proxy": f"ftp://user:{PASSWORD}@proxy.test"}},
    "auth": {"httpx_args": {"auth": ("user", PASSWORD)}},
    "async-proxy": {"async_httpx_args": {"proxy": f"ftp://user:{PASSWORD}@proxy.test"}},
    "timeout": {"timeout": "soon"},
    "total-timeout": {"total_timeout": 0},
    "retries": {"max_retries": -1},
    "policy": {"retry_policy": 3},
    "store-hash": {"store_hash": ".."},
}


def frames_of_the_client(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames of the client package in the traceback."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals["__name__"].startswith("bigcommerce_carts"):
            yield frame


def shows(value: Any, depth: int = 0) -> bool:
    """Return whether a tool that looks into *value* finds a secret.

    That is one in its repr, or in the repr of what it contains: tools look into mappings, sequences
    and the fields of attrs classes.
    """
    if any(secret in repr(value) for secret in HIDDEN):
        return True
    parts: list[Any] = []
    if isinstance(value, dict):
        parts = [*value, *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = [*value]
    elif attrs.has(type(value)):
        names = [each.name for each in attrs.fields(type(value)) if each.repr]
        parts = [getattr(value, name, None) for name in names]
    return depth < 5 and any(shows(part, depth + 1) for part in parts)


def check(error: ApiError) -> None:
    """Check that neither the error nor its traceback shows a secret."""
    assert not any(secret in text for secret in HIDDEN for text in (str(error), repr(error)))
    assert (error.__context__, error.__cause__) == (None, None)
    frames = list(frames_of_the_client(error))
    assert frames
    found = [
        f"{frame.f_code.co_qualname}: {name}"
        for frame in frames
        for name, value in frame.f_locals.items()
        if shows(value)
    ]
    assert found == []
    traceback.TracebackException.from_exception(error, capture_locals=True)


def is_collected_at_once(call: Callable[[], object], *, is_async: bool = False) -> bool:
    """Return whether the error of *call* dies with its last reference, without the collector.

    An async error is caught in its task, because asyncio makes cycles with those of a task.
    """

    def reference() -> weakref.ref[ApiError]:
        try:
            call()
        except ApiError as error:
            return weakref.ref(error)
        raise AssertionError("no error")

    async def async_reference() -> weakref.ref[ApiError]:
        try:
            await cast("Any", call())
        except ApiError as error:
            return weakref.ref(error)
        raise AssertionError("no error")

    gc.disable()
    try:
        found = asyncio.run(async_reference()) if is_async else reference()
        return found() is None
    finally:
        gc.enable()


def call_of(client: AuthenticatedClient, *, is_async: bool) -> Callable[[], object]:
    """Return a function that enters the client and calls; an async one returns the coroutine."""

    def call() -> object:
        with client:
            return operation.sync(CART, client=client)

    async def async_call() -> object:
        async with client:
            return await operation.asyncio(CART, client=client)

    return async_call if is_async else call


@pytest.mark.parametrize("name", RESPONSES)
@both_kinds
def test_an_error_of_a_call_shows_no_secret(is_async: bool, name: str) -> None:
    """No frame of the client has a credential or a URL of the response in a local variable."""
    check(error_of_response(name, is_async=is_async))


@pytest.mark.parametrize("name", RESPONSES)
@both_kinds
def test_an_error_of_a_call_is_no_cycle(is_async: bool, name: str) -> None:
    """The error, which holds the response, does not wait for the garbage collector."""
    answer, _, settings = RESPONSES[name]
    with raw_server(answer) as server:
        call = call_of(server.client(**settings), is_async=is_async)
        assert is_collected_at_once(call, is_async=is_async)


@both_kinds
def test_a_refused_connection_shows_no_secret(is_async: bool) -> None:
    """The password of a proxy is hidden too."""
    url = f"127.0.0.1:{closed_port()}"
    for args in ({}, {"proxy": f"http://user:{PASSWORD}@{url}"}):
        client = AuthenticatedClient(auth_token=TOKEN, base_url=f"http://{url}", httpx_args=args)
        (error,) = outcomes(client, is_async=is_async)
        assert type(error) is ApiConnectionError
        check(error)
        assert is_collected_at_once(call_of(client, is_async=is_async), is_async=is_async)


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_an_error_of_the_constructor_shows_no_secret(settings: dict[str, Any]) -> None:
    """Valid secrets next to the invalid argument are hidden as well."""
    with pytest.raises(InvalidArgumentError) as caught:
        construct(**settings)
    check(caught.value)
    assert is_collected_at_once(lambda: construct(**settings))


def test_an_error_of_the_environment_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the variable."""
    monkeypatch.setenv("BIGCOMMERCE_ACCESS_TOKEN", f"{TOKEN}\n")
    monkeypatch.setenv("BIGCOMMERCE_STORE_HASH", "abc")

    def make() -> None:
        AuthenticatedClient.from_env(headers={"X-Own": PASSWORD})

    with pytest.raises(InvalidArgumentError) as caught:
        make()
    assert caught.value.argument == "BIGCOMMERCE_ACCESS_TOKEN"
    check(caught.value)
    assert is_collected_at_once(make)


@both_kinds
def test_an_invalid_proxy_of_the_environment_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    """The call fails before a connection is opened."""
    monkeypatch.setenv("HTTPS_PROXY", f"ftp://user:{PASSWORD}@proxy.test")

    client = AuthenticatedClient(auth_token=TOKEN, base_url="https://api.test")
    (error,) = outcomes(client, is_async=is_async)
    assert isinstance(error, InvalidArgumentError)
    check(error)
    assert is_collected_at_once(call_of(client, is_async=is_async), is_async=is_async)


@pytest.mark.parametrize(
    "arguments", [{"cart_id": ""}, {"cart_id": 5}, {"timeout": -1}, {"accept": "a\n"}], ids=str
)
@sync_and_async
def test_an_invalid_argument_shows_no_secret(call: CallFunction, arguments: Any) -> None:
    """The client with its credential is a local variable, and its repr is harmless."""
    client = AuthenticatedClient(auth_token=TOKEN, base_url="https://api.test")

    with pytest.raises(InvalidArgumentError) as caught:
        call(client, **arguments)
    check(caught.value)
    if call is call_sync:
        assert is_collected_at_once(lambda: call_sync(client, **arguments))


def test_objects_show_no_secret() -> None:
    """The repr of a client, its copies and a response has neither credentials nor a body."""
    with raw_server(message(error_body(404) | {"title": SECRET_URL}, status=404)) as server:
        client = server.client(
            headers={"X-Own": PASSWORD}, httpx_args={"proxy": f"http://u:{PASSWORD}@proxy.test"}
        )
        plain = server.client()
        (error,) = outcomes(plain, is_async=False)
    copies = (client, client.with_headers({"X-More": TOKEN}), client.with_timeout(3), plain)
    assert not any(shows(each) for each in copies)
    assert not any(shows(vars(each)["_credentials"]) for each in copies)
    assert isinstance(error, ApiStatusError)
    assert not shows(error)


@sync_and_async
def test_a_response_shows_no_secret(call: CallFunction) -> None:
    """The URLs are in the attributes of the response, and not in its repr."""
    body = {"data": {"cart_url": SECRET_URL, "checkout_url": SECRET_URL}}
    with raw_server(message(body, f"Set-Cookie: {SECRET_URL}")) as server:
        response = call(server.client(), detailed=True)
    assert response.parsed.data.cart_url == SECRET_URL
    assert not shows(response)


def test_a_half_made_client_has_a_repr() -> None:
    """Tools print the local variables of a constructor that has failed."""
    assert repr(AuthenticatedClient.__new__(AuthenticatedClient)).startswith("AuthenticatedClient(")
    with pytest.raises(InvalidArgumentError) as caught:
        construct(auth_token=f"{TOKEN}\n")
    half = next(frames_of_the_client(caught.value)).f_locals["self"]
    assert type(half) is AuthenticatedClient
    assert repr(half).startswith("AuthenticatedClient(")


def test_a_debugger_does_not_change_the_arguments_of_a_client() -> None:
    """A client that was made under a trace function can be copied."""

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        assert frame.f_locals is not None  # reading it writes into the dict of `locals`
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        client = AuthenticatedClient(
            auth_token=TOKEN, base_url="https://api.test", headers={"X-Own": "a"}
        )
    finally:
        sys.settrace(before)
    assert copy.copy(client).headers == {"X-Own": "a"}


@pytest.mark.parametrize("name", RESPONSES)
@both_kinds
def test_logs_above_debug_have_no_secret(
    caplog: pytest.LogCaptureFixture, is_async: bool, name: str
) -> None:
    """At the level INFO, httpx logs the method, the URL and the status."""
    caplog.set_level(logging.INFO)
    error_of_response(name, is_async=is_async)
    assert not [each for each in caplog.messages if any(secret in each for secret in HIDDEN)]


@pytest.mark.parametrize("name", RESPONSES)
@both_kinds
def test_debug_logs_have_no_secret_but_the_headers_of_a_response(
    caplog: pytest.LogCaptureFixture, is_async: bool, name: str
) -> None:
    """At the level DEBUG, httpcore logs response headers, such as Location, and invalid ones.

    No credential is logged with HTTP/1.1.
    """
    caplog.set_level(logging.DEBUG)
    error_of_response(name, is_async=is_async)
    assert not any(TOKEN in each.getMessage() for each in caplog.records)
    found = [each for each in caplog.records if any(s in each.getMessage() for s in HIDDEN)]
    assert {each.name for each in found} <= {"httpcore.http11"}
    assert all("receive_response_headers" in each.getMessage() for each in found)
    assert bool(found) == (name in ("redirect", "invalid-redirect", "not-http", "invalid-header"))
