"""Unusual and invalid HTTP messages give a result or an `ApiError`, of their own call only."""

from __future__ import annotations

import socket
import struct
import threading
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiStatusError,
    InvalidResponseError,
    UnexpectedStatusError,
)
from contract_tests.client.fake_api import TOKEN
from contract_tests.client.raw_server import (
    CLOSE,
    JSON,
    PATIENCE,
    Peer,
    both_kinds,
    cart_of,
    echo,
    message,
    outcomes,
    raw_server,
    urls,
)

CALLS = 3


def body_of(request: bytes) -> bytes:
    return message(urls(cart_of(request))).partition(b"\r\n\r\n")[2]


def response(request: bytes, head: str, *, body: bytes | None = None) -> bytes:
    """Return a response with the URLs of the requested cart behind *head*."""
    body = body_of(request) if body is None else body
    head = head.replace("LENGTH", str(len(body)))
    return head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body


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


def answer_first(first: bytes) -> Any:
    def answer(peer: Peer, request: bytes) -> object:
        if len(peer.server.requests) > 1:
            echo(peer, request)
            return None
        peer.send(first)
        return CLOSE

    return answer


@pytest.mark.parametrize("head", CLOSING.values(), ids=CLOSING)
@both_kinds
def test_a_response_that_ends_the_connection_is_valid(is_async: bool, head: str) -> None:
    """Each call opens a connection, and gets its own response."""

    def answer(peer: Peer, request: bytes) -> object:
        peer.send(response(request, head))
        return CLOSE

    with raw_server(answer) as server:
        assert outcomes(server.client(), CALLS, is_async=is_async) == [True] * CALLS


@pytest.mark.parametrize("head", KEPT.values(), ids=KEPT)
@both_kinds
def test_an_unusual_response_is_valid(is_async: bool, head: str) -> None:
    """The calls share a connection, and send nothing that the server has set."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(response(request, head))

    with raw_server(answer) as server:
        assert outcomes(server.client(), CALLS, is_async=is_async) == [True] * CALLS
        assert len(server.peers) == 1
        assert not any(b"cookie" in each.lower() for each in server.requests)


@pytest.mark.parametrize("whole", INVALID.values(), ids=INVALID)
@both_kinds
def test_an_invalid_message_is_an_error_of_its_call_only(is_async: bool, whole: str) -> None:
    """The next calls use another connection and get their own responses."""
    first = whole.replace("\n", "\r\n").encode("latin-1")
    with raw_server(answer_first(first)) as server:
        error, *others = outcomes(server.client(timeout=5), CALLS, is_async=is_async)
    assert isinstance(error, ApiConnectionError), error
    assert error.sent
    assert others == [True, True]
    assert (error.__context__, error.__cause__) == (None, None)


@pytest.mark.parametrize("status", [200, 202, 206, 299, 400, 418, 499, 600, 999])
@both_kinds
def test_a_status_that_is_not_documented_is_an_error(is_async: bool, status: int) -> None:
    """The connection is usable."""
    head = f"HTTP/1.1 {status} -\n{JSON}\nContent-Length: LENGTH\nConnection: upgrade\nUpgrade: x"
    first = response(b"POST /carts/x/", head)

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(first) if len(peer.server.requests) == 1 else echo(peer, request)

    with raw_server(answer) as server:
        error, *others = outcomes(server.client(timeout=5), CALLS, is_async=is_async)
    assert type(error) is UnexpectedStatusError
    assert error.status_code == status
    assert others == [True, True]


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503, 599])
@both_kinds
def test_an_error_without_a_body_keeps_its_class(is_async: bool, status: int) -> None:
    """A gateway may send nothing but the status."""
    with raw_server(f"HTTP/1.1 {status} -\r\nContent-Length: 0\r\n\r\n".encode()) as server:
        (error,) = outcomes(server.client(), is_async=is_async)
    assert isinstance(error, ApiStatusError)
    assert (error.status_code, error.parsed, error.content) == (status, None, b"")


@both_kinds
def test_a_response_before_the_end_of_the_request_is_read(is_async: bool) -> None:
    """The server answers without reading the request, and closes the connection."""

    def serve() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(message(b"", "Connection: close", status=401))
                connection.shutdown(1)
                while connection.recv(65_536):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        results = outcomes(
            AuthenticatedClient(auth_token=TOKEN, base_url=url), 2, is_async=is_async
        )
        thread.join(PATIENCE)
    assert [each.status_code for each in results] == [401, 401]


@both_kinds
def test_an_idle_connection_that_the_server_closes_is_replaced(is_async: bool) -> None:
    """The next call does not fail."""

    def answer(peer: Peer, request: bytes) -> object:
        echo(peer, request)
        return CLOSE

    with raw_server(answer) as server:
        results = outcomes(server.client(), 5, is_async=is_async, between=lambda: settle(server))
        assert len(server.peers) == 5
    assert results == [True] * 5


def settle(server: Any) -> None:
    """Wait until the end of the connection has surely arrived at the client."""
    server.stopping.wait(0.02)


@both_kinds
def test_a_reset_is_an_error_of_its_call_only(is_async: bool) -> None:
    """The connection breaks in the middle of a body."""

    def answer(peer: Peer, request: bytes) -> object:
        if len(peer.server.requests) > 1:
            echo(peer, request)
            return None
        peer.send(message()[:-20])
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.socket.close()
        return None

    with raw_server(answer) as server:
        error, *others = outcomes(server.client(), CALLS, is_async=is_async)
    assert isinstance(error, ApiConnectionError)
    assert others == [True, True]


@both_kinds
def test_headers_of_the_caller_cannot_inject_lines(is_async: bool) -> None:
    """What the server receives is one request with the headers of the client."""
    with raw_server(echo) as server:
        client = server.client(headers={"X-Own": "a: b, c", "x-other": "\"'%0d%0a"})
        assert outcomes(client, is_async=is_async) == [True]
        lines = server.requests[0].split(b"\r\n\r\n")[0].split(b"\r\n")
    assert b"X-Own: a: b, c" in lines
    assert b"x-other: \"'%0d%0a" in lines
    assert len([line for line in lines if line.lower().startswith(b"x-auth-token:")]) == 1


@both_kinds
def test_deep_and_large_json_is_an_error_of_the_call(is_async: bool) -> None:
    """No exception of the JSON parser escapes."""
    bodies = [b"[" * 100_000, b'{"a":' * 50_000, b"1" * 100_000, b"\xff\xfe{", b'"\\ud800"', b"NaN"]
    for body in bodies:
        with raw_server(message(body)) as server:
            (error,) = outcomes(server.client(), is_async=is_async)
        assert isinstance(error, InvalidResponseError)
