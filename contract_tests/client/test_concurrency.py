"""Threads, tasks and event loops share one client, and each call gets its own response."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from contract_tests.client.calls import Call, async_outcome, outcome, sync_and_async
from contract_tests.client.raw_server import PATIENCE, echo, raw_server

THREADS = 16
ONE_CONNECTION: dict[str, Any] = {"httpx_args": {"limits": httpx.Limits(max_connections=1)}}


def test_threads_share_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen threads that call at the same moment make one transport."""
    barrier = threading.Barrier(THREADS)
    made: list[httpx.HTTPTransport] = []

    class SlowTransport(httpx.HTTPTransport):
        def __init__(self, **arguments: Any) -> None:
            super().__init__(**arguments)
            made.append(self)
            time.sleep(0.01)  # meanwhile other threads run

    def run(client: AuthenticatedClient) -> Any:
        barrier.wait()
        return outcome(client)

    monkeypatch.setattr(httpx, "HTTPTransport", SlowTransport)
    with (
        raw_server(echo) as server,
        server.client() as client,
        ThreadPoolExecutor(THREADS) as executor,
    ):
        assert [*executor.map(run, [client] * THREADS)] == [True] * THREADS
    assert len(made) == 1


def test_threads_share_one_connection() -> None:
    """Each call gets its response, although the threads wait for the connection of each other."""

    def run(client: AuthenticatedClient) -> list[Any]:
        return [outcome(client) for _ in range(20)]

    with (
        raw_server(echo) as server,
        server.client(**ONE_CONNECTION) as client,
        ThreadPoolExecutor(THREADS) as executor,
    ):
        assert [*executor.map(run, [client] * THREADS)] == [[True] * 20] * THREADS


def test_tasks_share_one_connection() -> None:
    """Sixteen tasks of one event loop that call at once use one pool."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        async with client:
            return await asyncio.gather(*(async_outcome(client) for _ in range(THREADS)))

    with raw_server(echo) as server:
        assert asyncio.run(run(server.client(**ONE_CONNECTION))) == [True] * THREADS
        assert len(server.peers) == 1
        assert server.sees_all_closed()


def test_each_event_loop_has_connections_of_its_own() -> None:
    """Sync calls and two event loops use one client at the same time."""
    barrier = threading.Barrier(2)

    async def run(client: AuthenticatedClient) -> list[Any]:
        results = []
        async with client:
            for _ in range(2):
                results.append(await async_outcome(client))
                barrier.wait()
        return results

    with raw_server(echo) as server, ThreadPoolExecutor(2) as executor:
        with server.client(**ONE_CONNECTION) as client:
            assert outcome(client) is True
            runs = [executor.submit(asyncio.run, run(client)) for _ in range(2)]
            assert [each.result() for each in runs] == [[True, True]] * 2
            assert outcome(client) is True
        assert len(server.peers) == 3
        assert server.sees_all_closed()


def test_the_block_of_the_last_thread_closes() -> None:
    """Threads that have left do not close the connection of another thread."""
    barrier, one_at_a_time = threading.Barrier(THREADS), threading.Lock()

    def run(client: AuthenticatedClient) -> Any:
        with client:
            barrier.wait()
            with one_at_a_time:
                return outcome(client)

    with raw_server(echo) as server:
        client = server.client()
        for count in (1, 2):
            with ThreadPoolExecutor(THREADS) as executor:
                assert [*executor.map(run, [client] * THREADS)] == [True] * THREADS
            assert len(server.peers) == count
            assert server.sees_all_closed()


@sync_and_async
def test_closing_during_calls_disturbs_none(call: Call) -> None:
    """Blocks end, and clients are closed, while twelve threads or tasks call."""
    chance = random.Random(3)

    async def call_and_close() -> list[Any]:
        results = []
        for _ in range(10):
            if chance.random() < 0.3:
                await call.close(client)
            async with call.block(client):
                results.append(await call.outcome(client))
        return results

    async def run() -> list[list[Any]]:
        return await asyncio.gather(*(call_and_close() for _ in range(12)))

    with raw_server(echo) as server:
        client = server.client(timeout=PATIENCE)
        if call.is_async:
            results = asyncio.run(run())
        else:
            with ThreadPoolExecutor(12) as executor:
                results = [*executor.map(lambda _: call.run(call_and_close()), range(12))]
        assert results == [[True] * 10] * 12
        assert server.sees_all_closed()


def test_threads_and_event_loops_close_a_client_while_others_call() -> None:
    """Thirty-two threads and six event loops call and close, and each call gets its response."""

    async def loop() -> list[Any]:
        async with client:
            found = await asyncio.gather(*(async_outcome(client) for _ in range(8)))
            await client.aclose()
            return [*found, await async_outcome(client)]

    def thread(number: int) -> list[Any]:
        if number < 6:
            return asyncio.run(loop())
        results = []
        for step in range(4):
            results.append(outcome(client.with_headers({"X-Thread": str(number)})))
            if (step + number) % 3 == 0:
                client.close()
        return results

    with raw_server(echo) as server, ThreadPoolExecutor(38) as executor:
        client = server.client(timeout=PATIENCE)
        results = [each for found in executor.map(thread, range(38)) for each in found]
        client.close()
    assert results == [True] * (6 * 9 + 32 * 4)
