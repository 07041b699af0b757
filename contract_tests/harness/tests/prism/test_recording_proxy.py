"""The relay records what passes, changes nothing, and tells the mock server's faults apart."""

import os
import signal
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.prism.prism import MockServerDiedError, Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import ROOT
from contract_tests.harness.tests.faulty_server import answer, stub
from contract_tests.harness.wire.messages import Exchange

SPEC = ROOT / "openapi" / "carts.yaml"
REQUEST = b"POST /a%2fb?c HTTP/1.1\r\nhOST: x\r\nx-A: 1\r\nX-a:  2\r\nContent-Length: 3\r\n\r\nabc"
CART = "/carts/5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11/redirect_urls"
JSON = "application/json"


@contextmanager
def relay_to(manner: str, patience: float = 10.0) -> Iterator[RecordingProxy]:
    with (
        Prism(SPEC, command=stub(manner)) as mock,
        RecordingProxy(mock, patience=patience) as recording_proxy,
    ):
        yield recording_proxy


@pytest.fixture(scope="module")
def echo() -> Iterator[RecordingProxy]:
    """A relay to a server that sends each request back as the body of its answer."""
    with relay_to("echo") as recording_proxy:
        yield recording_proxy


@pytest.fixture(scope="module")
def recording_proxy() -> Iterator[RecordingProxy]:
    """A relay to the real Prism."""
    with Prism(SPEC) as prism, RecordingProxy(prism, patience=2.0) as recording_proxy:
        yield recording_proxy


@contextmanager
def connection(recording_proxy: RecordingProxy) -> Iterator[socket.socket]:
    host, port = recording_proxy.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        yield client


def send(recording_proxy: RecordingProxy, request: bytes) -> bytes:
    """Send on a connection of its own, and read until a first answer or the end is there."""
    with connection(recording_proxy) as client:
        client.sendall(request)
        return client.recv(1 << 16)


def post(path: str = CART, content_type: str = JSON, body: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: hunter2\r\nAccept: {JSON}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def provoke(
    recording_proxy: RecordingProxy, seen: list[Exchange], wait: float, error: Exception | None
) -> None:
    """Record one request, wait for the server's end for some seconds, then raise the error."""
    try:
        with recording_proxy.recording() as exchanges:
            send(recording_proxy, REQUEST)
            recording_proxy.prism.exit_status(wait)
            if error:
                raise error
    finally:
        seen += exchanges


def single_exchange(exchanges: Sequence[Exchange]) -> Exchange:
    """Return the only exchange, which must be valid HTTP."""
    (exchange,) = exchanges
    assert not exchange.request.problem
    return exchange


class TestRecording:
    def test_bytes_pass_unchanged(self, echo: RecordingProxy) -> None:
        """Prism gets the client's bytes, the client gets Prism's, and both are recorded."""
        with echo.recording() as exchanges:
            received = send(echo, REQUEST)
        exchange = single_exchange(exchanges)
        assert exchange.response is not None
        assert exchange.request.raw == exchange.response.body == REQUEST
        assert exchange.response.raw == received

    def test_prefer_is_the_harness_s_own(self, echo: RecordingProxy) -> None:
        """Prism is steered with a header that the record of the client's request does not show."""
        with echo.recording(prefer="code=404, seed=7") as exchanges:
            send(echo, REQUEST)
        exchange = single_exchange(exchanges)
        assert exchange.response is not None
        assert exchange.request.raw == REQUEST
        line = b"Prefer: code=404, seed=7\r\n"
        assert exchange.response.body == REQUEST.replace(b"hOST", line + b"hOST")

    def test_connections_are_kept(self, echo: RecordingProxy) -> None:
        """Requests of one client connection go to Prism by one connection."""
        with echo.recording() as exchanges, connection(echo) as client:
            for _ in range(3):
                client.sendall(REQUEST)
                client.recv(1 << 16)
        used = [e.response.header("X-Connection") for e in exchanges if e.response]
        assert len(used) == 3
        assert len(set(used)) == 1

    def test_every_request_counts(self, echo: RecordingProxy) -> None:
        """A second request is recorded, also when the client sends it before the first answer."""
        with echo.recording() as exchanges:
            send(echo, REQUEST + REQUEST.replace(b"abc", b"def"))
        assert [e.request.body for e in exchanges] == [b"abc", b"def"]

    def test_request_that_nobody_waits_for(self, echo: RecordingProxy) -> None:
        """What was sent inside the block is recorded in it, whether the client waits or not."""
        with connection(echo) as client:
            with echo.recording() as exchanges:
                client.sendall(REQUEST)
            assert single_exchange(exchanges).response is not None

    def test_requests_of_many_threads(self, echo: RecordingProxy) -> None:
        """Requests that are sent at once are all recorded, each with its own answer."""
        requests = [REQUEST.replace(b"abc", b"%03d" % number) for number in range(40)]
        with echo.recording() as exchanges, ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda request: send(echo, request), requests))
        assert sorted(e.request.raw for e in exchanges) == requests
        assert all(e.response and e.response.body == e.request.raw for e in exchanges)

    @pytest.mark.parametrize("raw", [b"\x16\x03\x01\r\n\r\n", REQUEST[:-1]])
    def test_no_request(self, raw: bytes, echo: RecordingProxy) -> None:
        """Bytes that are no request, or not the whole of one, are recorded and not passed on."""
        with connection(echo) as client:
            with echo.recording() as exchanges:
                client.sendall(raw)
            (exchange,) = exchanges
            assert (exchange.request.raw, exchange.response) == (raw, None)
            assert exchange.request.problem

    def test_nothing_is_recorded_outside(self, echo: RecordingProxy) -> None:
        """Outside of a recording requests are answered, and belong to no recording."""
        with echo.recording() as exchanges:
            pass
        assert send(echo, REQUEST)
        assert exchanges == []

    def test_one_recording_at_a_time(self, echo: RecordingProxy) -> None:
        """A recording within a recording would take away its exchanges."""
        with (
            echo.recording(),
            pytest.raises(RuntimeError, match="already under way"),
            echo.recording(),
        ):
            pass

    def test_exceptions_pass(self, echo: RecordingProxy) -> None:
        """What the client raises is not the mock server's fault, and passes unchanged."""
        error = ValueError("the client's")
        with pytest.raises(ValueError, match="the client's") as caught, echo.recording():
            raise error
        assert caught.value is error

    def test_idle_connection_that_the_server_ends(self) -> None:
        """The server may end a connection between two requests; the client does not notice."""
        with relay_to("closes") as recording_proxy, connection(recording_proxy) as client:
            for _ in range(3):
                with recording_proxy.recording() as exchanges:
                    client.sendall(REQUEST)
                    client.recv(1 << 16)
                assert single_exchange(exchanges).response is not None

    def test_real_prism(self, recording_proxy: RecordingProxy) -> None:
        """Prism's answers vary with the seed, are the same for the same seed, and obey a code."""
        bodies = []
        for seed in (1, 2, 1):
            with recording_proxy.recording(prefer=f"dynamic=true, seed={seed}") as exchanges:
                send(recording_proxy, post())
            response = single_exchange(exchanges).response
            assert response is not None
            assert response.status == 201
            bodies.append(response.body)
        assert bodies[0] == bodies[2] != bodies[1]
        with recording_proxy.recording(prefer="code=409"):
            assert send(recording_proxy, post()).startswith(b"HTTP/1.1 409 ")


class TestBlame:
    @pytest.mark.parametrize(
        "killer",
        [
            post(path="/carts/%/redirect_urls"),
            post(content_type="x"),
            post(body="{a}"),
        ],
        ids=["path", "content-type", "body"],
    )
    def test_requests_that_kill_the_real_prism(
        self, killer: bytes, recording_proxy: RecordingProxy
    ) -> None:
        """Each is reported as Prism's failure, with the request, and the next request succeeds.

        A path that is no percent-encoding and a `Content-Type` that is no media type end Prism
        5.16.0; a body that is no JSON makes it wait for ever. If one of them fails here, Prism has
        got better: take it off this list.
        """
        with (
            pytest.raises(
                MockServerDiedError, match=r"^The mock server failed, not the client"
            ) as caught,
            recording_proxy.recording(),
        ):
            send(recording_proxy, killer)
        assert killer.split(b"\r\n")[0].decode() in str(caught.value)
        assert "hunter2" not in str(caught.value)
        with recording_proxy.recording() as exchanges:
            assert send(recording_proxy, post()).startswith(b"HTTP/1.1 201 ")
        single_exchange(exchanges)

    @pytest.mark.parametrize(
        ("manner", "wait", "deed"),
        [
            ("killed", 5.0, r"gave no whole answer: it sent nothing \(it was ended by signal 9\)"),
            ("half", 0.0, r"gave no whole answer: .* \(it still ran\)"),
            ("mute", 0.0, r"gave no answer in 0\.2 s \(it still ran\)"),
            ("late death", 5.0, r"did not survive its answer \(it exited with 7\)"),
        ],
    )
    def test_deeds(self, manner: str, wait: float, deed: str) -> None:
        """The message says what the mock server did, and how it ended."""
        with relay_to(manner, patience=0.2 if manner == "mute" else 10.0) as recording_proxy:
            before = recording_proxy.prism.pid
            seen: list[Exchange] = []
            with pytest.raises(MockServerDiedError, match=deed):
                provoke(recording_proxy, seen, wait, None)
            assert single_exchange(seen).request.raw == REQUEST
            assert recording_proxy.prism.alive
            assert recording_proxy.prism.pid != before

    def test_blame_comes_before_the_client_s_error(self) -> None:
        """The client's complaint about a broken connection is the cause, not the verdict."""
        error = ConnectionError("broken")
        with relay_to("killed") as recording_proxy:
            with pytest.raises(MockServerDiedError) as caught:
                provoke(recording_proxy, [], 5.0, error)
            assert caught.value.__cause__ is error

    def test_death_between_recordings(self) -> None:
        """A mock server that died of something else is started again before a recording."""
        with relay_to("echo") as recording_proxy:
            os.kill(recording_proxy.prism.pid, signal.SIGKILL)
            recording_proxy.prism.exit_status(patience=5.0)
            with recording_proxy.recording():
                assert send(recording_proxy, REQUEST).endswith(answer(REQUEST, 1)[-10:])

    def test_hypothesis_looks_for_no_smaller_example(self) -> None:
        """The first death ends the test: no example is tried again."""
        tried = []

        @given(st.integers())
        def each_kills(number: int) -> None:
            tried.append(number)
            raise MockServerDiedError("again")

        with pytest.raises(MockServerDiedError):
            each_kills()
        assert len(tried) == 1
