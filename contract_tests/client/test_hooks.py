"""Event hooks and transports of the caller: their exceptions are not those of the call."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import ApiTimeoutError, InvalidArgumentError, NotFoundError
from contract_tests.client.calls import CallFunction, call_async, sync_and_async
from contract_tests.client.fake_api import CART, SUCCESS, TOKEN, error_body
from contract_tests.client.raw_server import (
    both_kinds,
    echo,
    message,
    outcomes,
    raw_server,
)


class OwnError(Exception):
    """An exception of the caller."""


class OwnInterrupt(BaseException):
    """An exception of the caller that is not an error."""


ERRORS = (
    OSError("mine"),
    ConnectionResetError("mine"),
    TimeoutError("mine"),
    UnicodeError("mine"),
    ValueError("mine"),
    RuntimeError("mine"),
    httpx.ReadTimeout("mine"),
    httpx.ConnectError("mine"),
    httpx.InvalidURL("mine"),
    httpx.StreamClosed(),
    InvalidArgumentError("mine", "mine"),
    OwnError(),
    OwnInterrupt(),
    KeyboardInterrupt(),
    asyncio.CancelledError(),
    GeneratorExit(),
)


def hooks(is_async: bool, **functions: Callable[[Any], object]) -> dict[str, Any]:
    """Return the setting of the client for these hooks, as async functions for async calls."""

    def wrap(function: Callable[[Any], object]) -> Callable[[Any], Any]:
        async def hook(value: Any) -> None:
            function(value)

        return hook if is_async else function

    found = {name: [wrap(function)] for name, function in functions.items()}
    return {"async_httpx_args" if is_async else "httpx_args": {"event_hooks": found}}


class Raising:
    """A hook that raises once."""

    def __init__(self, error: BaseException) -> None:
        self.error: BaseException | None = error

    def __call__(self, value: Any) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error


@pytest.mark.parametrize("event", ["request", "response"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@both_kinds
def test_an_exception_of_a_hook_reaches_the_caller(
    is_async: bool, error: BaseException, event: str
) -> None:
    """It is the same object, and the only connection of the pool is free for the next call."""
    settings = hooks(is_async, **{event: Raising(error)})
    name = next(iter(settings))
    settings[name]["limits"] = httpx.Limits(max_connections=1)

    async def run(client: AuthenticatedClient) -> None:
        async with client:
            with pytest.raises(type(error)) as caught:
                await operation.asyncio(CART, client=client)
            assert caught.value is error
            assert (await operation.asyncio(CART, client=client)).to_dict()["data"]

    with raw_server(echo) as server:
        client = server.client(timeout=httpx.Timeout(10, pool=0.5), **settings)
        if is_async:
            asyncio.run(run(client))
        else:
            with client:
                with pytest.raises(type(error)) as caught:
                    operation.sync(CART, client=client)
                assert caught.value is error
                assert operation.sync(CART, client=client).to_dict()["data"]


@both_kinds
def test_a_hook_can_raise_for_the_status(is_async: bool) -> None:
    """The common use of `raise_for_status` raises the error of httpx, with the response."""
    settings = hooks(is_async, response=lambda response: response.raise_for_status())
    with raw_server(message(error_body(404), status=404)) as server:
        (error,) = outcomes(server.client(**settings), is_async=is_async)
    assert isinstance(error, httpx.HTTPStatusError)
    assert error.response.status_code == 404


@both_kinds
def test_a_hook_can_read_the_response(is_async: bool) -> None:
    """The body that the hook has read is the body of the result."""
    seen: list[bytes] = []

    async def async_hook(response: httpx.Response) -> None:
        seen.append(await response.aread())

    def hook(response: httpx.Response) -> None:
        seen.append(response.read())

    name, function = ("async_httpx_args", async_hook) if is_async else ("httpx_args", hook)
    with raw_server(echo) as server:
        client = server.client(**{name: {"event_hooks": {"response": [function]}}})
        assert outcomes(client, 2, is_async=is_async) == [True, True]
        assert len(server.peers) == 1
    assert b"cart_url" in seen[0]


@both_kinds
def test_hooks_run_once_per_attempt(is_async: bool) -> None:
    """A request hook sees the credentials, and a response hook sees each response."""
    seen: list[Any] = []
    settings = hooks(is_async, request=seen.append, response=seen.append)
    responses = [message(error_body(503), "Retry-After: 0", status=503), message()]
    with raw_server(lambda peer, request: peer.send(responses.pop(0))) as server:
        client = server.client(max_retries=1, **settings)
        outcomes(client, is_async=is_async)
    assert [type(each) for each in seen] == [httpx.Request, httpx.Response] * 2
    assert [each.status_code for each in seen[1::2]] == [503, 201]
    assert all("x-auth-token" in each.headers for each in seen[::2])


@both_kinds
def test_a_hook_can_call_the_same_client(is_async: bool) -> None:
    """The inner call has a deadline of its own, and the outer call keeps its own."""
    inner: list[Any] = []

    def hook(request: httpx.Request) -> None:
        if not inner:
            inner.append(None)
            inner.append(operation.sync(CART, client=client.with_timeout(total=5)))
            with pytest.raises(ApiTimeoutError):
                operation.sync(CART, client=client.with_timeout(total=1e-9))

    with raw_server(echo) as server:
        client = server.client(total_timeout=10, **hooks(is_async, request=hook))
        assert outcomes(client, is_async=is_async) == [True]
        client.close()
    assert inner[1].data.cart_url.endswith(CART)


def plain(value: Any) -> None: ...


async def coroutine(value: Any) -> None: ...


class PlainCallable:
    def __call__(self, value: Any) -> None: ...


class AsyncCallable:
    async def __call__(self, value: Any) -> None: ...

    async def method(self, value: Any) -> None: ...


SYNC_HOOKS: dict[str, Any] = {
    "function": plain,
    "builtin": print,
    "lambda": lambda _: None,
    "partial": functools.partial(plain),
    "callable": PlainCallable(),
    "method": [].append,
}
ASYNC_HOOKS: dict[str, Any] = {
    "async function": coroutine,
    "async partial": functools.partial(coroutine),
    "async callable": AsyncCallable(),
    "async method": AsyncCallable().method,
    "mock": AsyncMock(),
}
NO_HOOKS: dict[str, Any] = {
    "number": {"request": 5},
    "None": {"response": None},
    "text": {"request": "text"},
    "function": {"request": plain},
    "iterator": {"request": (hook for hook in [plain])},
    "list of a number": {"request": [5]},
    "list of None": {"request": [None]},
    "other event": {"other": []},
    "list": [],
    "None at all": None,
}
SETTINGS: dict[str, Any] = {"auth_token": TOKEN, "base_url": "https://api.test"}


@pytest.mark.parametrize("event", ["request", "response"])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("kind", [*SYNC_HOOKS, *ASYNC_HOOKS])
def test_a_hook_of_the_other_kind_is_refused(is_async: bool, kind: str, event: str) -> None:
    """Async hooks are for async calls only, and the others for sync calls only."""
    name = "async_httpx_args" if is_async else "httpx_args"
    args: dict[str, Any] = {name: {"event_hooks": {event: [(SYNC_HOOKS | ASYNC_HOOKS)[kind]]}}}
    if (kind in ASYNC_HOOKS) == is_async:
        AuthenticatedClient(**SETTINGS, **args)
    else:
        with pytest.raises(InvalidArgumentError) as caught:
            AuthenticatedClient(**SETTINGS, **args)
        assert (caught.value.argument, caught.value.pointer) == (name, "/event_hooks")


@pytest.mark.parametrize("name", ["httpx_args", "async_httpx_args"])
@pytest.mark.parametrize("event_hooks", NO_HOOKS.values(), ids=NO_HOOKS)
def test_invalid_event_hooks_are_refused(name: str, event_hooks: Any) -> None:
    """Each event has a list of functions."""
    args: dict[str, Any] = {name: {"event_hooks": event_hooks}}
    with pytest.raises(InvalidArgumentError) as caught:
        AuthenticatedClient(**SETTINGS, **args)
    assert (caught.value.argument, caught.value.pointer) == (name, "/event_hooks")


class SyncTransport(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json=SUCCESS)


class AsyncTransport(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json=SUCCESS)


@both_kinds
def test_a_transport_of_the_other_kind_is_refused(is_async: bool) -> None:
    """The error names the argument at construction, not at the first call."""
    name = "async_httpx_args" if is_async else "httpx_args"
    wrong = SyncTransport() if is_async else AsyncTransport()
    for transport in (wrong, 5, SyncTransport, httpx):
        args: dict[str, Any] = {name: {"transport": transport}}
        with pytest.raises(InvalidArgumentError) as caught:
            AuthenticatedClient(**SETTINGS, **args)
        assert caught.value.argument == name


@sync_and_async
def test_each_kind_of_calls_has_its_own_transport(call: CallFunction) -> None:
    """One client can have both."""
    client = AuthenticatedClient(
        **SETTINGS,
        httpx_args={"transport": SyncTransport()},
        async_httpx_args={"transport": AsyncTransport()},
    )
    assert call(client).to_dict() == SUCCESS


def test_an_async_call_without_an_async_transport_is_refused() -> None:
    """The sync transport of the client is not silently left out."""
    client = AuthenticatedClient(**SETTINGS, httpx_args={"transport": SyncTransport()})
    with pytest.raises(InvalidArgumentError) as caught:
        call_async(client)
    assert caught.value.argument == "async_httpx_args"


@sync_and_async
def test_a_hook_leaves_documented_errors_alone(call: CallFunction) -> None:
    """A hook that only looks at the response does not change the error of the call."""
    seen: list[int] = []
    is_async = call is call_async
    settings = hooks(is_async, response=lambda response: seen.append(response.status_code))
    response = message(error_body(404), status=404)
    with raw_server(response) as server, pytest.raises(NotFoundError):
        call(server.client(**settings))
    assert seen == [404]
