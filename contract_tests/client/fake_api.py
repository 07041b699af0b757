"""Stand-ins for the API: one plays answers in the process, one on a real socket."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from bigcommerce_carts import AuthenticatedClient

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
TOKEN = "k3y-that-nobody-may-see"
SECRET_URL = "https://shop.test/cart.php?token=s1ngle-use"
URLS = {"cart_url": SECRET_URL, "checkout_url": f"{SECRET_URL}&c=1"}
SUCCESS = {"data": URLS}
SOON = httpx.Timeout(10, read=0.1)  # for a server that stays silent
SECRETS = (TOKEN, "s1ngle-use")


def named(value: Any) -> str:
    """A name for a case: its `repr`, the same in every run, without its middle if it is long."""
    text = re.sub(" at 0x[0-9a-f]+", "", ascii(value)).replace(SECRET_URL, "URL")
    return text if len(text) < 80 else f"{text[:40]}...{text[-30:]}"


def fault(status: int) -> dict[str, Any]:
    """The body of a documented error."""
    return {"status": status, "title": "No.", "type": "https://api.test/errors"}


@dataclass(frozen=True)
class Answer:
    """What the API says. A body that is no bytes is written as JSON."""

    status: int = 201
    body: Any = field(default_factory=lambda: SUCCESS)
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Api:
    """Plays *answers* in turn, the last one for ever, and keeps the requests."""

    def __init__(self, *answers: Answer | BaseException) -> None:
        self.answers = answers or (Answer(),)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, BaseException):
            raise answer
        headers = [(k.encode(), v.encode("latin-1")) for k, v in answer.headers.items()]
        return httpx.Response(answer.status, headers=headers, content=answer.content)

    def client(self, **settings: Any) -> AuthenticatedClient:
        """A client that calls this API."""
        transport = {"transport": httpx.MockTransport(self)}
        return AuthenticatedClient(
            **{
                "auth_token": TOKEN,
                "base_url": "https://api.test/v3",
                **settings,
                "httpx_args": transport | settings.get("httpx_args", {}),
            }
        )


class Close:
    """In place of an answer: close the connection."""


class Reset:
    """In place of an answer: reset the connection."""


class Silence:
    """In place of an answer: none, until the stage is cleared."""


Reply = bytes | type[Close] | type[Reset] | type[Silence]


class Wire:
    """A server on 127.0.0.1 that plays one reply to each connection, the last one for ever."""

    def __init__(self, replies: tuple[Reply, ...]) -> None:
        self.replies = replies
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = ExitStack()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def client(self, **settings: Any) -> AuthenticatedClient:
        """A client that calls this server."""
        defaults = {"auth_token": TOKEN, "base_url": self.url, "httpx_args": {"trust_env": False}}
        return AuthenticatedClient(**{**defaults, **settings})

    def close(self) -> None:
        """End the server, and the connections that it left without an answer."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        self._open.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            self._open.enter_context(connection)
            with suppress(OSError):  # the client need not wait for the reply
                self._reply(connection)

    def _reply(self, connection: socket.socket) -> None:
        self.requests.append(_read(connection))
        reply = self.replies[min(len(self.requests), len(self.replies)) - 1]
        if isinstance(reply, bytes):
            connection.sendall(reply)
            connection.shutdown(socket.SHUT_WR)
        elif reply is Close:
            connection.close()
        elif reply is Reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()


@contextmanager
def listening(*replies: Reply) -> Iterator[Wire]:
    """A `Wire` that ends with the block."""
    wire = Wire(replies or (written(),))
    try:
        yield wire
    finally:
        wire.close()


def written(answer: Answer | None = None) -> bytes:
    """*answer* as HTTP/1.1 writes it."""
    answer = answer or Answer()
    framing = {"Content-Length": str(len(answer.content)), "Connection": "close"}
    headers = {**answer.headers, **framing}
    lines = [f"HTTP/1.1 {answer.status} -", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + answer.content


def _read(connection: socket.socket) -> bytes:
    """One request, whole."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(1 << 16)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += connection.recv(1 << 16)
    return head + b"\r\n\r\n" + body
