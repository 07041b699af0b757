"""The proxy records every byte, changes nothing, and reports failures of the mock server."""

import os
import signal
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from contract_tests.harness.prism.prism import MockServerDiedError, MockServerSlowError, Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import SPEC
from contract_tests.harness.tests.faulty_server import faulty_server, response
from contract_tests.harness.wire.messages import Exchange

REQUEST = b"POST /a%2fb?c HTTP/1.1\r\nhOST: x\r\nx-A: 1\r\nX-a:  2\r\nContent-Length: 3\r\n\r\nabc"
CART = "/carts/5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11/redirect_urls"
JSON = "application/json"


@contextmanager
def proxy_to(behaviour: str, timeout: float = 10.0) -> Iterator[RecordingProxy]:
    """A proxy to the faulty server with that behaviour."""
    with (
        Prism(SPEC, command=faulty_server(behaviour)) as server,
        RecordingProxy(server, timeout=timeout) as proxy,
    ):
        yield proxy


@pytest.fixture(scope="module")
def echo() -> Iterator[RecordingProxy]:
    """A proxy to a server that sends each request back as the body of its response."""
    with proxy_to("echo") as proxy:
        yield proxy


@pytest.fixture(scope="module")
def to_prism() -> Iterator[RecordingProxy]:
    """A proxy to the real Prism."""
    with Prism(SPEC) as prism, RecordingProxy(prism, timeout=2.0) as proxy:
        yield proxy


@contextmanager
def connection(proxy: RecordingProxy) -> Iterator[socket.socket]:
    """A connection of a client to the proxy."""
    host, port = proxy.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        yield client


def send(proxy: RecordingProxy, request: bytes) -> bytes:
    """Send *request* on a new connection and return what one read gives, empty at the end."""
    with connection(proxy) as client:
        client.sendall(request)
        return client.recv(1 << 16)


def post(path: str = CART, content_type: str = JSON, body: str = "") -> bytes:
    """A request of the contract, or one with an invalid part."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: hunter2\r\nAccept: {JSON}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def send_and_raise(proxy: RecordingProxy, wait: float, error: Exception) -> None:
    """Send a request, give the server *wait* seconds to end, and raise *error*."""
    send(proxy, REQUEST)
    proxy.prism.exit_status(wait)
    raise error


def single_exchange(exchanges: Sequence[Exchange]) -> Exchange:
    """Return the only exchange, which must be valid HTTP."""
    (exchange,) = exchanges
    assert not exchange.request.problem
    return exchange


class TestRecording:
    def test_bytes_are_forwarded_and_recorded_unchanged(self, echo: RecordingProxy) -> None:
        """The server gets the bytes of the client, and the client the bytes of the server."""
        with echo.recording() as exchanges:
            received = send(echo, REQUEST)
        exchange = single_exchange(exchanges)
        assert exchange.response is not None
        assert exchange.request.raw == exchange.response.body == REQUEST
        assert exchange.response.raw == received

    def test_the_prefer_header_is_not_recorded(self, echo: RecordingProxy) -> None:
        """Prism gets the header, but it is not part of the client's request."""
        with echo.recording(prefer="code=404, seed=7") as exchanges:
            send(echo, REQUEST)
        exchange = single_exchange(exchanges)
        assert exchange.response is not None
        assert exchange.request.raw == REQUEST
        line = b"Prefer: code=404, seed=7\r\n"
        assert exchange.response.body == REQUEST.replace(b"hOST", line + b"hOST")

    def test_connections_are_kept_open(self, echo: RecordingProxy) -> None:
        """All requests on one connection of the client use one connection to the server."""
        with echo.recording() as exchanges, connection(echo) as client:
            for _ in range(3):
                client.sendall(REQUEST)
                client.recv(1 << 16)
        used = [e.response.header("X-Connection") for e in exchanges if e.response]
        assert len(used) == 3
        assert len(set(used)) == 1

    def test_pipelined_requests_are_recorded(self, echo: RecordingProxy) -> None:
        """A client may send a second request before it gets the first response."""
        with echo.recording() as exchanges:
            send(echo, REQUEST + REQUEST.replace(b"abc", b"def"))
        assert [e.request.body for e in exchanges] == [b"abc", b"def"]

    def test_a_request_without_a_waiting_client_is_recorded(self, echo: RecordingProxy) -> None:
        """The end of the block waits for the response to everything that was sent inside it."""
        with connection(echo) as client:
            with echo.recording() as exchanges:
                client.sendall(REQUEST)
            assert single_exchange(exchanges).response is not None

    def test_concurrent_requests_are_recorded_with_their_responses(
        self, echo: RecordingProxy
    ) -> None:
        """Eight threads send forty different requests."""
        requests = [REQUEST.replace(b"abc", b"%03d" % number) for number in range(40)]
        with echo.recording() as exchanges, ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda request: send(echo, request), requests))
        assert sorted(e.request.raw for e in exchanges) == requests
        assert all(e.response and e.response.body == e.request.raw for e in exchanges)

    @pytest.mark.parametrize("raw", [b"\x16\x03\x01\r\n\r\n", REQUEST[:-1]])
    def test_invalid_requests_are_recorded_and_not_forwarded(
        self, raw: bytes, echo: RecordingProxy
    ) -> None:
        """The bytes are not HTTP, or not a complete request."""
        with connection(echo) as client:
            with echo.recording() as exchanges:
                client.sendall(raw)
            (exchange,) = exchanges
            assert (exchange.request.raw, exchange.response) == (raw, None)
            assert exchange.request.problem

    def test_requests_outside_a_recording_are_not_recorded(self, echo: RecordingProxy) -> None:
        """They are forwarded nevertheless."""
        with echo.recording() as exchanges:
            pass
        assert send(echo, REQUEST)
        assert exchanges == []

    def test_recordings_cannot_be_nested(self, echo: RecordingProxy) -> None:
        """An inner recording would take exchanges away from the outer one."""
        with echo.recording(), pytest.raises(RuntimeError, match="already in progress"):
            echo.recording().__enter__()

    def test_exceptions_of_the_client_pass_unchanged(self, echo: RecordingProxy) -> None:
        """They are not failures of the mock server."""
        error = ValueError("the client's")
        with pytest.raises(ValueError, match="the client's") as caught, echo.recording():
            raise error
        assert caught.value is error

    def test_the_server_may_close_an_idle_connection(self) -> None:
        """The connection of the client stays open."""
        with proxy_to("close") as proxy, connection(proxy) as client:
            for _ in range(3):
                with proxy.recording() as exchanges:
                    client.sendall(REQUEST)
                    client.recv(1 << 16)
                assert single_exchange(exchanges).response is not None

    def test_prism_obeys_the_prefer_header(self, to_prism: RecordingProxy) -> None:
        """The seed determines the body of a response, and the code its status."""
        bodies = []
        for seed in (1, 2, 1):
            with to_prism.recording(prefer=f"dynamic=true, seed={seed}") as exchanges:
                send(to_prism, post())
            received = single_exchange(exchanges).response
            assert received is not None
            assert received.status == 201
            bodies.append(received.body)
        assert bodies[0] == bodies[2] != bodies[1]
        with to_prism.recording(prefer="code=409"):
            assert send(to_prism, post()).startswith(b"HTTP/1.1 409 ")


class TestFailuresOfTheMockServer:
    @pytest.mark.parametrize(
        "request_",
        [post(path="/carts/%/redirect_urls"), post(content_type="x"), post(body="{a}")],
        ids=["path", "content-type", "body"],
    )
    def test_requests_that_break_prism_are_reported(
        self, request_: bytes, to_prism: RecordingProxy
    ) -> None:
        """The message shows the request without its credentials, and the next request succeeds.

        Prism 5.16.0 dies of a path with invalid percent-encoding and of an invalid `Content-Type`,
        and never responds to a body with invalid JSON. If one of these tests fails, Prism has
        improved: remove the request from the list.
        """
        message = r"^The mock server failed, not the client"
        with pytest.raises(MockServerDiedError, match=message) as caught, to_prism.recording():
            send(to_prism, request_)
        assert request_.split(b"\r\n")[0].decode() in str(caught.value)
        assert "hunter2" not in str(caught.value)
        with to_prism.recording() as exchanges:
            assert send(to_prism, post()).startswith(b"HTTP/1.1 201 ")
        single_exchange(exchanges)

    @pytest.mark.parametrize(
        ("behaviour", "wait", "message"),
        [
            ("die", 5, r"sent no complete response: it sent nothing \(it was killed by signal 9\)"),
            ("truncate", 0, r"sent no complete response: .* \(it is still running\)"),
            ("be silent", 0, r"sent no response in 0\.2 s \(it is still running\)"),
            ("die later", 5, r"did not survive its response \(it exited with 7\)"),
        ],
    )
    def test_each_failure_is_described(self, behaviour: str, wait: float, message: str) -> None:
        """The message says what the server did and how it ended; the server is started again.

        An error that the client raises because of the failure becomes the `__cause__`.
        """
        error = ConnectionError("broken")
        with proxy_to(behaviour, timeout=0.2 if behaviour == "be silent" else 10.0) as proxy:
            before = proxy.prism.pid
            with (
                pytest.raises(MockServerDiedError, match=message) as caught,
                proxy.recording() as exchanges,
            ):
                send_and_raise(proxy, wait, error)
            assert single_exchange(exchanges).request.raw == REQUEST
            assert caught.value.__cause__ is error
            assert isinstance(caught.value, MockServerSlowError) is (behaviour == "be silent")
            assert proxy.prism.alive
            assert proxy.prism.pid != before

    def test_a_dead_server_is_restarted_before_a_recording(self) -> None:
        """It may have died of something else than a request."""
        with proxy_to("echo") as proxy:
            os.kill(proxy.prism.pid, signal.SIGKILL)
            proxy.prism.exit_status(timeout=5.0)
            with proxy.recording():
                assert send(proxy, REQUEST).endswith(response(REQUEST, 1)[-10:])
