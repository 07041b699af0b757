"""A server on a real socket whose bytes a test chooses."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bigcommerce_carts import AuthenticatedClient
from contract_tests.client.fake_api import new_client
from contract_tests.client.messages import cart_of, message, urls

#: The longest time that a test waits for an event that must happen.
PATIENCE = 20.0


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
        """Send all *data* at once."""
        self.socket.sendall(data)

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        """Send one byte per *pause* seconds, unless the server stops before."""
        for index in range(len(data)):
            if self.server.stopping.wait(pause):
                return
            self.send(data[index : index + 1])
        self.server.drips += 1


Serve = Callable[[Peer], object]
#: What a server does with a request: it calls a function, sends bytes, or is silent for None.
Answer = Callable[[Peer, bytes], object] | bytes | None


class RawServer:
    """A server that has a thread for each connection, and calls *serve* with each.

    Args:
        where: a host or the path of a Unix domain socket.
    """

    def __init__(self, serve: Serve, where: str | Path = "127.0.0.1") -> None:
        self.serve = serve
        self.requests: list[bytes] = []
        self.peers: list[Peer] = []
        """All connections that were accepted, also those that are closed."""
        self.drips = 0
        """The number of slow messages that the client has received to their end."""
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._listener, self.url = _listen(where)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def client(self, **settings: Any) -> AuthenticatedClient:
        """Return a client that calls this server."""
        return new_client(**{"base_url": self.url, **settings})

    def sees_all_closed(self) -> bool:
        """Return whether the client closes all connections; wait for it."""
        return all(peer.closed.wait(PATIENCE) for peer in self.peers)

    async def has_requests(self, count: int = 1) -> None:
        """Wait in an event loop until *count* requests have arrived."""
        async with asyncio.timeout(PATIENCE):
            while len(self.requests) < count:
                await asyncio.sleep(0.001)

    def record(self, request: bytes) -> int:
        """Add *request* to the requests, and return their number."""
        with self._lock:
            self.requests.append(request)
            return len(self.requests)

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
        with suppress(OSError):  # the client may leave at any time
            self.serve(peer)
        peer.socket.close()
        peer.closed.set()


def _listen(where: str | Path) -> tuple[socket.socket, str]:
    """Return a socket that listens, and the URL of the server."""
    if isinstance(where, Path):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(where))
        listener.listen()
        return listener, "http://localhost"
    is_ipv6 = ":" in where
    family = socket.AF_INET6 if is_ipv6 else socket.AF_INET
    listener = socket.create_server((where, 0), family=family, backlog=256)
    host = f"[{where}]" if is_ipv6 else where
    return listener, f"http://{host}:{listener.getsockname()[1]}"


@contextmanager
def connections(serve: Serve, where: str | Path = "127.0.0.1") -> Iterator[RawServer]:
    """Run a server that calls *serve* with each connection, until the block ends."""
    server = RawServer(serve, where)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def raw_server(*answers: Answer, host: str = "127.0.0.1") -> Iterator[RawServer]:
    """Run a server that gives the *answers* to the requests in turn, and repeats the last one."""

    def serve(peer: Peer) -> None:
        while (request := peer.receive()) is not None:
            number = peer.server.record(request)
            answer = answers[min(number, len(answers)) - 1]
            if isinstance(answer, bytes):
                peer.send(answer)
            elif answer is not None:
                answer(peer, request)

    with connections(serve, host) as server:
        yield server


def closing(data: bytes) -> Callable[[Peer, bytes], None]:
    """Return an answer that sends *data* and closes the side of the server."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(data)
        close(peer)

    return answer


def close(peer: Peer) -> None:
    """Close the side of the server; the client can still send."""
    peer.socket.shutdown(socket.SHUT_WR)


def echo(peer: Peer, request: bytes) -> None:
    """Answer with URLs that name the cart of the request."""
    peer.send(message(urls(cart_of(request))))
