"""One client serves threads, event loops and nested `with` blocks, and leaves nothing open.

The tests count the connections that a server accepts: each pool of a client has its own.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import ApiError
from contract_tests.client.calls import CallFunction, call_sync, sync_and_async
from contract_tests.client.fake_api import (
    CART,
    SUCCESS,
    FakeApi,
    FakeResponse,
    RawResponse,
    encode,
    serving,
)

THREADS = 16
KEPT = encode(keep_alive=True)
# A pool of one connection.
ONE_CONNECTION: dict[str, Any] = {
    "httpx_args": {"trust_env": False, "limits": httpx.Limits(max_connections=1)}
}
# A call fails at once while another call holds the only connection.
ONE_FREE_CONNECTION: dict[str, Any] = {**ONE_CONNECTION, "timeout": httpx.Timeout(10, pool=1e-9)}


def test_threads_share_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen threads that call at the same moment make one transport."""
    barrier = threading.Barrier(THREADS)
    made: list[httpx.HTTPTransport] = []

    class SlowTransport(httpx.HTTPTransport):
        def __init__(self, **arguments: Any) -> None:
            super().__init__(**arguments)
            made.append(self)
            time.sleep(0.01)  # meanwhile other threads run

    def run(client: Any) -> Any:
        barrier.wait()
        return operation.sync(CART, client=client).to_dict()

    monkeypatch.setattr(httpx, "HTTPTransport", SlowTransport)
    with (
        serving(KEPT) as server,
        server.client() as client,
        ThreadPoolExecutor(THREADS) as executor,
    ):
        assert [*executor.map(run, [client] * THREADS)] == [SUCCESS] * THREADS
    assert len(made) == 1


def test_threads_share_one_connection() -> None:
    """Each call gets its response, although the threads wait for the connection of each other."""

    def run(client: Any) -> None:
        for _ in range(20):
            assert operation.sync(CART, client=client).to_dict() == SUCCESS

    with serving(KEPT) as server, server.client(**ONE_CONNECTION) as client:
        with ThreadPoolExecutor(THREADS) as executor:
            list(executor.map(run, [client] * THREADS))
        assert len(server.requests) == THREADS * 20


def test_tasks_share_connections() -> None:
    """Sixteen tasks of one event loop that call at once use one pool."""

    async def run(client: Any) -> None:
        async with client:
            await asyncio.gather(*(operation.asyncio(CART, client=client) for _ in range(THREADS)))

    with serving(KEPT) as server:
        asyncio.run(run(server.client(**ONE_CONNECTION)))
        assert (len(server.requests), len(server.connections)) == (THREADS, 1)
        assert server.sees_all_closed()


def test_each_event_loop_has_connections_of_its_own() -> None:
    """Sync calls and two event loops use one client at the same time."""
    barrier = threading.Barrier(2)

    async def run(client: Any) -> None:
        async with client:
            for _ in range(2):
                await operation.asyncio(CART, client=client)
                barrier.wait()

    with serving(KEPT) as server, ThreadPoolExecutor(2) as executor:
        with server.client(**ONE_CONNECTION) as client:
            call_sync(client)
            runs = [executor.submit(asyncio.run, run(client)) for _ in range(2)]
            assert [each.result() for each in runs] == [None, None]
            call_sync(client)
        assert (len(server.requests), len(server.connections)) == (6, 3)
        assert server.sees_all_closed()


@sync_and_async
def test_a_client_can_be_entered_again(call: CallFunction) -> None:
    """Each `call` enters and leaves the client, and so opens and closes a connection."""
    with serving(KEPT) as server:
        client = server.client()
        for count in (1, 2, 3):
            call(client)
            assert len(server.connections) == count
            assert server.sees_all_closed()


def test_the_last_block_closes() -> None:
    """The end of an inner block leaves the connection open."""
    with serving(KEPT) as server:
        client = server.client()
        with client:
            with client:
                operation.sync(CART, client=client)
            operation.sync(CART, client=client)
            assert len(server.connections) == 1
        assert server.sees_all_closed()


def test_the_last_async_block_closes() -> None:
    """The blocks of each event loop are counted, also if it is not the first one of the client."""

    async def run(client: Any) -> None:
        async with client:
            async with client:
                await operation.asyncio(CART, client=client)
            await operation.asyncio(CART, client=client)
        assert server.sees_all_closed()

    with serving(KEPT) as server:
        client = server.client()
        for count in (1, 2):
            asyncio.run(run(client))
            assert len(server.connections) == count


def test_the_block_of_the_last_thread_closes() -> None:
    """Threads that have left do not close the connection of another thread."""
    barrier, one_at_a_time = threading.Barrier(THREADS), threading.Lock()

    def run(client: Any) -> None:
        with client:
            barrier.wait()
            with one_at_a_time:
                operation.sync(CART, client=client)

    with serving(KEPT) as server:
        client = server.client()
        for count in (1, 2):
            with ThreadPoolExecutor(THREADS) as executor:
                list(executor.map(run, [client] * THREADS))
            assert (len(server.requests), len(server.connections)) == (THREADS * count, count)
            assert server.sees_all_closed()


def test_a_block_cannot_be_left_twice() -> None:
    """An unbalanced exit is an error of the caller, and does not affect later blocks."""

    async def run() -> None:
        async with client:
            pass
        with pytest.raises(RuntimeError, match="left more often than it was entered"):
            await client.__aexit__(None, None, None)

    client = FakeApi().client()
    with client:
        asyncio.run(run())
    with pytest.raises(RuntimeError, match="left more often than it was entered"):
        client.__exit__(None, None, None)
    assert call_sync(client).to_dict() == SUCCESS


def test_close_closes_the_connections() -> None:
    """A client without a block is closed by `close`; the next call opens a connection again."""
    with serving(KEPT) as server:
        client = server.client()
        for count in (1, 2):
            operation.sync(CART, client=client)
            operation.sync(CART, client=client)
            client.close()
            client.close()
            assert len(server.connections) == count
            assert server.sees_all_closed()


def test_aclose_closes_the_connections_of_the_event_loop() -> None:
    """The connections of the sync calls stay open."""

    async def run(client: Any) -> None:
        await operation.asyncio(CART, client=client)
        await operation.asyncio(CART, client=client)
        assert len(server.connections) == 2
        await client.aclose()

    with serving(KEPT) as server, server.client() as client:
        operation.sync(CART, client=client)
        asyncio.run(run(client))
        operation.sync(CART, client=client)
        assert len(server.connections) == 2
        client.close()
        assert server.sees_all_closed()


def test_close_inside_of_a_block_leaves_the_block_usable() -> None:
    """The next call opens a connection, which the end of the block closes."""
    with serving(KEPT) as server:
        with server.client() as client:
            operation.sync(CART, client=client)
            client.close()
            operation.sync(CART, client=client)
        assert len(server.connections) == 2
        assert server.sees_all_closed()


@pytest.mark.parametrize("event", ["request", "response"])
def test_close_during_a_call_waits_for_its_end(event: str) -> None:
    """The call succeeds, and its connection is closed after it."""
    with serving(KEPT) as server:
        hooks = {event: [lambda _: client.close()]}
        client: Any = server.client(httpx_args={"trust_env": False, "event_hooks": hooks})
        assert operation.sync(CART, client=client).to_dict() == SUCCESS
        assert server.sees_all_closed()


@pytest.mark.parametrize("event", ["request", "response"])
def test_aclose_during_a_call_waits_for_its_end(event: str) -> None:
    """An async call succeeds too, and its connection is closed after it."""

    async def close(_: Any) -> None:
        await client.aclose()

    async def run() -> Any:
        return await operation.asyncio(CART, client=client)

    with serving(KEPT) as server:
        hooks = {event: [close]}
        client: Any = server.client(async_httpx_args={"event_hooks": hooks})
        assert asyncio.run(run()).to_dict() == SUCCESS
        assert server.sees_all_closed()


@pytest.mark.parametrize("keeps_client", [True, False])
def test_a_client_and_an_event_loop_do_not_keep_each_other_alive(keeps_client: bool) -> None:
    """A client that was not closed in the event loop holds no strong reference to it."""
    client, loop = FakeApi().client(), asyncio.new_event_loop()
    loop.run_until_complete(operation.asyncio(CART, client=client))
    references = weakref.ref(client), weakref.ref(loop)
    if keeps_client:
        loop.close()
        del loop
    else:
        del client
    gc.collect()
    assert [reference() is not None for reference in references] == [keeps_client, not keeps_client]
    if not keeps_client:
        loop.close()


BAD_GZIP = encode(FakeResponse(201, b"no gzip" * 99_999, {"Content-Encoding": "gzip"}))


@pytest.mark.parametrize("message", [BAD_GZIP, encode()[:-9]], ids=["bad gzip", "half a body"])
def test_a_broken_response_releases_its_connection(message: RawResponse) -> None:
    """The next call gets the only connection of the pool at once."""

    async def run(client: Any) -> Any:
        async with client:
            with pytest.raises(ApiError):
                await operation.asyncio(CART, client=client)
            return await operation.asyncio(CART, client=client)

    with serving(message, encode()) as server, server.client(**ONE_FREE_CONNECTION) as client:
        with pytest.raises(ApiError):
            operation.sync(CART, client=client)
        assert operation.sync(CART, client=client).to_dict() == SUCCESS
    with serving(message, encode()) as server:
        assert asyncio.run(run(server.client(**ONE_FREE_CONNECTION))).to_dict() == SUCCESS


def test_a_cancelled_call_releases_its_connection() -> None:
    """`CancelledError` is not caught, and the next call gets the only connection at once."""

    async def run(client: Any) -> Any:
        async with client:
            task = asyncio.create_task(operation.asyncio(CART, client=client))
            while not server.requests:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await operation.asyncio(CART, client=client)

    with serving(None, encode()) as server:
        assert asyncio.run(run(server.client(**ONE_FREE_CONNECTION))).to_dict() == SUCCESS


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(1), RuntimeError("a bug of the caller")], ids=repr
)
@sync_and_async
def test_an_error_that_is_not_of_the_call_is_not_converted(
    call: CallFunction, error: BaseException
) -> None:
    """Interrupts, and bugs in a transport of the caller, reach the caller unchanged."""
    with pytest.raises(type(error)) as caught:
        call(FakeApi(error).client())
    assert caught.value is error


@sync_and_async
def test_nothing_is_left_open(call: CallFunction) -> None:
    """An open socket is a `ResourceWarning`, which pytest turns into an error."""
    with serving(KEPT) as server:
        call(server.client())
    gc.collect()
