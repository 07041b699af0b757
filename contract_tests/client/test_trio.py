"""Async calls work in trio, too, and share nothing between two of its runs."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
import trio

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import ApiConnectionError, ApiTimeoutError, InvalidResponseError
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import SYNC, async_outcome, outcome
from contract_tests.client.fake_api import error_body, new_client
from contract_tests.client.messages import cart_of, message, urls
from contract_tests.client.raw_server import PATIENCE, Peer, RawServer, closing, echo, raw_server


async def three_calls(client: AuthenticatedClient) -> list[Any]:
    async with client:
        return [await async_outcome(client) for _ in range(3)]


async def one_call(client: AuthenticatedClient) -> Any:
    async with client:
        return await async_outcome(client)


def test_calls_of_a_block_share_a_connection(server: RawServer) -> None:
    """The end of the block closes it."""
    assert trio.run(three_calls, server.client()) == [True] * 3
    assert len(server.peers) == 1
    assert server.peers[0].closed.wait(PATIENCE)


def test_calls_without_a_block_share_a_connection(server: RawServer) -> None:
    """`aclose` closes it."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        results = [await async_outcome(client) for _ in range(3)]
        await client.aclose()
        return results

    assert trio.run(run, server.client()) == [True] * 3
    assert len(server.peers) == 1


def test_two_runs_have_their_own_connections(server: RawServer) -> None:
    """So have event loops of asyncio and sync calls, before and after."""
    client = server.client()
    assert trio.run(three_calls, client) == [True] * 3
    assert asyncio.run(three_calls(client)) == [True] * 3
    assert SYNC.outcomes(client) == [True]
    assert trio.run(three_calls, client) == [True] * 3
    assert len(server.peers) == 4


def test_tasks_share_a_client(server: RawServer) -> None:
    """Each of many tasks gets its own response."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        results: list[Any] = []

        async def task() -> None:
            results.append(await async_outcome(client))

        async with client, trio.open_nursery() as nursery:
            for _ in range(24):
                nursery.start_soon(task)
        return results

    client = server.client(httpx_args={"limits": httpx.Limits(max_connections=3)})
    assert trio.run(run, client) == [True] * 24
    assert len(server.peers) <= 3


def test_cancelled_calls_do_not_use_up_the_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cancellation scope ends calls at different steps, and the next calls succeed.

    One cancelled call is half of two connections, so the next call opens another pool.
    """
    is_ready = threading.Event()
    pools: list[Any] = []
    create = httpx.AsyncHTTPTransport.__init__

    def count(self: Any, **options: Any) -> None:
        pools.append(self)
        create(self, **options)

    def answer(peer: Peer, request: bytes) -> None:
        whole = message(urls(cart_of(request)))
        peer.send(whole if is_ready.is_set() else whole[:-20])

    async def run(client: AuthenticatedClient) -> tuple[int, list[Any]]:
        cancelled = 0
        async with client:
            for steps in range(40):
                with trio.CancelScope() as scope:
                    async with trio.open_nursery() as nursery:
                        nursery.start_soon(async_outcome, client)
                        for _ in range(steps):
                            await trio.lowlevel.checkpoint()
                        scope.cancel()
                cancelled += scope.cancelled_caught
            is_ready.set()
            return cancelled, [await async_outcome(client) for _ in range(10)]

    limits = {"limits": httpx.Limits(max_connections=2)}
    with raw_server(answer) as server:
        client = server.client(timeout=httpx.Timeout(PATIENCE, pool=2), httpx_args=limits)
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "__init__", count)
        assert trio.run(run, client) == (40, [True] * 10)
    assert len(pools) == 41


def test_a_timeout_of_the_caller_ends_a_call() -> None:
    """The scope is left, and no error of the client is raised."""

    async def run(client: AuthenticatedClient) -> bool:
        async with client:
            with trio.move_on_after(0.05) as scope:
                await async_outcome(client)
        return bool(scope.cancelled_caught)

    with raw_server(None) as server:
        assert trio.run(run, server.client(timeout=PATIENCE))


def drip(peer: Peer, request: bytes) -> None:
    peer.drip(message(b"", "X: " + "x" * 5000))


def test_the_total_timeout_applies() -> None:
    """The next call on the same client works."""

    async def run(client: AuthenticatedClient) -> tuple[Any, Any]:
        async with client:
            return await async_outcome(client.with_timeout(total=0.1)), await async_outcome(client)

    with raw_server(drip, echo) as server:
        error, result = trio.run(run, server.client(timeout=PATIENCE))
    assert isinstance(error, ApiTimeoutError)
    assert str(error).endswith("timeout (total)")
    assert result is True


def test_errors_are_those_of_asyncio() -> None:
    """A call that fails raises the same error."""
    with raw_server(closing(message()[:-5])) as server:
        assert type(trio.run(one_call, server.client())) is ApiConnectionError
    with raw_server(message(b"{")) as server:
        assert type(trio.run(one_call, server.client())) is InvalidResponseError
    with raw_server(None) as server:
        assert type(trio.run(one_call, server.client(timeout=0.05))) is ApiTimeoutError


def test_a_failed_call_is_repeated() -> None:
    """The wait before the repetition is one of trio."""
    with raw_server(message(error_body(503), status=503), echo) as server:
        client = server.client(max_retries=1, retry_policy=RetryPolicy(backoff=0.01))
        assert trio.run(one_call, client) is True
        assert len(server.requests) == 2


def test_a_block_is_left_once(server: RawServer) -> None:
    """A second `__aexit__` is an error, also in a later run."""

    async def run(client: AuthenticatedClient) -> None:
        async with client:
            pass
        with pytest.raises(RuntimeError, match="left more often"):
            await client.__aexit__(None, None, None)

    client = server.client()
    for _ in range(2):
        trio.run(run, client)


@pytest.mark.parametrize("response", [message(), message(b" " * 100_000)], ids=["small", "large"])
def test_sync_calls_work_inside_of_trio(response: bytes) -> None:
    """They block the event loop, and leave no async generator behind, of which trio warns."""

    async def run(client: AuthenticatedClient) -> Any:
        with client:
            return outcome(client)

    with raw_server(response) as server:
        result = trio.run(run, server.client(max_response_size=1000))
    assert result is False or isinstance(result, InvalidResponseError)


def test_calls_outside_of_an_event_loop_are_errors() -> None:
    """The error is that of asyncio, although trio is imported."""
    coroutine = new_client().__aenter__()
    with pytest.raises(RuntimeError, match="no running event loop"):
        coroutine.send(None)
