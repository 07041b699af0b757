"""How these tests call the client: with the sync and the async functions, to the same effect."""

from __future__ import annotations

import asyncio
import inspect
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import ApiError
from contract_tests.client.fake_api import CART, FakeApi, FakeResponse
from contract_tests.client.names import operation, url_of


class Call:
    """Makes sync calls or async calls."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async
        self.options = "async_httpx_args" if is_async else "httpx_args"
        """The argument of a client with the options of httpx for this kind of calls."""

    def __call__(self, client: AuthenticatedClient, cart_id: Any = CART, **arguments: Any) -> Any:
        """Enter *client* and call the operation."""
        return self.run(self.enter_and_call(client, cart_id, **arguments))

    async def enter_and_call(
        self, client: AuthenticatedClient, cart_id: Any = CART, **arguments: Any
    ) -> Any:
        """Enter *client* and call the operation, in a running event loop for async calls."""
        async with self.block(client):
            return await self.once(client, cart_id, **arguments)

    def run(self, steps: Coroutine[Any, Any, Any]) -> Any:
        """Run *steps* with calls of this kind: in an event loop, or without one for sync calls."""
        if self.is_async:
            return asyncio.run(steps)
        try:
            steps.send(None)
        except StopIteration as end:
            return end.value
        raise AssertionError("a sync call has waited for something async")

    async def once(
        self,
        client: AuthenticatedClient,
        cart_id: Any = CART,
        *,
        detailed: bool = False,
        **arguments: Any,
    ) -> Any:
        """Call the operation, and do not enter *client*."""
        if self.is_async:
            function = operation.asyncio_detailed if detailed else operation.asyncio
            return await function(cart_id, client=client, **arguments)
        sync_function = operation.sync_detailed if detailed else operation.sync
        return sync_function(cart_id, client=client, **arguments)

    @asynccontextmanager
    async def block(self, client: AuthenticatedClient) -> AsyncIterator[None]:
        """Enter *client* for calls of this kind."""
        if self.is_async:
            async with client:
                yield
        else:
            with client:
                yield

    async def close(self, client: AuthenticatedClient) -> None:
        """Close the connections for calls of this kind."""
        if self.is_async:
            await client.aclose()
        else:
            client.close()

    async def outcome(self, client: AuthenticatedClient) -> Any:
        """Return whether the URLs are those of the requested cart, or the error of the call."""
        return await async_outcome(client) if self.is_async else outcome(client)

    async def in_background(self, client: AuthenticatedClient) -> Any:
        """Make a call that does not block the event loop, and return its outcome."""
        if self.is_async:
            return await async_outcome(client)
        return await asyncio.to_thread(outcome, client)

    def outcomes(
        self,
        client: AuthenticatedClient,
        count: int = 1,
        *,
        first: AuthenticatedClient | None = None,
        between: Callable[[], object] = lambda: None,
    ) -> list[Any]:
        """Return the outcomes of *count* calls in one block, and run *between* after each.

        *first*, a copy of the client, makes the first call.
        """

        async def call_in_block() -> list[Any]:
            results = []
            async with self.block(client):
                for each in [first or client, *[client] * (count - 1)]:
                    results.append(await self.outcome(each))
                    between()
            return results

        found: list[Any] = self.run(call_in_block())
        return found

    def hooks(self, **functions: Callable[[Any], object]) -> dict[str, Any]:
        """Return the setting of a client for event hooks: one of the *functions* for each event.

        A function may return an awaitable for async calls.
        """

        def wrap(function: Callable[[Any], object]) -> Callable[[Any], Any]:
            async def hook(value: Any) -> None:
                result = function(value)
                if inspect.isawaitable(result):
                    await result

            return hook if self.is_async else function

        hooks = {event: [wrap(each)] for event, each in functions.items()}
        return {self.options: {"event_hooks": hooks}}

    def read(self, response: httpx.Response) -> object:
        """Read the body of *response* in an event hook."""
        return response.aread() if self.is_async else response.read()


SYNC, ASYNC = Call(is_async=False), Call(is_async=True)
#: Runs a test twice: its argument *call* makes sync calls, then async calls.
sync_and_async = pytest.mark.parametrize("call", [SYNC, ASYNC], ids=["sync", "async"])


def outcome(client: AuthenticatedClient) -> Any:
    """Make a sync call; return whether the URLs are those of the requested cart, or the error."""
    cart_id = str(uuid.uuid4())
    try:
        return url_of(operation.sync(cart_id, client=client)).endswith(cart_id)
    except Exception as error:
        return error


async def async_outcome(client: AuthenticatedClient) -> Any:
    """Make an async call; return the same as `outcome`."""
    cart_id = str(uuid.uuid4())
    try:
        return url_of(await operation.asyncio(cart_id, client=client)).endswith(cart_id)
    except Exception as error:
        return error


def error_of(
    call: Call,
    *responses: FakeResponse | BaseException,
    settings: Mapping[str, Any] = MappingProxyType({}),
    **arguments: Any,
) -> Any:
    """Return the error of a call to an API with these *responses*, by a client with *settings*."""
    with pytest.raises(ApiError) as caught:
        call(FakeApi(*responses).client(**settings), **arguments)
    return caught.value


def is_one_line_without(error: ApiError, value: Any) -> bool:
    """Return whether the message is one line and does not contain *value*, if that is a text."""
    text = str(error)
    shown = isinstance(value, (str, bytes)) and len(value) > 2 and str(value) in text
    return not shown and len(text.splitlines()) == 1
