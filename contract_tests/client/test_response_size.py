"""A response above the limit is not read to its end, and takes no more memory than the limit."""

from __future__ import annotations

import gc
import gzip
import json
import os
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import InvalidResponseError, NotFoundError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.messages import message, urls
from contract_tests.client.names import META
from contract_tests.client.raw_server import Peer, echo, raw_server

LIMIT = 100_000
REASON = f"is larger than {LIMIT} bytes (max_response_size)"
BOMB_SIZE = 40_000_000
#: The most memory that Python objects of a refused call may take, in bytes.
MOST_MEMORY = 1_200_000


def bomb(level: int = 9) -> bytes:
    """Return 40 MB of blanks, compressed."""
    encoder = zlib.compressobj(level, zlib.DEFLATED, 31)
    parts = [encoder.compress(b" " * 1_000_000) for _ in range(BOMB_SIZE // 1_000_000)]
    return b"".join(parts) + encoder.flush()


BOMB = bomb()
EMPTY_MEMBER = gzip.compress(b"")
REFUSED: dict[str, bytes] = {
    "one-layer": message(BOMB, "Content-Encoding: gzip"),
    "two-layers": message(gzip.compress(BOMB), "Content-Encoding: gzip, gzip"),
    "members": message(gzip.compress(b" " * 1000) * 1000, "Content-Encoding: gzip"),
    "empty-members": message(EMPTY_MEMBER * 50_000, "Content-Encoding: gzip"),
    "zlib": message(zlib.compress(b" " * BOMB_SIZE), "Content-Encoding: deflate"),
    "plain": message(b" " * (LIMIT * 10)),
    "chunked": message(b" " * (LIMIT * 10), is_chunked=True, size=1000),
    "unknown-encoding": message(b" " * (LIMIT * 10), "Content-Encoding: br"),
}


@pytest.mark.parametrize("response", REFUSED.values(), ids=REFUSED)
@sync_and_async
def test_a_response_above_the_limit_is_refused(call: Call, response: bytes) -> None:
    """The next call uses a new connection and gets its own response."""
    with raw_server(response, echo) as server:
        client = server.client(max_response_size=LIMIT)
        error, *others = call.outcomes(client, 3)
        assert len(server.peers) <= 2
    assert isinstance(error, InvalidResponseError)
    assert (error.reason, error.content) == (REASON, b"")
    assert others == [True, True]


@sync_and_async
def test_the_connection_of_a_body_that_was_not_read_is_closed(call: Call) -> None:
    """The server sees the end of the connection while the client stays open."""

    def wait_for_the_end() -> None:
        assert server.sees_all_closed()

    with raw_server(message(b" " * (LIMIT + 1)), echo) as server:
        client = server.client(max_response_size=LIMIT)
        results = call.outcomes(client, 1, between=wait_for_the_end)
    assert isinstance(results[0], InvalidResponseError)


@sync_and_async
@pytest.mark.parametrize("is_chunked", [False, True], ids=["no-end", "chunked"])
def test_an_endless_response_is_given_up(call: Call, is_chunked: bool) -> None:
    """No more than about the limit is read; the server cannot send for ever."""
    part = b" " * 10_000

    def answer(peer: Peer, request: bytes) -> None:
        framing = b"Transfer-Encoding: chunked\r\n" if is_chunked else b""
        peer.send(b"HTTP/1.1 201 -\r\nContent-Type: application/json\r\n" + framing + b"\r\n")
        while not peer.server.stopping.is_set():
            peer.send(b"%x\r\n%b\r\n" % (len(part), part) if is_chunked else part)

    with raw_server(answer) as server:
        client = server.client(max_response_size=LIMIT)
        (error,) = call.outcomes(client)
    assert isinstance(error, InvalidResponseError)
    assert error.reason == REASON


def body_of_size(size: int) -> bytes:
    """Return the body of a success with *size* bytes that can hardly be compressed."""
    padding = os.urandom(size).hex()
    body = json.dumps({**urls("none"), META: {"padding": padding}}).encode()
    return json.dumps({**urls("none"), META: {"padding": padding[: size - len(body)]}}).encode()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda body: body,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    "gzip, identity": lambda body: gzip.compress(body, 0),
}


@sync_and_async
@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("encoding", ENCODERS, ids=lambda encoding: encoding or "plain")
def test_the_limit_is_exact(call: Call, is_chunked: bool, encoding: str) -> None:
    """A decompressed body of exactly the limit is accepted, and one byte more is not."""
    for excess in (0, 1):
        body = ENCODERS[encoding](body_of_size(LIMIT + excess))
        response = message(
            body, f"Content-Encoding: {encoding}", is_chunked=is_chunked, size=10_000
        )
        with raw_server(response) as server:
            client = server.client(max_response_size=LIMIT)
            (result,) = call.outcomes(client)
        if excess:
            assert isinstance(result, InvalidResponseError)
            assert result.reason == REASON
        else:
            assert result is False  # the URLs of a success, for another cart


@sync_and_async
def test_a_documented_error_above_the_limit_keeps_its_class(call: Call) -> None:
    """The message says why there is no body."""
    with raw_server(message(b" " * (LIMIT + 1), status=404)) as server:
        (error,) = call.outcomes(server.client(max_response_size=LIMIT))
    assert isinstance(error, NotFoundError)
    assert REASON in str(error)
    assert error.content == b""


SMALL_CHUNKS = message(b" 1" * 30_000, is_chunked=True, size=2)


@pytest.mark.parametrize(
    "response", [*REFUSED.values(), SMALL_CHUNKS], ids=[*REFUSED, "small-chunks"]
)
@sync_and_async
def test_the_memory_for_a_response_is_bounded(call: Call, response: bytes) -> None:
    """The peak of a call is far below the size of the body that the server wants to send."""
    with raw_server(response) as server:
        client: AuthenticatedClient = server.client(max_response_size=LIMIT)
        call.outcomes(client)
        gc.collect()
        tracemalloc.start()
        try:
            results: list[Any] = call.outcomes(client)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert isinstance(results[0], InvalidResponseError)
    assert peak < MOST_MEMORY


@sync_and_async
def test_the_default_limit_is_some_megabytes(call: Call) -> None:
    """A client without a setting refuses 40 MB."""
    with raw_server(REFUSED["one-layer"]) as server:
        (error,) = call.outcomes(server.client())
    assert isinstance(error, InvalidResponseError)
    assert "max_response_size" in error.reason
