"""Cancelled calls and dropped event loops leave a client that works, and nothing open."""

from __future__ import annotations

import asyncio
import gc
import random
import warnings
import weakref
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from contract_tests.client.calls import ASYNC, async_outcome
from contract_tests.client.fake_api import CART, FakeApi
from contract_tests.client.messages import cart_of, message, urls
from contract_tests.client.names import operation
from contract_tests.client.raw_server import PATIENCE, Peer, echo, raw_server

LIMITS = {"limits": httpx.Limits(max_connections=5)}
# A call that finds no free connection fails soon.
TIMEOUT = httpx.Timeout(PATIENCE, pool=2)


def limited_by_httpx_args() -> dict[str, Any]:
    return {"httpx_args": LIMITS}


def limited_by_transport() -> dict[str, Any]:
    return {"async_httpx_args": {"transport": httpx.AsyncHTTPTransport(limits=LIMITS["limits"])}}


def open_files() -> int:
    """Return the number of open file descriptors; 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


@contextmanager
def collected_sockets() -> Iterator[None]:
    """Let the garbage collector close sockets.

    anyio drops the socket of `connect_tcp` if a cancellation arrives together with it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def slow_echo(peer: Peer, request: bytes) -> None:
    """Answer in two parts, so that a call can be cancelled during the response."""
    whole = message(urls(cart_of(request)))
    peer.send(whole[:100])
    peer.server.stopping.wait(0.002)
    peer.send(whole[100:])


async def cancel_at_random(client: AuthenticatedClient, count: int) -> int:
    """Cancel calls after a random number of steps of the event loop; return how many ended so."""
    chance = random.Random(count)

    async def one() -> bool:
        task = asyncio.ensure_future(operation.asyncio(CART, client=client))
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
        if chance.random() < 0.3:
            await asyncio.sleep(chance.random() * 0.004)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return True
        return False

    cancelled = 0
    for _ in range(count // 10):
        cancelled += sum(await asyncio.gather(*(one() for _ in range(10))))
    return cancelled


@pytest.mark.parametrize("settings", [limited_by_httpx_args, limited_by_transport])
def test_cancelled_calls_do_not_use_up_the_connections(
    settings: Callable[[], dict[str, Any]],
) -> None:
    """After 300 cancellations, twenty calls succeed, and the number of open files is small."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        async with client:
            before = open_files()
            assert await cancel_at_random(client, 300) > 150
            results = await asyncio.gather(*(async_outcome(client) for _ in range(20)))
            assert open_files() - before < 40
            return results

    with collected_sockets(), raw_server(slow_echo) as server:
        client = server.client(timeout=TIMEOUT, **settings())
        assert asyncio.run(run(client)) == [True] * 20


def test_a_cancelled_call_of_a_single_connection_frees_it() -> None:
    """Each of thirty calls is cancelled at another step, and the next call succeeds."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        results = []
        async with client:
            for steps in range(30):
                task = asyncio.ensure_future(operation.asyncio(CART, client=client))
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait([task])
                results.append(await async_outcome(client))
        return results

    limits = {"limits": httpx.Limits(max_connections=1)}
    with collected_sockets(), raw_server(echo) as server:
        client = server.client(timeout=TIMEOUT, httpx_args=limits)
        assert asyncio.run(run(client)) == [True] * 30


def test_a_cancelled_call_leaves_other_calls_alone() -> None:
    """Calls that run while others are cancelled get their own responses."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        async with client:
            patient = [asyncio.ensure_future(async_outcome(client)) for _ in range(10)]
            await cancel_at_random(client, 100)
            return await asyncio.gather(*patient)

    with collected_sockets(), raw_server(slow_echo) as server:
        client = server.client(timeout=PATIENCE, httpx_args=LIMITS)
        assert asyncio.run(run(client)) == [True] * 10


def test_a_timeout_of_the_caller_is_a_cancellation() -> None:
    """`asyncio.timeout` raises its own error, and the next call succeeds."""

    async def run(client: AuthenticatedClient) -> Any:
        async with client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await operation.asyncio(CART, client=client)
            return await async_outcome(client)

    with raw_server(None, echo) as server:
        client = server.client(timeout=PATIENCE, httpx_args=LIMITS)
        assert asyncio.run(run(client)) is True


def test_event_loops_share_a_client_and_recover_on_their_own() -> None:
    """Two event loops in two threads cancel calls at the same time."""

    async def run(client: AuthenticatedClient) -> list[Any]:
        async with client:
            await cancel_at_random(client, 100)
            return [await async_outcome(client) for _ in range(5)]

    with collected_sockets(), raw_server(slow_echo) as server, ThreadPoolExecutor(2) as pool:
        client = server.client(timeout=TIMEOUT, httpx_args=LIMITS)
        runs = [pool.submit(asyncio.run, run(client)) for _ in range(2)]
        assert [each.result() for each in runs] == [[True] * 5] * 2


def is_collected(
    client: AuthenticatedClient, run: Callable[[AuthenticatedClient], Coroutine[Any, Any, object]]
) -> bool:
    """Return whether an event loop that ran a coroutine and was not closed can be collected."""

    def drop() -> weakref.ref[Any]:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(run(client))
        return weakref.ref(loop)

    with collected_sockets():
        reference = drop()
        gc.collect()
        return reference() is None


def test_a_dropped_event_loop_is_collected() -> None:
    """Neither the client nor the connections that are kept alive hold the event loop."""

    async def call(client: AuthenticatedClient) -> None:
        assert await async_outcome(client) is True

    async def enter(client: AuthenticatedClient) -> None:
        await client.__aenter__()
        assert await async_outcome(client) is True

    with raw_server(echo) as server:
        client = server.client()
        assert is_collected(client, call)
        assert is_collected(client, enter)
        assert is_collected(FakeApi().client(), ASYNC.once)
        assert ASYNC.outcomes(client, 2) == [True, True]


def test_a_dropped_client_is_collected_while_its_event_loop_lives() -> None:
    """An event loop does not keep the clients that it has served, or their connections."""

    async def drop() -> list[weakref.ref[Any]]:
        client = FakeApi().client()
        await ASYNC.once(client)
        return [weakref.ref(client), weakref.ref(client._connections)]

    async def main() -> list[Any]:
        references = await drop()
        gc.collect()
        return [reference() for reference in references]

    assert asyncio.run(main()) == [None, None]


def test_a_call_of_a_dropped_event_loop_ends_without_an_error() -> None:
    """The coroutine is closed in another context; pytest reports errors that Python ignores."""

    async def start(client: AuthenticatedClient) -> None:
        # A call that waits for a free connection has opened none.
        for _ in range(2):
            tasks.append(asyncio.ensure_future(operation.asyncio(CART, client=client)))
        await server.has_requests()

    tasks: list[Any] = []
    limits = {"limits": httpx.Limits(max_connections=1)}
    with raw_server(None) as server, collected_sockets():
        client = server.client(httpx_args=limits)
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda loop, context: None)  # pending tasks are destroyed
        loop.run_until_complete(start(client))
        tasks.clear()
        del loop
        gc.collect()
