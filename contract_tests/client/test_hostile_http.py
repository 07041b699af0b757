"""Unusual and invalid HTTP messages give a result or an `ApiError`, of their own call only."""

from __future__ import annotations

import socket
import struct
from typing import Any

import pytest

from bigcommerce_carts.errors import ApiConnectionError, UnexpectedStatusError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.messages import JSON, cart_of, message, urls
from contract_tests.client.raw_server import (
    Answer,
    Peer,
    close,
    closing,
    connections,
    echo,
    raw_server,
)

CALLS = 3


def own_response(head: str) -> Any:
    """Return an answer with the URLs of the requested cart behind *head*."""

    def answer(peer: Peer, request: bytes) -> None:
        body = message(urls(cart_of(request))).partition(b"\r\n\r\n")[2]
        complete = head.replace("LENGTH", str(len(body))).replace("\n", "\r\n")
        peer.send(complete.encode("latin-1") + b"\r\n\r\n" + body)
        if head in CLOSING.values():
            close(peer)

    return answer


# Heads of valid responses, after which the server closes the connection.
CLOSING = {
    "http-1.0": f"HTTP/1.0 201 Created\n{JSON}\nContent-Length: LENGTH",
    "http-1.0-no-length": f"HTTP/1.0 201 Created\n{JSON}",
    "http-1.0-kept": f"HTTP/1.0 201 -\n{JSON}\nConnection: keep-alive\nContent-Length: LENGTH",
    "connection-close": f"HTTP/1.1 201 -\n{JSON}\nConnection: close\nContent-Length: LENGTH",
    "no-length": f"HTTP/1.1 201 -\n{JSON}",
}
# Heads of valid responses on a connection that is kept.
KEPT = {
    "no-reason": f"HTTP/1.1 201 \n{JSON}\nContent-Length: LENGTH",
    "no-blank": f"HTTP/1.1 201\n{JSON}\nContent-Length: LENGTH",
    "lower-case": f"HTTP/1.1 201 -\n{JSON.lower()}\ncontent-length: LENGTH",
    "same-length-twice": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH\nContent-Length: LENGTH",
    "many-headers": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH"
    + "".join(f"\nX-{i}: {i}" for i in range(2000)),
    "long-header": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH\nX-Long: {'x' * 60_000}",
    "repeated-header": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH" + "\nX-A: b" * 500,
    "cookies": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH\nSet-Cookie: a=b; Domain=x",
    "invalid-cookie": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH\nSet-Cookie: \xff;=;;\t",
    "latin-1": f"HTTP/1.1 201 \xe4\n{JSON}\nContent-Length: LENGTH\nX-A: \xe4",
    "early-hints": f"HTTP/1.1 103 -\nLink: a\n\nHTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH",
    "upgrade-offer": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: LENGTH\nUpgrade: h2c",
}
# Complete invalid messages.
INVALID = {
    "nothing": "",
    "line-break": "\n\n",
    "binary": "\x00\x01\x02\n\n",
    "http-0.9": "<html></html>\n\n",
    "http-2-preface": "PRI * HTTP/2.0\n\nSM\n\n",
    "switch": "HTTP/1.1 101 -\nUpgrade: x\nConnection: upgrade\n\n",
    "request": "GET / HTTP/1.1\nHost: a\n\n",
    "status-text": f"HTTP/1.1 abc -\n{JSON}\n\n",
    "status-short": f"HTTP/1.1 20 -\n{JSON}\n\n",
    "status-long": f"HTTP/1.1 2010 -\n{JSON}\n\n",
    "status-zero": "HTTP/1.1 000 -\nContent-Length: 0\n\n",
    "no-colon": "HTTP/1.1 201 -\nNoColon\n\n",
    "blank-in-name": "HTTP/1.1 201 -\nX Name: a\n\n",
    "zero-in-value": "HTTP/1.1 201 -\nX: a\x00b\n\n",
    "negative-length": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: -1\n\n",
    "text-length": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: five\n\n",
    "plus-length": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: +2\n\n{{}}",
    "two-lengths": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: 2\nContent-Length: 3\n\n{{}}x",
    "length-list": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: 2, 3\n\n{{}}x",
    "huge-length": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: {'9' * 30}\n\n{{}}",
    "length-too-long": f"HTTP/1.1 201 -\n{JSON}\nContent-Length: 500\n\n{{}}",
    "unknown-coding": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: gzip\n\n{{}}",
    "two-codings": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: gzip, chunked\n\n0\n\n",
    "chunk-size-text": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\nxyz\n\n",
    "chunk-size-negative": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\n-1\n\n",
    "chunk-size-huge": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\n{'f' * 40}\n{{}}",
    "chunk-size-empty": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\n\n\n",
    "chunk-too-short": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\n5\n{{}}\n0\n\n",
    "chunk-without-end": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\n2\n{{}}\n",
    "chunk-cut": f"HTTP/1.1 201 -\n{JSON}\nTransfer-Encoding: chunked\n\n5\n{{",
    "endless-header": "HTTP/1.1 201 -\nX: " + "x" * 200_000,
    "too-many-headers": "HTTP/1.1 201 -" + "\nX-A: b" * 50_000 + "\n\n",
    "folded-name": "HTTP/1.1 201 -\n X: a\n\n",
    "half-a-head": f"HTTP/1.1 201 -\n{JSON}\n",
    "only-continue": "HTTP/1.1 100 -\n\n",
}


def reset(peer: Peer, request: bytes) -> None:
    """Break the connection in the middle of a body."""
    peer.send(message()[:-20])
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.socket.close()


BROKEN: dict[str, Answer] = {
    **{name: closing(text.replace("\n", "\r\n").encode()) for name, text in INVALID.items()},
    "reset": reset,
}


@pytest.mark.parametrize("head", [*CLOSING.values(), *KEPT.values()], ids=[*CLOSING, *KEPT])
@sync_and_async
def test_an_unusual_response_is_valid(call: Call, head: str) -> None:
    """Calls share a connection unless the response ends it, and send no cookie back."""
    with raw_server(own_response(head)) as server:
        assert call.outcomes(server.client(), CALLS) == [True] * CALLS
        assert len(server.peers) == (CALLS if head in CLOSING.values() else 1)
        assert not any(b"cookie" in each.lower() for each in server.requests)


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
@sync_and_async
def test_an_invalid_message_is_an_error_of_its_call_only(call: Call, answer: Answer) -> None:
    """The next calls use another connection and get their own responses."""
    with raw_server(answer, echo) as server:
        error, *others = call.outcomes(server.client(timeout=5), CALLS)
    assert isinstance(error, ApiConnectionError), error
    assert error.sent
    assert len(str(error).splitlines()) == 1
    assert (error.__context__, error.__cause__) == (None, None)
    assert others == [True, True]


@pytest.mark.parametrize("status", [200, 202, 206, 299, 400, 418, 499, 600, 999])
@sync_and_async
def test_a_status_that_is_not_documented_is_an_error(call: Call, status: int) -> None:
    """The connection is usable, also if the server offers another protocol."""
    first = message(None, "Connection: upgrade", "Upgrade: x", status=status)
    with raw_server(first, echo) as server:
        error, *others = call.outcomes(server.client(timeout=5), CALLS)
        assert len(server.peers) == 1
    assert type(error) is UnexpectedStatusError
    assert error.status_code == status
    assert others == [True, True]


@sync_and_async
def test_a_response_before_the_end_of_the_request_is_read(call: Call) -> None:
    """The server answers without reading the request, and closes the connection."""

    def serve(peer: Peer) -> None:
        peer.send(message(b"", "Connection: close", status=401))
        close(peer)
        peer.receive()

    with connections(serve) as server:
        results = call.outcomes(server.client(), 2)
    assert [each.status_code for each in results] == [401, 401]


@sync_and_async
def test_an_idle_connection_that_the_server_closes_is_replaced(call: Call) -> None:
    """The next call does not fail."""

    def answer(peer: Peer, request: bytes) -> None:
        echo(peer, request)
        close(peer)

    with raw_server(answer) as server:
        # Wait until the end of the connection has arrived at the client.
        results = call.outcomes(server.client(), 5, between=lambda: server.stopping.wait(0.02))
        assert len(server.peers) == 5
    assert results == [True] * 5
