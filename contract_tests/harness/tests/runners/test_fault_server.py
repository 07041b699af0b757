"""The fault server behaves as its fault says, and stops at the end of its block."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from contract_tests.harness.runners.fault_server import (
    FaultServer,
    NetworkFault,
    complete_response,
    stalled_responses,
    truncated_responses,
)
from contract_tests.harness.runners.scripted_server import HOST, THREAD_NAME, closed_port
from contract_tests.harness.wire.canned_response import CannedResponse, json_response

REQUEST = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
RESPONSE = json_response(200, {"a": 1}, "application/json")


def connect(server: FaultServer) -> socket.socket:
    """A connection over which a request was sent, unless the server reset it before."""
    connection = socket.create_connection((HOST, int(server.url.rpartition(":")[2])), timeout=10)
    with suppress(ConnectionError):
        connection.sendall(REQUEST)
    return connection


def read(connection: socket.socket) -> bytes:
    """All bytes until the server closes the connection."""
    data = b""
    while part := connection.recv(1 << 16):
        data += part
    return data


def is_closed_without_data(connection: socket.socket) -> bool:
    """Whether the server closes or resets the connection, and sends nothing before."""
    try:
        return read(connection) == b""
    except ConnectionError:
        return True


RESET_ON_ARRIVAL, *TRUNCATED = truncated_responses(RESPONSE)


def test_a_connection_may_be_reset_on_arrival() -> None:
    """The request is not read."""
    assert not RESET_ON_ARRIVAL.reads
    with FaultServer(RESET_ON_ARRIVAL) as server:
        with pytest.raises(ConnectionError), connect(server) as connection:
            read(connection)
        assert server.take() == []


@pytest.mark.parametrize("fault", TRUNCATED, ids=str)
def test_a_fault_sends_its_bytes_and_ends_the_connection(fault: NetworkFault) -> None:
    """The connection is closed or reset, as the fault says."""
    with FaultServer(fault) as server, connect(server) as connection:
        if fault.ends == "reset":
            assert is_closed_without_data(connection)
        else:
            assert read(connection) == fault.sends
        assert len(server.take()) == 1


def test_every_fault_is_incomplete_and_unique() -> None:
    """No fault sends the complete response, and no two faults behave the same."""
    faults = truncated_responses(RESPONSE)
    assert RESPONSE.framed.raw not in [fault.sends for fault in faults]
    assert len({(fault.sends, fault.ends, fault.reads) for fault in faults}) == len(faults)


@pytest.mark.parametrize("fault", stalled_responses(RESPONSE), ids=str)
def test_a_stalled_server_waits_for_the_client_to_leave(fault: NetworkFault) -> None:
    """The server neither closes the connection nor sends more."""
    with FaultServer(fault) as server:
        with connect(server) as connection:
            received = b""
            while len(received) < len(fault.sends):
                received += connection.recv(1)
            connection.settimeout(0.05)
            with pytest.raises(TimeoutError):
                connection.recv(1)
        assert len(server.take()) == 1


def test_a_complete_response_is_recorded_with_its_request() -> None:
    """`take` returns each exchange once."""
    with FaultServer(complete_response(RESPONSE)) as server, connect(server) as connection:
        assert read(connection) == RESPONSE.framed.raw
        (exchange,) = server.take()
        assert exchange.request.target == b"/a"
        assert exchange.response == RESPONSE.framed.response
        assert server.take() == []


def test_a_closed_port_refuses_connections_and_is_reserved() -> None:
    """No other process can open the port within the block."""
    with closed_port() as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, port))
        with pytest.raises(OSError, match="in use"):
            socket.create_server((HOST, port), reuse_port=False)


def test_the_server_stops_with_its_block_while_connections_are_open() -> None:
    """The block raises while the server waits for a client that does not leave."""
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
        assert is_closed_without_data(connection)
    assert THREAD_NAME not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, port))


def test_a_framed_response_has_its_length() -> None:
    """The bytes of a framed response include a Content-Length header."""
    response = CannedResponse("a", 299, ((b"X", b"y"),), b"abc")
    assert response.framed.raw == b"HTTP/1.1 299 Played\r\nX: y\r\nContent-Length: 3\r\n\r\nabc"
