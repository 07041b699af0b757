"""A server on a real socket whose bytes a test chooses, and calls that share connections."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from contract_tests.client.fake_api import TOKEN

JSON = "Content-Type: application/json"
#: The longest time that a test waits for an event that must happen.
PATIENCE = 20.0

#: Runs a test twice; its argument is whether the calls are async.
both_kinds = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


class Peer:
    """The end of one connection at the server."""

    def __init__(self, connection: socket.socket, server: RawServer) -> None:
        self.socket = connection
        self.server = server
        self.closed = threading.Event()
        """Set when the client has closed the connection."""
        self._received = b""

    def receive(self) -> bytes | None:
        """Return the next request, or None when the client has closed the connection."""
        while (request := self._first_request()) is None:
            part = self.socket.recv(65_536)
            if not part:
                return None
            self._received += part
        self.server.requests.append(request)
        return request

    def _first_request(self) -> bytes | None:
        head, end, rest = self._received.partition(b"\r\n\r\n")
        found = re.search(rb"(?i)content-length: *(\d+)", head)
        length = int(found[1]) if found else 0
        if not end or len(rest) < length:
            return None
        self._received = rest[length:]
        return head + end + rest[:length]

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        """Send one byte per *pause* seconds, unless the server stops before."""
        for index in range(len(data)):
            if self.server.stopping.wait(pause):
                return
            self.send(data[index : index + 1])
        self.server.drips += 1


Answer = Callable[[Peer, bytes], object]


class RawServer:
    """A server that has a thread for each connection, and keeps connections open."""

    def __init__(self, answer: Answer, host: str = "127.0.0.1", port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.answer = answer
        self.requests: list[bytes] = []
        self.peers: list[Peer] = []
        self.drips = 0
        """The number of slow messages that the client has received to their end."""
        self.stopping = threading.Event()
        self._listener = socket.create_server((host, port), family=family, backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def client(self, **settings: Any) -> AuthenticatedClient:
        """Return a client that calls this server."""
        return AuthenticatedClient(**{"auth_token": TOKEN, "base_url": self.url, **settings})

    def stop(self) -> None:
        """Close all sockets and wait for the threads."""
        self.stopping.set()
        for each in (self._listener, *(peer.socket for peer in self.peers)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        for each in (self._listener, *(peer.socket for peer in self.peers)):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # stopped
                return
            peer = Peer(connection, self)
            self.peers.append(peer)
            thread = threading.Thread(target=self._serve, args=(peer,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: Peer) -> None:
        with suppress(OSError):
            while (request := peer.receive()) is not None:
                if self.answer(peer, request) is CLOSE:
                    peer.socket.shutdown(socket.SHUT_WR)
        peer.socket.close()
        peer.closed.set()


#: Returned by an answer after which the server closes the connection.
CLOSE = object()


@contextmanager
def raw_server(answer: Answer | bytes, host: str = "127.0.0.1") -> Iterator[RawServer]:
    """Run a server until the block ends; bytes are sent for each request."""

    def send(peer: Peer, request: bytes) -> None:
        assert isinstance(answer, bytes)
        peer.send(answer)

    server = RawServer(send if isinstance(answer, bytes) else answer, host)
    try:
        yield server
    finally:
        server.stop()


def message(
    body: Any = None, *headers: str, status: int = 201, is_chunked: bool = False, size: int = 0
) -> bytes:
    """Return a response; a body that is not bytes is sent as JSON, in chunks of *size* bytes."""
    if not isinstance(body, bytes):
        body = json.dumps(body or urls("none")).encode()
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(body)}"
    head = "\r\n".join([f"HTTP/1.1 {status} -", JSON, framing, *headers, "", ""])
    return head.encode("latin-1") + (chunked(body, size or len(body) or 1) if is_chunked else body)


def chunked(body: bytes, size: int) -> bytes:
    """Return *body* in chunks of *size* bytes, with the last chunk."""
    parts: Iterable[bytes] = (body[i : i + size] for i in range(0, len(body), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def urls(cart_id: str) -> dict[str, Any]:
    """Return the body of a success with URLs that name the cart."""
    url = f"https://shop.test/{cart_id}"
    return {"data": {"cart_url": url, "checkout_url": url}}


def cart_of(request: bytes) -> str:
    """Return the id of the cart that a request names."""
    return request.split(b"/carts/")[1].split(b"/")[0].decode()


def echo(peer: Peer, request: bytes) -> None:
    """Answer each request with URLs that name its cart."""
    peer.send(message(urls(cart_of(request))))


def outcome(client: AuthenticatedClient, cart_id: str | None = None) -> Any:
    """Call and return True for the URLs of the cart, False for those of another, or the error."""
    cart_id = cart_id or str(uuid.uuid4())
    try:
        return operation.sync(cart_id, client=client).data.cart_url.endswith(cart_id)
    except Exception as error:
        return error


async def async_outcome(client: AuthenticatedClient, cart_id: str | None = None) -> Any:
    """Return the same as `outcome` for an async call."""
    cart_id = cart_id or str(uuid.uuid4())
    try:
        result = await operation.asyncio(cart_id, client=client)
        return result.data.cart_url.endswith(cart_id)
    except Exception as error:
        return error


def outcomes(
    client: AuthenticatedClient,
    count: int = 1,
    *,
    is_async: bool,
    first: AuthenticatedClient | None = None,
    between: Callable[[], object] = lambda: None,
) -> list[Any]:
    """Make *count* calls on the same connections, and run *between* after each; then close.

    The first call is that of *first*, a copy of the client.
    """
    clients = [first or client, *[client] * (count - 1)]

    async def run() -> list[Any]:
        results = []
        async with client:
            for each in clients:
                results.append(await async_outcome(each))
                between()
        return results

    if is_async:
        return asyncio.run(run())
    results = []
    with client:
        for each in clients:
            results.append(outcome(each))
            between()
    return results
