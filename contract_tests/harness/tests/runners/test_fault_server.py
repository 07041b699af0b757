"""The server that breaks off does what its script says, and ends with its block."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from contract_tests.harness.runners.fault_server import (
    HOST,
    FaultServer,
    NetworkFault,
    closed_port,
    complete_response,
    stalled_responses,
    truncated_responses,
)
from contract_tests.harness.wire.canned_response import CannedResponse, json_response

REQUEST = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
REPLY = json_response(200, {"a": 1}, "application/json")


def connect(server: FaultServer) -> socket.socket:
    """A connection that has sent a request, as far as the server lets it."""
    connection = socket.create_connection((HOST, int(server.url.rpartition(":")[2])), timeout=10)
    with suppress(ConnectionError):
        connection.sendall(REQUEST)
    return connection


def read(connection: socket.socket) -> bytes:
    """All that comes until the end."""
    data = b""
    while part := connection.recv(1 << 16):
        data += part
    return data


def gone(connection: socket.socket) -> bool:
    """Whether the other end has left, in whatever way."""
    try:
        return read(connection) == b""
    except ConnectionError:
        return True


ON_ARRIVAL, *LATER = truncated_responses(REPLY)


def test_a_connection_may_be_reset_on_arrival() -> None:
    """While it is being made, or a moment later; the request is not read."""
    assert not ON_ARRIVAL.reads
    with FaultServer(ON_ARRIVAL) as server:
        with pytest.raises(ConnectionError), connect(server) as connection:
            read(connection)
        assert server.take() == []


@pytest.mark.parametrize("fault", LATER, ids=str)
def test_a_fault_sends_its_bytes_and_ends(fault: NetworkFault) -> None:
    """By a reset, where it says so."""
    with FaultServer(fault) as server, connect(server) as connection:
        if fault.ends == "reset":
            assert gone(connection)
        else:
            assert read(connection) == fault.sends
        assert len(server.take()) == 1


def test_no_fault_is_a_whole_answer_and_none_comes_twice() -> None:
    """Else it would prove nothing."""
    faults = truncated_responses(REPLY)
    assert REPLY.framed.raw not in [fault.sends for fault in faults]
    assert len({(fault.sends, fault.ends, fault.reads) for fault in faults}) == len(faults)


@pytest.mark.parametrize("fault", stalled_responses(REPLY), ids=str)
def test_a_silent_server_waits_for_the_client_to_go(fault: NetworkFault) -> None:
    """It neither closes nor says more."""
    with FaultServer(fault) as server:
        with connect(server) as connection:
            received = b""
            while len(received) < len(fault.sends):
                received += connection.recv(1)
            connection.settimeout(0.05)
            with pytest.raises(TimeoutError):
                connection.recv(1)
        assert len(server.take()) == 1


def test_a_spoken_answer_is_whole_and_recorded() -> None:
    """With the request that it answers."""
    with FaultServer(complete_response(REPLY)) as server, connect(server) as connection:
        assert read(connection) == REPLY.framed.raw
        (exchange,) = server.take()
        assert exchange.request.target == b"/a"
        assert exchange.response == REPLY.framed.response
        assert server.take() == []


def test_nobody_listens_where_nobody_should() -> None:
    """And nobody else can take the port."""
    with closed_port() as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, port))
        with pytest.raises(OSError, match="in use"):
            socket.create_server((HOST, port), reuse_port=False)


def test_the_server_ends_with_its_block_whatever_is_open() -> None:
    """Also while it waits for a client that does not go, and when the block fails."""
    server = FaultServer(NetworkFault("silent", ends="hold"))
    port = int(server.url.rpartition(":")[2])
    connections = []

    def fail() -> None:
        with server:
            connections.append(connect(server))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with connections[0] as connection:
        assert gone(connection)
    assert "faults" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, port))


def test_a_reply_is_framed_once() -> None:
    """Its length goes out with it."""
    reply = CannedResponse("a", 299, ((b"X", b"y"),), b"abc")
    assert reply.framed.raw == b"HTTP/1.1 299 Played\r\nX: y\r\nContent-Length: 3\r\n\r\nabc"
