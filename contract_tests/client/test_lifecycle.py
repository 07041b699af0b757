"""One client serves threads, event loops and nested `with` blocks, and leaves nothing open."""

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
from bigcommerce_carts.errors import ApiError, ConnectionFailed
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import CallFunction, sync_and_async
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
# With a pool of one connection that is not waited for, a call fails while another holds it.
ONE_CONNECTION: dict[str, Any] = {
    "timeout": httpx.Timeout(10, pool=1e-9),
    "httpx_args": {"trust_env": False, "limits": httpx.Limits(max_connections=1)},
}


class SlowMounts(dict[str, None]):
    """Empty `mounts` that take time to read: other threads run while an httpx client is made."""

    def items(self) -> Any:
        time.sleep(0.01)
        return super().items()


def test_threads_share_one_httpx_client() -> None:
    """Sixteen threads that call at the same moment use one httpx client."""
    barrier = threading.Barrier(THREADS)

    def run(client: Any) -> tuple[Any, Any]:
        barrier.wait()
        return client.get_httpx_client(), operation.sync(CART, client=client).to_dict()

    with serving() as server, ThreadPoolExecutor(THREADS) as pool:
        options = {"trust_env": False, "mounts": SlowMounts()}
        with server.client(httpx_args=options) as client:
            clients, results = zip(*pool.map(run, [client] * THREADS), strict=True)
    assert results == (SUCCESS,) * THREADS
    assert len(set(clients)) == 1
    assert clients[0].is_closed


def test_tasks_share_one_async_httpx_client() -> None:
    """Sixteen tasks of one event loop that call at once use one httpx client."""

    async def run(client: Any) -> list[Any]:
        async def task() -> Any:
            await operation.asyncio(CART, client=client)
            return client.get_async_httpx_client()

        async with client:
            return await asyncio.gather(*(task() for _ in range(THREADS)))

    clients = asyncio.run(run(FakeApi().client()))
    assert len(set(clients)) == 1
    assert clients[0].is_closed


@sync_and_async
def test_a_client_can_be_entered_repeatedly(call: CallFunction) -> None:
    """Each `call` enters and leaves the client; only the outermost block closes connections."""
    with serving() as server:
        client = server.client()
        for _ in range(3):
            call(client)
        with client:
            with client:
                http = client.get_httpx_client()
            call(client)
            assert not http.is_closed
        assert http.is_closed
    assert len(server.requests) == 4


def test_the_last_async_block_closes() -> None:
    """Nested `async with` blocks share an httpx client, in each event loop."""

    async def run(client: Any) -> None:
        async with client:
            async with client:
                http = client.get_async_httpx_client()
            assert not http.is_closed
            assert client.get_async_httpx_client() is http
        assert http.is_closed

    client = FakeApi().client()
    asyncio.run(run(client))
    asyncio.run(run(client))


def test_a_client_that_threads_entered_stays_open_until_the_last_leaves() -> None:
    """After all threads have left, a single block opens and closes a client again."""
    client = FakeApi().client()
    barrier = threading.Barrier(THREADS)

    def run(_: int) -> tuple[Any, bool]:
        with client:
            http = client.get_httpx_client()
            barrier.wait()
            was_open = not http.is_closed
            barrier.wait()
        return http, was_open

    with ThreadPoolExecutor(THREADS) as pool:
        seen = list(pool.map(run, range(THREADS)))
    assert all(was_open and http.is_closed for http, was_open in seen)
    with client:
        http = client.get_httpx_client()
    assert http.is_closed


@sync_and_async
def test_a_closed_client_opens_again(call: CallFunction) -> None:
    """A call works after `close`, and after the httpx client itself was closed."""
    client = FakeApi().client()
    client.close()
    client.close()
    client.get_httpx_client().close()
    assert call(client).to_dict() == SUCCESS


def test_closing_the_httpx_client_during_a_call_is_a_connection_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The httpx client is closed, as another thread may do, while a call waits for a retry."""
    client = FakeApi(FakeResponse(503)).client(retry=RetryPolicy())
    monkeypatch.setattr(time, "sleep", lambda _: client.get_httpx_client().close())
    with pytest.raises(ConnectionFailed, match="closed during the call"):
        operation.sync(CART, client=client)


def test_one_client_serves_two_event_loops() -> None:
    """Each event loop, in turn or at the same time, has an httpx client of its own."""

    async def run(client: Any, barrier: threading.Barrier | None = None) -> Any:
        async with client:
            http = client.get_async_httpx_client()
            if barrier:
                barrier.wait()
            result = await operation.asyncio(CART, client=client)
            assert client.get_async_httpx_client() is http
        assert http.is_closed
        return result.to_dict()

    with serving() as server:
        client = server.client()
        assert [asyncio.run(run(client)) for _ in range(2)] == [SUCCESS] * 2
        barrier = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(asyncio.run, run(client, barrier)) for _ in range(2)]
            assert [each.result() for each in runs] == [SUCCESS] * 2


def test_the_httpx_client_of_a_closed_event_loop_is_released() -> None:
    """A client that was not closed in its event loop keeps no httpx client of that loop alive."""

    async def run(client: Any) -> weakref.ref[Any]:
        await operation.asyncio(CART, client=client)
        return weakref.ref(client.get_async_httpx_client())

    client = FakeApi().client()
    *closed, last = [asyncio.run(run(client)) for _ in range(3)]
    gc.collect()
    assert [reference() for reference in closed] == [None, None]
    assert last() is not None


BAD_GZIP = encode(FakeResponse(201, b"no gzip" * 99_999, {"Content-Encoding": "gzip"}))


@pytest.mark.parametrize("message", [BAD_GZIP, encode()[:-9]], ids=["bad gzip", "half a body"])
def test_a_broken_response_releases_its_connection(message: RawResponse) -> None:
    """The next call gets the only connection of the pool at once."""

    async def run(client: Any) -> Any:
        async with client:
            with pytest.raises(ApiError):
                await operation.asyncio(CART, client=client)
            return await operation.asyncio(CART, client=client)

    with serving(message, encode()) as server, server.client(**ONE_CONNECTION) as client:
        with pytest.raises(ApiError):
            operation.sync(CART, client=client)
        assert operation.sync(CART, client=client).to_dict() == SUCCESS
    with serving(message, encode()) as server:
        assert asyncio.run(run(server.client(**ONE_CONNECTION))).to_dict() == SUCCESS


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
        assert asyncio.run(run(server.client(**ONE_CONNECTION))).to_dict() == SUCCESS


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(1), RuntimeError("a bug of the caller")], ids=repr
)
@sync_and_async
def test_an_error_that_is_not_of_the_call_is_not_converted(
    call: CallFunction, error: BaseException
) -> None:
    """Interrupts, and bugs in a hook or transport of the caller, reach the caller unchanged."""
    with pytest.raises(type(error)) as caught:
        call(FakeApi(error).client())
    assert caught.value is error


@sync_and_async
def test_nothing_is_left_open(call: CallFunction) -> None:
    """An open socket is a `ResourceWarning`, which pytest turns into an error."""
    with serving() as server:
        call(server.client())
    gc.collect()
