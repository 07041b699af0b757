"""One client serves threads, event loops and many `with` blocks."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bigcommerce_carts import _transport
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import ApiError, ConnectionFailed
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import CART, SUCCESS, Answer, Api, Silence, listening, written

THREADS = 16


def counted(monkeypatch: pytest.MonkeyPatch, kind: type[Any]) -> list[Any]:
    """Count what is made of that class of httpx; the making gives way to other threads."""
    made: list[Any] = []
    init = kind.__init__

    def slowly(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        threading.Event().wait(0.001)
        made.append(self)

    monkeypatch.setattr(kind, "__init__", slowly)
    return made


def test_threads_share_one_httpx_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen threads that start at once make one; each gets its answer."""
    made = counted(monkeypatch, httpx.Client)
    barrier = threading.Barrier(THREADS)

    def run(client: Any) -> Any:
        barrier.wait()
        return operation.sync(CART, client=client).to_dict()

    with listening() as wire, wire.client() as client, ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(run, [client] * THREADS)) == [SUCCESS] * THREADS
    assert len(made) == 1
    assert made[0].is_closed


def test_tasks_share_one_httpx_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """So do the tasks of one event loop."""
    made = counted(monkeypatch, httpx.AsyncClient)

    async def run(client: Any) -> list[Any]:
        async with client:
            return await asyncio.gather(
                *(operation.asyncio(CART, client=client) for _ in range(THREADS))
            )

    with listening() as wire:
        assert len(asyncio.run(run(wire.client()))) == THREADS
    assert [each.is_closed for each in made] == [True]


@both_ways
def test_a_client_is_entered_again_and_again(call: Call) -> None:
    """Each `call` enters and leaves it; inside another `with` its connections stay open."""
    with listening() as wire:
        client = wire.client()
        for _ in range(3):
            call(client)
        with client:
            with client:
                http = client.get_httpx_client()
            assert not http.is_closed
            call(client)
            assert client.get_httpx_client().is_closed is False
        assert http.is_closed
    assert len(wire.requests) == 4


def test_the_last_async_exit_closes() -> None:
    """As with `with`, for each event loop by itself."""

    async def run(client: Any) -> None:
        async with client:
            async with client:
                http = client.get_async_httpx_client()
            assert not http.is_closed
            assert client.get_async_httpx_client() is http
        assert http.is_closed

    client = Api().client()
    asyncio.run(run(client))
    asyncio.run(run(client))


def test_threads_enter_one_client() -> None:
    """It stays open until the last of them leaves."""
    client = Api().client()
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> bool:
        with client:
            http = client.get_httpx_client()
            barrier.wait()
            open_while_inside = not http.is_closed
            barrier.wait()
        return open_while_inside

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(run, range(THREADS)))
    assert (client._entered, client._open) == ({}, {})


@both_ways
def test_a_closed_client_opens_again(call: Call) -> None:
    """Whoever closed the httpx client beneath it."""
    client = Api().client()
    client.close()
    client.close()
    client.get_httpx_client().close()
    assert call(client).to_dict() == SUCCESS


def test_an_httpx_client_that_another_thread_closes_is_one_error() -> None:
    """A call that was under way ends in an error of ours, and so does one that just began."""
    with listening(Silence) as wire:
        client = wire.client()
        http = client.get_httpx_client()
        http.close()
        prepared = http.build_request("GET", wire.url)
        with pytest.raises(ConnectionFailed, match="closed during the call"):
            _transport.send(http, prepared, operation._OPERATION)


def test_one_client_serves_two_event_loops() -> None:
    """One after the other, and both at once; a loop that is gone is forgotten."""

    async def run(client: Any, barrier: threading.Barrier | None = None) -> Any:
        async with client:
            http = client.get_async_httpx_client()
            if barrier:
                barrier.wait()
            result = await operation.asyncio(CART, client=client)
            assert client.get_async_httpx_client() is http
            return result.to_dict()

    with listening() as wire:
        client = wire.client()
        assert [asyncio.run(run(client)) for _ in range(2)] == [SUCCESS] * 2
        barrier = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(asyncio.run, run(client, barrier)) for _ in range(2)]
            assert [each.result() for each in runs] == [SUCCESS] * 2
    assert (client._open, client._entered) == ({}, {})


def test_a_loop_that_is_gone_is_forgotten() -> None:
    """Also where nobody closed the client in it."""

    async def run(client: Any) -> None:
        await operation.asyncio(CART, client=client)

    client = Api().client()
    for _ in range(3):
        asyncio.run(run(client))
    assert len(client._open) == 1


def test_a_cancelled_call_gives_its_connection_back() -> None:
    """CancelledError passes, and the pool is as before."""

    async def run(client: Any) -> None:
        async with client:
            task = asyncio.create_task(operation.asyncio(CART, client=client))
            while not wire.requests:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert busy(client.get_async_httpx_client()) == []

    with listening(Silence) as wire:
        asyncio.run(run(wire.client()))


BAD_GZIP = written(Answer(201, b"no gzip" * 99_999, {"Content-Encoding": "gzip"}))


@pytest.mark.parametrize("reply", [BAD_GZIP, written()[:-9]], ids=["bad gzip", "half a body"])
def test_a_broken_answer_gives_its_connection_back(reply: bytes) -> None:
    """Else the pool would be used up, one broken answer after the other."""

    async def run(client: Any) -> None:
        async with client:
            with pytest.raises(ApiError):
                await operation.asyncio(CART, client=client)
            assert busy(client.get_async_httpx_client()) == []

    with listening(reply) as wire, wire.client() as client:
        with pytest.raises(ApiError):
            operation.sync(CART, client=client)
        assert busy(client.get_httpx_client()) == []
        asyncio.run(run(client))


def busy(http: Any) -> list[Any]:
    """The connections of *http* that a call still holds."""
    pool = http._transport._pool
    return [each for each in pool.connections if not (each.is_idle() or each.is_closed())]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)], ids=repr)
@both_ways
def test_an_interrupt_passes(call: Call, error: BaseException) -> None:
    """Only failures of the call become errors of the call."""
    with pytest.raises(type(error)):
        call(Api(error).client())


@both_ways
def test_a_bug_in_the_callers_hook_passes(call: Call) -> None:
    """It is not taken for a failure of the connection."""
    with pytest.raises(RuntimeError, match="mine") as caught:
        call(Api(RuntimeError("mine")).client())
    assert not isinstance(caught.value, ApiError)


@both_ways
def test_nothing_is_left_open(call: Call) -> None:
    """A leak is a ResourceWarning, and a warning is an error here."""
    with listening() as wire:
        call(wire.client())
    gc.collect()
