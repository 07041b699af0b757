"""A client keeps its settings: copies and later changes by the caller do not affect it."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bigcommerce_carts import UNSET, AuthenticatedClient, RetryPolicy
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import InvalidResponseError
from contract_tests.client.calls import CallFunction, call_sync, sync_and_async
from contract_tests.client.fake_api import CART, TOKEN, FakeApi, FakeResponse, encode, serving

Duplicate = Callable[[AuthenticatedClient], AuthenticatedClient]


def pickled(client: AuthenticatedClient) -> AuthenticatedClient:
    """Return *client* as another process would get it."""
    twin: AuthenticatedClient = pickle.loads(pickle.dumps(client))
    return twin


DUPLICATES: list[Duplicate] = [copy.copy, copy.deepcopy, pickled]


def sent_timeout(api: FakeApi) -> Any:
    """Return the timeout of the last request, in seconds by step."""
    return api.requests[-1].extensions["timeout"]


def timeouts(connect: float, others: float) -> dict[str, float]:
    """Return the seconds for each step of a call."""
    return {"connect": connect, "read": others, "write": others, "pool": others}


@pytest.mark.parametrize(
    ("settings", "arguments", "expected"),
    [
        ({}, {}, timeouts(5, 10)),
        ({"timeout": 3}, {}, timeouts(3, 3)),
        ({"timeout": httpx.Timeout(3, connect=1)}, {}, timeouts(1, 3)),
        ({}, {"timeout": 2.5}, timeouts(2.5, 2.5)),
        ({"timeout": 3}, {"timeout": httpx.Timeout(9, connect=4)}, timeouts(4, 9)),
        ({"timeout": 3}, {"timeout": UNSET}, timeouts(3, 3)),
        (
            {"total_timeout": None},
            {"timeout": httpx.Timeout(None)},
            dict.fromkeys(timeouts(0, 0)),
        ),
    ],
    ids=["default", "client", "client, each", "call", "call, each", "unset", "unlimited"],
)
@sync_and_async
def test_the_timeout_of_a_call_replaces_that_of_the_client(
    call: CallFunction,
    settings: dict[str, Any],
    arguments: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    """The default is finite; only an `httpx.Timeout` can be unlimited."""
    api = FakeApi()
    call(api.client(**settings), **arguments)
    assert sent_timeout(api) == expected


@sync_and_async
def test_a_copy_with_headers_leaves_the_original(call: CallFunction) -> None:
    """A header replaces one of the same name in any letter case and is sent once."""
    api = FakeApi()
    first = api.client(headers={"X-Note": "1", "X-Other": "2"})
    with first:
        second = first.with_headers({"x-note": "3"})
        call(second)
        call(first)
    notes = [request.headers.get_list("X-Note") for request in api.requests]
    assert notes == [["3"], ["1"]]
    assert [request.headers["X-Other"] for request in api.requests] == ["2", "2"]
    assert [request.headers["X-Auth-Token"] for request in api.requests] == [TOKEN] * 2


@sync_and_async
def test_a_copy_with_a_timeout_leaves_the_original(call: CallFunction) -> None:
    """The original keeps its timeout even if its connections are already open."""
    api = FakeApi()
    first = api.client()
    with first:
        call(first)
        call(first.with_timeout(1))
        assert sent_timeout(api) == timeouts(1, 1)
        call(first)
    assert sent_timeout(api) == timeouts(5, 10)


def test_each_timeout_is_changed_alone() -> None:
    """`total` is the limit of a whole call; None is no limit."""
    first = FakeApi().client()
    other_step, other_total = first.with_timeout(1), first.with_timeout(total=5)
    unlimited = first.with_timeout(total=None)
    assert (first.timeout.read, first.total_timeout) == (10, 60)
    assert (other_step.timeout.read, other_step.total_timeout) == (1, 60)
    assert (other_total.timeout.read, other_total.total_timeout) == (10, 5)
    assert (unlimited.timeout.read, unlimited.total_timeout) == (10, None)


def test_a_copy_with_other_settings_shares_the_connections() -> None:
    """One connection serves all of them, and the last `with` block closes it."""
    with serving(encode(keep_alive=True)) as server:
        first = server.client()
        second = first.with_headers({"X-Note": "1"}).with_timeout(1)
        with first:
            for client in (first, second, first):
                call_sync(client)
            assert (len(server.requests), len(server.connections)) == (3, 1)
        assert server.sees_all_closed()


def test_an_async_copy_with_other_settings_shares_the_connections() -> None:
    """In an event loop too, one connection serves the original and its copies."""

    async def run(first: AuthenticatedClient) -> None:
        async with first:
            for client in (first, first.with_headers({"X-Note": "1"}), first.with_timeout(1)):
                async with client:
                    await operation.asyncio(CART, client=client)

    with serving(encode(keep_alive=True)) as server:
        asyncio.run(run(server.client()))
        assert (len(server.requests), len(server.connections)) == (3, 1)
        assert server.sees_all_closed()


@pytest.mark.parametrize("duplicate", DUPLICATES)
def test_a_duplicate_has_connections_of_its_own(duplicate: Duplicate) -> None:
    """Closing the duplicate leaves the connection of the original open."""
    with serving(encode(keep_alive=True)) as server, server.client() as first:
        call_sync(first)
        call_sync(duplicate(first))
        call_sync(first)
        assert (len(server.requests), len(server.connections)) == (3, 2)


@pytest.mark.parametrize("duplicate", DUPLICATES)
@sync_and_async
def test_a_duplicate_keeps_the_settings(call: CallFunction, duplicate: Duplicate) -> None:
    """These are the arguments of the constructor, and what copies have changed since."""
    with serving(encode(FakeResponse(503)), encode(FakeResponse(404, b"<html>"))) as server:
        first = server.client(
            auth_client="id",
            strict=True,
            max_retries=1,
            retry_policy=RetryPolicy(backoff=0),
            headers={"X-Note": "1"},
        )
        twin = duplicate(first.with_headers({"X-Other": "2"}).with_timeout(3, total=30))
        with pytest.raises(InvalidResponseError):
            call(twin)
    assert (twin.timeout, twin.total_timeout) == (httpx.Timeout(3), 30)
    assert dict(twin.headers) == {"X-Note": "1", "X-Other": "2"}
    assert len(server.requests) == 2
    for request in server.requests:
        lines = request.decode().splitlines()
        assert {f"X-Auth-Token: {TOKEN}", "X-Auth-Client: id", "X-Other: 2"} <= set(lines)


def test_settings_cannot_be_assigned() -> None:
    """Settings are validated once, so a client that threads share must not change."""
    first = FakeApi().client(headers={"X-Note": "1"})
    for client in (first, first.with_headers({"X-Other": "2"}), first.with_timeout(1)):
        for name in ("auth_token", "base_url", "headers", "timeout", "strict", "new"):
            with pytest.raises(AttributeError, match="with_headers or with_timeout"):
                setattr(client, name, "x")
        with pytest.raises(TypeError):
            client.headers["X-Auth-Token"] = "x"  # type: ignore[index]


@sync_and_async
def test_a_client_copies_the_headers_of_the_caller(call: CallFunction) -> None:
    """The client adds nothing to the dict of the caller and ignores its later changes."""
    headers = {"X-Note": "1"}
    api = FakeApi()
    client = api.client(headers=headers)
    headers["X-Note"] = "changed"
    call(client)
    assert headers == {"X-Note": "changed"}
    assert api.requests[0].headers["X-Note"] == "1"
