"""A client opens connections when it needs them, and closes them at the end of the last block.

The tests count the connections that a server accepts: each pool of a client has its own.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from typing import Any

import httpx
import pytest

from bigcommerce_carts.errors import ApiError
from contract_tests.client.calls import ASYNC, Call, outcome, sync_and_async
from contract_tests.client.fake_api import FakeApi
from contract_tests.client.messages import message
from contract_tests.client.raw_server import PATIENCE, Answer, Peer, closing, echo, raw_server

# A pool of one connection, and a call that fails at once while another call holds it.
ONE_FREE_CONNECTION: dict[str, Any] = {
    "httpx_args": {"limits": httpx.Limits(max_connections=1)},
    "timeout": httpx.Timeout(10, pool=1e-9),
}


@sync_and_async
def test_a_client_can_be_entered_again(call: Call) -> None:
    """Each `call` enters and leaves the client, and so opens and closes a connection."""
    with raw_server(echo) as server:
        client = server.client()
        for count in (1, 2, 3):
            call(client)
            assert len(server.peers) == count
            assert server.sees_all_closed()


@sync_and_async
def test_the_last_block_closes(call: Call) -> None:
    """The end of an inner block leaves the connection open, in every event loop."""

    async def enter_twice() -> None:
        async with call.block(client):
            await call.enter_and_call(client)
            await call.once(client)
        assert server.sees_all_closed()

    with raw_server(echo) as server:
        client = server.client()
        for count in (1, 2):
            call.run(enter_twice())
            assert len(server.peers) == count


@sync_and_async
def test_a_block_cannot_be_left_twice(call: Call) -> None:
    """An unbalanced exit is an error of the caller, and does not affect later blocks."""

    async def leave_twice() -> None:
        for _ in range(2):
            with pytest.raises(RuntimeError, match="left more often than it was entered"):
                await leave()
            assert await call.enter_and_call(client)

    async def leave() -> None:
        if call.is_async:
            await client.__aexit__(None, None, None)
        else:
            client.__exit__(None, None, None)

    client = FakeApi().client()
    call.run(leave_twice())


def test_a_block_is_left_in_the_event_loop_where_it_was_entered() -> None:
    """Another event loop has no such block."""
    client = FakeApi().client()
    asyncio.run(client.__aenter__())
    with pytest.raises(RuntimeError, match="left more often"):
        asyncio.run(client.__aexit__(None, None, None))
    with pytest.raises(RuntimeError, match="left more often"):
        client.__exit__(None, None, None)


@sync_and_async
def test_close_closes_the_connections(call: Call) -> None:
    """A client without a block is closed by `close`; the next call opens a connection again."""

    async def call_and_close() -> None:
        for count in (1, 2):
            await call.once(client)
            await call.once(client)
            await call.close(client)
            await call.close(client)
            assert len(server.peers) == count
            assert server.sees_all_closed()

    with raw_server(echo) as server:
        client = server.client()
        call.run(call_and_close())


def test_aclose_closes_the_connections_of_the_event_loop() -> None:
    """The connections of the sync calls stay open."""

    async def call_and_close() -> None:
        await ASYNC.once(client)
        assert len(server.peers) == 2
        await client.aclose()

    with raw_server(echo) as server, server.client() as client:
        assert outcome(client) is True
        asyncio.run(call_and_close())
        assert outcome(client) is True
        assert len(server.peers) == 2
        client.close()
        assert server.sees_all_closed()


@sync_and_async
def test_close_inside_of_a_block_leaves_the_block_usable(call: Call) -> None:
    """The next call opens a connection, which the end of the block closes."""

    async def close_in_block() -> None:
        async with call.block(client):
            await call.once(client)
            await call.close(client)
            await call.once(client)

    with raw_server(echo) as server:
        client = server.client()
        call.run(close_in_block())
        assert len(server.peers) == 2
        assert server.sees_all_closed()


@pytest.mark.parametrize("event", ["request", "response"])
@sync_and_async
def test_close_during_a_call_waits_for_its_end(call: Call, event: str) -> None:
    """The call succeeds, and its connection is closed after it."""

    def close_client(_: Any) -> object:
        if call.is_async:
            return client.aclose()
        client.close()
        return None

    with raw_server(echo) as server:
        client = server.client(**call.hooks(**{event: close_client}))
        assert call.run(call.outcome(client)) is True
        assert server.sees_all_closed()


@sync_and_async
def test_the_end_of_a_block_leaves_the_calls_of_others_alone(call: Call) -> None:
    """The connection of a call in another thread or task is closed when the call has ended."""
    go_on = threading.Event()

    def answer_later(peer: Peer, request: bytes) -> None:
        go_on.wait(PATIENCE)
        echo(peer, request)

    async def leave_during_a_call() -> Any:
        async with call.block(client):
            assert await call.outcome(client) is True
            task = asyncio.create_task(call.in_background(client))
            await server.has_requests(2)
        assert not server.peers[0].closed.is_set()
        go_on.set()
        return await task

    with raw_server(echo, answer_later) as server:
        client = server.client()
        assert asyncio.run(leave_during_a_call()) is True
        assert server.sees_all_closed()
        assert len(server.peers) == 1


BAD_GZIP = message(b"no gzip" * 99_999, "Content-Encoding: gzip")


@pytest.mark.parametrize(
    "answer", [BAD_GZIP, closing(message()[:-9])], ids=["bad gzip", "half a body"]
)
@sync_and_async
def test_a_broken_response_releases_its_connection(call: Call, answer: Answer) -> None:
    """The next call gets the only connection of the pool at once."""
    with raw_server(answer, echo) as server:
        error, result = call.outcomes(server.client(**ONE_FREE_CONNECTION), 2)
    assert isinstance(error, ApiError)
    assert result is True


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(1), RuntimeError("a bug of the caller")], ids=repr
)
@sync_and_async
def test_an_error_that_is_not_of_the_call_is_not_converted(
    call: Call, error: BaseException
) -> None:
    """Interrupts, and bugs in a transport of the caller, reach the caller unchanged."""
    with pytest.raises(type(error)) as caught:
        call(FakeApi(error).client())
    assert caught.value is error


@sync_and_async
def test_nothing_is_left_open(call: Call) -> None:
    """An open socket is a `ResourceWarning`, which pytest turns into an error."""
    with raw_server(echo) as server:
        call(server.client())
    gc.collect()
