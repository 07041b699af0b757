"""Stand-ins for the API: `FakeApi` responds in the process, `FakeServer` on a real socket."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import takewhile
from typing import Any

import httpx

from bigcommerce_carts import AuthenticatedClient

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
TOKEN = "t0ken-that-must-stay-hidden"
SECRET_URL = "https://shop.test/cart.php?token=s1ngle-use"
URLS = {"cart_url": SECRET_URL, "checkout_url": f"{SECRET_URL}&c=1"}
SUCCESS = {"data": URLS}
SECRETS = (TOKEN, "s1ngle-use")
#: For a server that does not respond.
SHORT_TIMEOUT = httpx.Timeout(10, read=0.1)


def case_id(value: Any) -> str:
    """Return the `repr` of *value* as a test id: the same in every run, and shortened."""
    text = re.sub(" at 0x[0-9a-f]+", "", ascii(value)).replace(SECRET_URL, "URL")
    return text if len(text) < 80 else f"{text[:40]}...{text[-30:]}"


def error_body(status: int) -> dict[str, Any]:
    """Return the body of a documented error."""
    return {"status": status, "title": "No.", "type": "https://api.test/errors"}


@dataclass(frozen=True)
class FakeResponse:
    """A response of the API. A body that is not bytes is sent as JSON."""

    status: int = 201
    body: Any = field(default_factory=lambda: SUCCESS)
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @property
    def content(self) -> bytes:
        """The body as sent: bytes as they are, everything else as JSON."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class FakeApi:
    """Returns or raises *responses* in turn, repeats the last one, and records the requests."""

    def __init__(self, *responses: FakeResponse | BaseException) -> None:
        self.responses = responses or (FakeResponse(),)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self.responses[min(len(self.requests), len(self.responses)) - 1]
        if isinstance(response, BaseException):
            raise response
        headers = [(k.encode(), v.encode("latin-1")) for k, v in response.headers.items()]
        return httpx.Response(response.status, headers=headers, content=response.content)

    def client(self, **settings: Any) -> AuthenticatedClient:
        """Return a client that calls this API."""
        transport = {"transport": httpx.MockTransport(self)}
        return AuthenticatedClient(
            **{
                "auth_token": TOKEN,
                "base_url": "https://api.test/v3",
                **settings,
                "httpx_args": transport | settings.get("httpx_args", {}),
            }
        )


#: The bytes that a `FakeServer` sends; None for a server that does not respond.
RawResponse = bytes | None
KEEP_ALIVE = b"\r\nConnection: keep-alive\r\n"


class FakeServer:
    """A server on 127.0.0.1 that sends the responses in turn and repeats the last one.

    After a response without `KEEP_ALIVE`, it closes its side of the connection.
    """

    def __init__(self, responses: tuple[RawResponse, ...]) -> None:
        self.responses = responses
        self.requests: list[bytes] = []
        self.connections: list[socket.socket] = []
        """All connections that were accepted, also those that are closed."""
        self._closed_by_client = 0
        self._changed = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def client(self, **settings: Any) -> AuthenticatedClient:
        """Return a client that calls this server."""
        defaults = {"auth_token": TOKEN, "base_url": self.url, "httpx_args": {"trust_env": False}}
        return AuthenticatedClient(**{**defaults, **settings})

    def sees_all_closed(self) -> bool:
        """Return whether the client closes all connections; wait for it for up to 10 seconds."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._closed_by_client == len(self.connections), timeout=10
            )

    def close(self) -> None:
        """Close the server and all connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listener.close()
        for connection in self.connections:
            with suppress(OSError):  # the client has closed it
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        for connection in self.connections:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            with self._changed:
                self.connections.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        # The client may close the connection before the response.
        with suppress(OSError), connection.makefile("rb") as stream:
            while request := _read_request(stream):
                self._respond(connection, request)
        with self._changed:
            self._closed_by_client += 1
            self._changed.notify_all()

    def _respond(self, connection: socket.socket, request: bytes) -> None:
        with self._changed:
            self.requests.append(request)
            response = self.responses[min(len(self.requests), len(self.responses)) - 1]
        if response is not None:
            connection.sendall(response)
            if KEEP_ALIVE not in response:
                connection.shutdown(socket.SHUT_WR)


@contextmanager
def serving(*responses: RawResponse) -> Iterator[FakeServer]:
    """Run a `FakeServer` until the block ends."""
    server = FakeServer(responses or (encode(),))
    try:
        yield server
    finally:
        server.close()


def encode(response: FakeResponse | None = None, *, keep_alive: bool = False) -> bytes:
    """Return *response* as an HTTP/1.1 message, after which the server closes the connection.

    Args:
        response: by default a success.
        keep_alive: whether the server keeps the connection open instead.
    """
    response = response or FakeResponse()
    connection = "keep-alive" if keep_alive else "close"
    framing = {"Content-Length": str(len(response.content)), "Connection": connection}
    headers = {**response.headers, **framing}
    lines = [f"HTTP/1.1 {response.status} -", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + response.content


def _read_request(stream: BufferedReader) -> bytes:
    """Return one complete request, or what arrived of it before the connection was closed."""
    head = list(takewhile(lambda line: line != b"\r\n", stream))
    lengths = [line for line in head if line.lower().startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2]) if lengths else 0
    return b"".join(head) + b"\r\n" + stream.read(length) if head else b""
