"""The one way in which these tests call: sync and async alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import ApiError
from contract_tests.client.fake_api import CART, Answer, Api

Call = Callable[..., Any]


def call_sync(
    client: AuthenticatedClient, cart_id: Any = CART, *, detailed: bool = False, **arguments: Any
) -> Any:
    function = operation.sync_detailed if detailed else operation.sync
    with client:
        return function(cart_id, client=client, **arguments)


def call_async(
    client: AuthenticatedClient, cart_id: Any = CART, *, detailed: bool = False, **arguments: Any
) -> Any:
    function = operation.asyncio_detailed if detailed else operation.asyncio

    async def run() -> Any:
        async with client:
            return await function(cart_id, client=client, **arguments)

    return asyncio.run(run())


CALLS: dict[str, Call] = {"sync": call_sync, "async": call_async}


#: Runs a test twice, with an argument *call* that is each in turn.
both_ways = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


def failing(call: Call, *answers: Answer | BaseException, **arguments: Any) -> Any:
    """Return the error of a call that the API answers so."""
    with pytest.raises(ApiError) as caught:
        call(Api(*answers).client(), **arguments)
    return caught.value
