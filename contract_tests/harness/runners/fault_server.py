"""
A server that breaks off on purpose: scripted bytes over a raw socket, then a bad end.

It listens on a free port of the loopback interface and ends with the block that opened it.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal

from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange, RequestReader, WireRequest, WireResponse

HOST = "127.0.0.1"
# Seconds that a silent server waits for the client to go. One that lost its timeout would never go:
# it sees a connection that broke off, which is the wrong error.
HOLD_S = 3.0
# To close such a socket is to reset its connection.
RESET = struct.pack("ii", 1, 0)

End = Literal["close", "reset", "hold"]
ENDS: tuple[End, ...] = ("close", "reset")


@dataclass(frozen=True)
class NetworkFault:
    """
    What the server does with a request.

    Args:
        name: for people.
        sends: the bytes it answers with.
        ends: whether it then closes the connection, resets it, or holds it until the client ends.
        reads: whether it takes the request first.
        response: what a client must have understood; None where there is no whole answer.
        secrets: texts of the answer that no error and no log may show.
    """

    name: str
    sends: bytes = field(default=b"", repr=False)
    ends: End = "close"
    reads: bool = True
    response: WireResponse | None = None
    secrets: Sequence[str] = field(default=(), repr=False)

    def __str__(self) -> str:
        return self.name


NOTHING = NetworkFault("nothing")


class FaultServer:
    """Commits a *fault* on every connection, until it has another; a context manager."""

    def __init__(self, fault: NetworkFault = NOTHING) -> None:
        self.fault = fault
        self._listener = socket.create_server((HOST, 0))
        self._lock = threading.Lock()
        self._exchanges: list[Exchange] = []
        self._open: socket.socket | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="faults", daemon=True)

    @property
    def url(self) -> str:
        """Where the client is to send its requests."""
        return f"http://{HOST}:{self._listener.getsockname()[1]}"

    def take(self) -> list[Exchange]:
        """The exchanges since the last time, also of connections that the client has left."""
        # Connections are served one by one: when this one is over, so are those before it.
        with suppress(OSError), socket.create_connection(self._listener.getsockname()) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)
        exchanges, self._exchanges = self._exchanges, []
        return exchanges

    def __enter__(self) -> FaultServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._closing = True
            if self._open is not None:
                with suppress(OSError):
                    self._open.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname()).close()  # wakes `accept`
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                with self._lock:
                    if self._closing:
                        return
                    self._open = connection
                with suppress(OSError):
                    self._commit(connection)
                with self._lock:
                    self._open = None

    def _commit(self, connection: socket.socket) -> None:
        fault = self.fault
        if fault.reads:
            request = _read(connection)
            if request is None:
                return
            self._exchanges.append(Exchange(request, fault.response))
        connection.sendall(fault.sends)
        if fault.ends == "hold":
            connection.settimeout(HOLD_S)
            with suppress(TimeoutError):
                while connection.recv(1 << 16):
                    pass
        elif fault.ends == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _read(connection: socket.socket) -> WireRequest | None:
    reader = RequestReader()
    while data := connection.recv(1 << 16):
        reader.receive(data)
        if (request := reader.next()) is not None:
            return request
    return None


@contextmanager
def closed_port() -> Iterator[str]:
    """The URL of a port that is taken, so that nobody else gets it, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield f"http://{HOST}:{taken.getsockname()[1]}"


def truncated_responses(reply: CannedResponse) -> list[NetworkFault]:
    """No whole answer: *reply*, broken off in each way that there is."""
    whole = reply.framed.raw
    head = whole[: len(whole) - len(reply.body)]
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    cuts = {
        "before the answer": b"",
        "inside the status line": whole[:10],
        "inside a header": head[: len(head) // 2],
        **_unwrapped(reply, {"before the body": head, "inside the body": whole[:-1]}),
        "inside a chunk": chunked + b"ff\r\nx",
        "before the last chunk": chunked + b"1\r\nx\r\n",
    }
    faults = [
        NetworkFault(f"{end} {where}", data, end, secrets=reply.secrets)
        for where, data in cuts.items()
        for end in ENDS
    ]
    nonsense = {
        "no HTTP": b"\x16\x03\x01\x00\x02" * 9,
        "no status": b"HTTP/1.1 abc OK\r\n\r\n",
        "a status of two digits": b"HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
        "no version": b"HTTP/one 200 OK\r\nContent-Length: 0\r\n\r\n",
        "a header without a colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
        "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
        "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "a chunk without a length": chunked + b"zz\r\nx\r\n0\r\n\r\n",
        "a head without end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
        "an interim answer alone": b"HTTP/1.1 100 Continue\r\n\r\n",
    }
    return [
        NetworkFault("reset on arrival", ends="reset", reads=False),
        *faults,
        *(NetworkFault(name, data) for name, data in nonsense.items()),
    ]


def stalled_responses(reply: CannedResponse) -> list[NetworkFault]:
    """No answer in time: the server falls silent, and waits until the client goes."""
    whole = reply.framed.raw
    places = {
        "before the answer": b"",
        "inside the head": whole[:20],
        **_unwrapped(reply, {"inside the body": whole[:-1]}),
    }
    return [
        NetworkFault(f"silent {where}", data, "hold", secrets=reply.secrets)
        for where, data in places.items()
    ]


def _unwrapped(reply: CannedResponse, cuts: dict[str, bytes]) -> dict[str, bytes]:
    """The *cuts*, where there is a body to cut: RFC 9110, 6.4.1."""
    return {} if reply.status in (204, 304) else cuts


def complete_response(reply: CannedResponse) -> NetworkFault:
    """A whole answer."""
    framed = reply.framed
    return NetworkFault(str(reply), framed.raw, response=framed.response, secrets=reply.secrets)
