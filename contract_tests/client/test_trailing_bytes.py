"""Bytes that follow a response are never taken for the response to the next call."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bigcommerce_carts.errors import RedirectError, UnexpectedStatusError
from contract_tests.client.raw_server import (
    PATIENCE,
    Peer,
    async_outcome,
    both_kinds,
    cart_of,
    echo,
    message,
    outcome,
    outcomes,
    raw_server,
    urls,
)

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


def own(request: bytes, *, is_chunked: bool) -> bytes:
    return message(urls(cart_of(request)), is_chunked=is_chunked, size=10)


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@both_kinds
def test_bytes_behind_a_response_are_not_the_next_response(
    is_async: bool, junk: bytes, is_chunked: bool
) -> None:
    """Each call gets its own response, also when the bytes arrive in the same segment."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(own(request, is_chunked=is_chunked) + junk)

    with raw_server(answer) as server:
        assert outcomes(server.client(), CALLS, is_async=is_async) == [True] * CALLS
        assert len(server.requests) == CALLS


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@both_kinds
def test_a_connection_without_such_bytes_is_kept(is_async: bool, is_chunked: bool) -> None:
    """All calls share one connection."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(own(request, is_chunked=is_chunked))

    with raw_server(answer) as server:
        assert outcomes(server.client(), CALLS, is_async=is_async) == [True] * CALLS
        assert len(server.peers) == 1


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@both_kinds
def test_bytes_that_arrive_between_calls_are_not_the_next_response(
    is_async: bool, junk: bytes
) -> None:
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
        results = outcomes(server.client(), CALLS, is_async=is_async, between=send_now)
        assert results == [True] * CALLS


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("is_late", [False, True], ids=["same-segment", "later"])
@pytest.mark.parametrize("status", [204, 304])
@both_kinds
def test_a_body_that_must_not_be_is_not_the_next_response(
    is_async: bool, status: int, is_late: bool, is_chunked: bool
) -> None:
    """The connection is closed, because the body may arrive at any time."""
    whole = message(WRONG, status=status, is_chunked=is_chunked)
    head, _, body = whole.partition(b"\r\n\r\n")
    received = threading.Event()

    def answer(peer: Peer, request: bytes) -> None:
        if len(peer.server.requests) != 1:
            echo(peer, request)
        elif is_late:
            peer.send(head + b"\r\n\r\n")
            received.wait(PATIENCE)
            peer.send(body)
        else:
            peer.send(whole)

    with raw_server(answer) as server:
        client = server.client(timeout=5)
        results = outcomes(client, 3, is_async=is_async, between=received.set)
        assert len(server.peers) == 2
    error, *others = results
    expected = RedirectError if status == 304 else UnexpectedStatusError
    assert isinstance(error, expected)
    assert others == [True, True]


@both_kinds
def test_bytes_behind_a_documented_error_are_not_the_next_response(is_async: bool) -> None:
    """A connection is closed after any status."""

    def answer(peer: Peer, request: bytes) -> None:
        if len(peer.server.requests) == 1:
            peer.send(message({"status": 404, "title": "-", "type": "-"}, status=404) + WRONG)
        else:
            echo(peer, request)

    with raw_server(answer) as server:
        error, *others = outcomes(server.client(), 3, is_async=is_async)
    assert error.status_code == 404
    assert others == [True, True]


def reading_hook(*, is_async: bool) -> Callable[[Any], Any]:
    async def async_hook(response: Any) -> None:
        await response.aread()

    def hook(response: Any) -> None:
        response.read()

    return async_hook if is_async else hook


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@both_kinds
def test_a_hook_that_reads_the_response_changes_nothing(is_async: bool, junk: bytes) -> None:
    """The connection is closed also if the caller has read the body."""
    name = "async_httpx_args" if is_async else "httpx_args"
    args = {name: {"event_hooks": {"response": [reading_hook(is_async=is_async)]}}}

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(own(request, is_chunked=False) + junk)

    with raw_server(answer) as server:
        assert outcomes(server.client(**args), CALLS, is_async=is_async) == [True] * CALLS


@both_kinds
def test_calls_at_once_get_their_own_responses(is_async: bool) -> None:
    """Threads or tasks that share three connections never see the bytes of another call."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(own(request, is_chunked=False) + WRONG)

    async def run(client: Any) -> list[Any]:
        async with client:
            return await asyncio.gather(*(async_outcome(client) for _ in range(24)))

    with raw_server(answer) as server:
        client = server.client(httpx_args={"limits": httpx.Limits(max_connections=3)})
        if is_async:
            results = asyncio.run(run(client))
        else:
            with client, ThreadPoolExecutor(8) as pool:
                results = list(pool.map(lambda _: outcome(client), range(24)))
    assert results == [True] * 24
