"""A server that sends scripted bytes and then breaks the connection, and the faults it can have."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from contract_tests.harness.runners.scripted_server import ScriptedServer, reset_on_close
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange, RequestReader, WireRequest, WireResponse

# Seconds for which a stalled server waits for the client to leave. A client without a timeout sees
# the server close the connection then, and reports the wrong error.
HOLD_S = 3.0

End = Literal["close", "reset", "hold"]


@dataclass(frozen=True)
class NetworkFault:
    """
    The behaviour of the server on one connection.

    Args:
        name: a label for reports.
        sends: the bytes that the server sends.
        ends: whether the server then closes the connection, resets it, or waits for the client.
        reads: whether the server reads the request before it sends anything.
        response: the response that the client must understand; None where it is incomplete.
        secrets: texts of the response that no error and no log may contain.
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


class FaultServer(ScriptedServer):
    """A server that has the current *fault* on every connection."""

    def __init__(self, fault: NetworkFault = NOTHING, *, port: int = 0) -> None:
        super().__init__(self._commit, port=port)
        self.fault = fault
        self._exchanges: list[Exchange] = []

    def take(self) -> list[Exchange]:
        """The exchanges since the last call, including those of connections the client has left."""
        self.wait()
        exchanges, self._exchanges = self._exchanges, []
        return exchanges

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
            reset_on_close(connection)


def _read(connection: socket.socket) -> WireRequest | None:
    reader = RequestReader()
    while data := connection.recv(1 << 16):
        reader.receive(data)
        if (request := reader.next()) is not None:
            return request
    return None


def complete_response(response: CannedResponse) -> NetworkFault:
    """No fault: the complete *response*."""
    framed = response.framed
    return NetworkFault(
        str(response), framed.raw, response=framed.response, secrets=response.secrets
    )


def truncated_responses(response: CannedResponse) -> list[NetworkFault]:
    """Faults of a server that ends *response* at each kind of place, or sends invalid HTTP."""
    complete = response.framed.raw
    head = complete[: len(complete) - len(response.body)]
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    cuts = {
        "before the response": b"",
        "inside the status line": complete[:10],
        "inside a header": head[: len(head) // 2],
        **_cuts_of_body(response, {"before the body": head, "inside the body": complete[:-1]}),
        "inside a chunk": chunked + b"ff\r\nx",
        "before the last chunk": chunked + b"1\r\nx\r\n",
    }
    ends: tuple[End, ...] = ("close", "reset")
    truncated = [
        NetworkFault(f"{end} {place}", data, end, secrets=response.secrets)
        for place, data in cuts.items()
        for end in ends
    ]
    invalid = {
        "not HTTP": b"\x16\x03\x01\x00\x02" * 9,
        "invalid status": b"HTTP/1.1 abc OK\r\n\r\n",
        "status of two digits": b"HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
        "invalid version": b"HTTP/one 200 OK\r\nContent-Length: 0\r\n\r\n",
        "header without a colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
        "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
        "invalid length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "chunk without a length": chunked + b"zz\r\nx\r\n0\r\n\r\n",
        "head without an end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
        "interim response only": b"HTTP/1.1 100 Continue\r\n\r\n",
    }
    return [
        NetworkFault("reset on arrival", ends="reset", reads=False),
        *truncated,
        *(NetworkFault(name, data) for name, data in invalid.items()),
    ]


def stalled_responses(response: CannedResponse) -> list[NetworkFault]:
    """Faults of a server that stops sending *response* and waits until the client leaves."""
    complete = response.framed.raw
    places = {
        "before the response": b"",
        "inside the head": complete[:20],
        **_cuts_of_body(response, {"inside the body": complete[:-1]}),
    }
    return [
        NetworkFault(f"silent {place}", data, "hold", secrets=response.secrets)
        for place, data in places.items()
    ]


def _cuts_of_body(response: CannedResponse, cuts: dict[str, bytes]) -> dict[str, bytes]:
    """The *cuts*, unless the status forbids a body (RFC 9110, 6.4.1)."""
    return {} if response.status in (204, 304) else cuts
