"""How these tests call the client: with the sync and the async functions, to the same effect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import ApiError
from contract_tests.client.fake_api import CART, FakeApi, FakeResponse

CallFunction = Callable[..., Any]


def call_sync(
    client: AuthenticatedClient, cart_id: Any = CART, *, detailed: bool = False, **arguments: Any
) -> Any:
    """Enter *client* and call `sync` or `sync_detailed`."""
    function = operation.sync_detailed if detailed else operation.sync
    with client:
        return function(cart_id, client=client, **arguments)


def call_async(
    client: AuthenticatedClient, cart_id: Any = CART, *, detailed: bool = False, **arguments: Any
) -> Any:
    """Enter *client* and call `asyncio` or `asyncio_detailed`, in an event loop of its own."""
    function = operation.asyncio_detailed if detailed else operation.asyncio

    async def run() -> Any:
        async with client:
            return await function(cart_id, client=client, **arguments)

    return asyncio.run(run())


#: Runs a test twice; its argument *call* is `call_sync`, then `call_async`.
sync_and_async = pytest.mark.parametrize("call", [call_sync, call_async], ids=["sync", "async"])


def error_of(
    call: CallFunction,
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
