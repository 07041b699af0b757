"""Event hooks and transports of the caller, for sync and for async calls."""

from __future__ import annotations

import asyncio
import functools
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest

from bigcommerce_carts import RetryPolicy
from bigcommerce_carts.errors import ApiTimeoutError, InvalidArgumentError, NotFoundError
from contract_tests.client.calls import Call, outcome, sync_and_async
from contract_tests.client.fake_api import error_body, new_client
from contract_tests.client.messages import message
from contract_tests.client.raw_server import echo, raw_server

EVENTS = ("request", "response")


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


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@sync_and_async
def test_an_exception_of_a_hook_reaches_the_caller(
    call: Call, error: BaseException, event: str
) -> None:
    """It is the same object, the call is not repeated, and its connection is free again."""
    errors: list[BaseException] = []

    def hook(_: Any) -> None:
        if errors:
            raise errors.pop()

    async def call_thrice() -> None:
        async with call.block(client):
            assert await call.outcome(client) is True
            errors.append(error)
            with pytest.raises(type(error)) as caught:
                await call.once(client)
            assert caught.value is error
            assert await call.outcome(client) is True

    settings = call.hooks(**{event: hook})
    settings[call.options]["limits"] = httpx.Limits(max_connections=1)
    with raw_server(echo) as server:
        client = server.client(timeout=httpx.Timeout(10, pool=0.5), max_retries=1, **settings)
        call.run(call_thrice())
        was_sent = event == "response"  # so that the body of a response is not read
        assert (len(server.requests), len(server.peers)) == (2 + was_sent, 1 + was_sent)


@sync_and_async
def test_a_hook_can_raise_for_the_status(call: Call) -> None:
    """The common use of `raise_for_status` raises the error of httpx, with the response."""
    settings = call.hooks(response=lambda response: response.raise_for_status())
    with raw_server(message(error_body(404), status=404)) as server:
        (error,) = call.outcomes(server.client(**settings))
    assert isinstance(error, httpx.HTTPStatusError)
    assert error.response.status_code == 404


@sync_and_async
def test_a_hook_can_read_the_response(call: Call) -> None:
    """The body that the hook has read is the body of the result."""
    with raw_server(echo) as server:
        client = server.client(**call.hooks(response=call.read))
        assert call.outcomes(client, 2) == [True, True]
        assert len(server.peers) == 1


@sync_and_async
def test_hooks_run_once_per_attempt(call: Call) -> None:
    """Request hooks see the credentials, and all response hooks see each response."""
    seen: list[Any] = []
    settings = call.hooks(request=seen.append, response=seen.append)
    settings[call.options]["event_hooks"]["response"] *= 2
    busy = message(error_body(503), "Retry-After: 0", status=503)
    with raw_server(busy, echo) as server:
        client = server.client(max_retries=1, retry_policy=RetryPolicy(backoff=0), **settings)
        assert call.outcomes(client) == [True]
    assert [type(each) for each in seen] == [httpx.Request, *[httpx.Response] * 2] * 2
    assert [each.status_code for each in seen[1::3]] == [503, 201]
    assert all("x-auth-token" in each.headers for each in seen[::3])


@sync_and_async
def test_a_hook_leaves_documented_errors_alone(call: Call) -> None:
    """A hook that only looks at the response does not change the error of the call."""
    seen: list[int] = []
    settings = call.hooks(response=lambda response: seen.append(response.status_code))
    with raw_server(message(error_body(404), status=404)) as server:
        (error,) = call.outcomes(server.client(**settings))
    assert type(error) is NotFoundError
    assert seen == [404]


@sync_and_async
def test_a_hook_can_call_the_same_client(call: Call) -> None:
    """The inner call has a deadline of its own, and the outer call keeps its own."""
    inner: list[Any] = []

    def hook(request: httpx.Request) -> None:
        if not inner:
            inner.append(None)
            inner.append(outcome(client.with_timeout(total=5)))
            inner.append(outcome(client.with_timeout(total=1e-9)))

    with raw_server(echo) as server:
        client = server.client(total_timeout=10, **call.hooks(request=hook))
        assert call.outcomes(client) == [True]
        client.close()
    assert inner[1] is True
    assert isinstance(inner[2], ApiTimeoutError)


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


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("kind", [*SYNC_HOOKS, *ASYNC_HOOKS])
@sync_and_async
def test_a_hook_of_the_other_kind_is_refused(call: Call, kind: str, event: str) -> None:
    """Async hooks are for async calls only, and the others for sync calls only."""
    args = {call.options: {"event_hooks": {event: [(SYNC_HOOKS | ASYNC_HOOKS)[kind]]}}}
    if (kind in ASYNC_HOOKS) == call.is_async:
        new_client(**args)
    else:
        with pytest.raises(InvalidArgumentError) as caught:
            new_client(**args)
        assert (caught.value.argument, caught.value.pointer) == (call.options, "/event_hooks")


@pytest.mark.parametrize("event_hooks", NO_HOOKS.values(), ids=NO_HOOKS)
@sync_and_async
def test_invalid_event_hooks_are_refused(call: Call, event_hooks: Any) -> None:
    """Each event has a list of functions."""
    with pytest.raises(InvalidArgumentError) as caught:
        new_client(**{call.options: {"event_hooks": event_hooks}})
    assert (caught.value.argument, caught.value.pointer) == (call.options, "/event_hooks")
