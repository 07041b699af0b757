"""Bytes that follow a response are never taken for the response to the next call."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from bigcommerce_carts.errors import RedirectError, UnexpectedStatusError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import error_body
from contract_tests.client.messages import cart_of, message, urls
from contract_tests.client.raw_server import PATIENCE, Answer, Peer, echo, raw_server

CALLS = 4
WRONG = message(urls("another-cart"))
JUNK: dict[str, bytes] = {
    "second-response": WRONG,
    "two-more": WRONG * 2,
    "chunked-response": message(urls("another-cart"), is_chunked=True, size=7),
    "garbage": b"\0garbage\r\n\r\n",
    "line-break": b"\r\n",
    "blank": b" ",
    "half-a-response": WRONG[:30],
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n",
    "continue-and-response": b"HTTP/1.1 100 -\r\n\r\n" + WRONG,
    "large": b"x" * 100_000,
}


def respond_with(junk: bytes, *, is_chunked: bool = False) -> Answer:
    """Return an answer with the URLs of the cart and *junk*, in the same segment."""

    def answer(peer: Peer, request: bytes) -> None:
        body = urls(cart_of(request))
        peer.send(message(body, is_chunked=is_chunked, size=10) + junk)

    return answer


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@sync_and_async
def test_bytes_behind_a_response_are_not_the_next_response(
    call: Call, junk: bytes, is_chunked: bool
) -> None:
    """Each call gets its own response, also when the bytes arrive in the same segment."""
    with raw_server(respond_with(junk, is_chunked=is_chunked)) as server:
        assert call.outcomes(server.client(), CALLS) == [True] * CALLS
        assert len(server.requests) == CALLS


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@sync_and_async
def test_a_connection_without_such_bytes_is_kept(call: Call, is_chunked: bool) -> None:
    """All calls share one connection."""
    with raw_server(respond_with(b"", is_chunked=is_chunked)) as server:
        assert call.outcomes(server.client(), CALLS) == [True] * CALLS
        assert len(server.peers) == 1


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@sync_and_async
def test_bytes_that_arrive_between_calls_are_not_the_next_response(call: Call, junk: bytes) -> None:
    """The server sends them while the connection is idle."""
    go_on, done = threading.Event(), threading.Event()

    def answer(peer: Peer, request: bytes) -> None:
        echo(peer, request)
        go_on.wait(PATIENCE)
        go_on.clear()
        peer.send(junk)
        done.set()

    def send_now() -> None:
        go_on.set()
        assert done.wait(PATIENCE)
        done.clear()

    with raw_server(answer) as server:
        results = call.outcomes(server.client(), CALLS, between=send_now)
        assert results == [True] * CALLS


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("is_late", [False, True], ids=["same-segment", "later"])
@pytest.mark.parametrize("status", [204, 304])
@sync_and_async
def test_a_body_that_must_not_be_is_not_the_next_response(
    call: Call, status: int, is_late: bool, is_chunked: bool
) -> None:
    """The connection is closed, because the body may arrive at any time."""
    whole = message(WRONG, status=status, is_chunked=is_chunked)
    head, end, body = whole.partition(b"\r\n\r\n")

    def send_body_on_the_first_connection(peer: Peer, request: bytes) -> None:
        if peer is server.peers[0]:
            peer.send(body)
        else:
            echo(peer, request)

    first = head + end if is_late else whole
    with raw_server(first, send_body_on_the_first_connection) as server:
        results = call.outcomes(server.client(timeout=5), 3)
        assert len(server.peers) == 2
    error, *others = results
    expected = RedirectError if status == 304 else UnexpectedStatusError
    assert isinstance(error, expected)
    assert others == [True, True]


@sync_and_async
def test_bytes_behind_a_documented_error_are_not_the_next_response(call: Call) -> None:
    """A connection is closed after any status."""
    with raw_server(message(error_body(404), status=404) + WRONG, echo) as server:
        error, *others = call.outcomes(server.client(), 3)
    assert error.status_code == 404
    assert others == [True, True]


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@sync_and_async
def test_a_hook_that_reads_the_response_changes_nothing(call: Call, junk: bytes) -> None:
    """The connection is closed also if the caller has read the body."""
    with raw_server(respond_with(junk)) as server:
        client = server.client(**call.hooks(response=call.read))
        assert call.outcomes(client, CALLS) == [True] * CALLS


@sync_and_async
def test_calls_at_once_get_their_own_responses(call: Call) -> None:
    """Threads or tasks that share three connections never see the bytes of another call."""

    async def run() -> list[Any]:
        async with call.block(client):
            return await asyncio.gather(*(call.in_background(client) for _ in range(24)))

    with raw_server(respond_with(WRONG)) as server:
        client = server.client(httpx_args={"limits": httpx.Limits(max_connections=3)})
        assert asyncio.run(run()) == [True] * 24
