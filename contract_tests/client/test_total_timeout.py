"""The total timeout ends every call, whatever the server does."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bigcommerce_carts.errors import ApiTimeoutError
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import error_body, new_client
from contract_tests.client.messages import chunked, message
from contract_tests.client.raw_server import PATIENCE, Answer, Peer, connections, echo, raw_server

TOTAL = 0.2
# The steps of a call have far more time than the whole call.
LIMITED: dict[str, Any] = {"timeout": PATIENCE, "total_timeout": TOTAL}
ONE_CONNECTION = {"limits": httpx.Limits(max_connections=1)}
CHUNKED = message(b"", is_chunked=True).removesuffix(b"0\r\n\r\n")


def send_and_drip(start: bytes, slow: bytes, rest: bytes = b"") -> Answer:
    """Send *start* at once, *slow* byte by byte, and then *rest*."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(start)
        peer.drip(slow)
        peer.send(rest)

    return answer


WHOLE = message(None, "X-Padding: " + "x" * 300)
HEAD, BODY = WHOLE[: WHOLE.index(b"{")], WHOLE[WHOLE.index(b"{") :]


def repeat(start: bytes, part: bytes, pause: float = 0.0) -> Answer:
    """Send *part* again and again for five seconds."""

    def answer(peer: Peer, request: bytes) -> None:
        peer.send(start)
        end = time.monotonic() + 5
        while time.monotonic() < end and not peer.server.stopping.wait(pause):
            peer.send(part)
        peer.server.drips += 1

    return answer


ANSWERS: dict[str, Answer] = {
    "status-line": send_and_drip(b"", HEAD, BODY),
    "header": send_and_drip(HEAD[:-300], HEAD[-300:], BODY),
    "body": send_and_drip(HEAD, BODY),
    "chunks": send_and_drip(CHUNKED, chunked(b" " * 300, 1)),
    "chunk-header": send_and_drip(CHUNKED, b"0" * 300),
    "trailer": send_and_drip(
        message(is_chunked=True).removesuffix(b"\r\n"), b"X-Trailer: " + b"x" * 300
    ),
    "informational": repeat(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.02),
    "fast-informational": repeat(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 100),
    "fast-chunks": repeat(CHUNKED, b"1\r\n \r\n" * 100),
    "silence": None,
}


def is_total(error: Any, *, sent: bool = True) -> bool:
    return (
        isinstance(error, ApiTimeoutError)
        and str(error).endswith("timeout (total)")
        and error.sent is sent
    )


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@sync_and_async
def test_a_slow_server_cannot_extend_a_call(call: Call, answer: Answer) -> None:
    """Each single step is far below its own timeout; the next call works."""
    with raw_server(answer, echo) as server:
        client = server.client(timeout=PATIENCE, httpx_args=ONE_CONNECTION)
        first = client.with_timeout(total=TOTAL)
        error, *others = call.outcomes(client, 3, first=first)
        assert server.drips == 0
    assert is_total(error)
    assert others == [True, True]


@sync_and_async
def test_the_wait_for_a_connection_ends(call: Call) -> None:
    """A call that finds no free connection was not sent."""
    go_on = threading.Event()

    def answer_later(peer: Peer, request: bytes) -> None:
        go_on.wait(PATIENCE)
        echo(peer, request)

    async def call_during_a_call() -> list[Any]:
        async with call.block(client):
            first = asyncio.create_task(call.in_background(client))
            await server.has_requests()
            error = await call.in_background(client.with_timeout(total=TOTAL))
            go_on.set()
            return [await first, error, await call.in_background(client)]

    with raw_server(answer_later) as server:
        client = server.client(timeout=PATIENCE, httpx_args=ONE_CONNECTION)
        first, error, last = asyncio.run(call_during_a_call())
    assert is_total(error, sent=False)
    assert (first, last) == (True, True)


@contextmanager
def full_backlog() -> Iterator[str]:
    """Yield the URL of a listener that accepts no more connections."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@sync_and_async
def test_a_connection_that_is_not_accepted_is_given_up(call: Call) -> None:
    """The server does not complete the TCP handshake."""
    results: list[Any] = []
    with full_backlog() as url:
        client = new_client(base_url=url, timeout=httpx.Timeout(None), total_timeout=TOTAL)
        # The main thread does not wait for a call that has no end.
        thread = threading.Thread(target=lambda: results.extend(call.outcomes(client)), daemon=True)
        thread.start()
        thread.join(PATIENCE)
        assert [is_total(each, sent=False) for each in results] == [True]


@sync_and_async
def test_a_tls_handshake_that_does_not_end_is_given_up(call: Call) -> None:
    """The server accepts the connection and sends the start of a long record, byte by byte."""

    def serve(peer: Peer) -> None:
        peer.socket.recv(65_536)
        peer.drip(b"\x16\x03\x03\x40\x00" + bytes(300))

    with connections(serve) as server:
        url = server.url.replace("http:", "https:")
        client = new_client(base_url=url, **LIMITED)
        (error,) = call.outcomes(client)
    assert is_total(error, sent=False)


@sync_and_async
def test_a_slow_proxy_is_given_up(call: Call) -> None:
    """The response to CONNECT arrives byte by byte."""
    with raw_server(send_and_drip(b"", b"HTTP/1.1 200 " + b"x" * 300)) as proxy:
        options = {"proxy": proxy.url}
        client = new_client(base_url="https://api.invalid", httpx_args=options, **LIMITED)
        (error,) = call.outcomes(client)
    assert is_total(error)


@sync_and_async
def test_a_unix_domain_socket_has_the_deadline(call: Call, tmp_path: Path) -> None:
    """A transport of httpx that the caller configures is limited like any other."""
    path = tmp_path / "s"
    kind: Any = httpx.AsyncHTTPTransport if call.is_async else httpx.HTTPTransport
    options = {call.options: {"transport": kind(uds=str(path))}}
    with connections(lambda peer: peer.drip(b"HTTP/1.1 100 -\r\n\r\n" * 20), path) as server:
        client = server.client(**LIMITED, **options)
        (error,) = call.outcomes(client)
    assert is_total(error)


class SlowTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport of the caller whose responses never fail, and take six seconds."""

    class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(300):
                time.sleep(0.02)
                yield b" "

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for _ in range(300):
                await asyncio.sleep(0.02)
                yield b" "

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, stream=self.Stream())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


@sync_and_async
def test_a_transport_of_the_caller_has_the_deadline(call: Call) -> None:
    """The body of its response is given up."""
    client = new_client(total_timeout=TOTAL, httpx_args={"transport": SlowTransport()})
    (error,) = call.outcomes(client)
    assert is_total(error)


@sync_and_async
def test_a_deadline_that_has_passed_is_a_timeout(call: Call) -> None:
    """The call was not sent, and the next call in the same thread or task has its own deadline."""

    async def call_each() -> list[Any]:
        async with call.block(client):
            return [await call.outcome(client.with_timeout(total=each)) for each in totals]

    totals = [1e-9, 1e-9, None, 5, 1e-9, 5]
    with raw_server(echo) as server:
        client = server.client()
        results = call.run(call_each())
        assert (len(server.peers), len(server.requests)) == (1, 3)
    late = [is_total(each, sent=False) for each in results]
    assert late == [total == 1e-9 for total in totals]
    assert [each for each, is_late in zip(results, late, strict=True) if not is_late] == [True] * 3


@sync_and_async
def test_a_call_without_a_limit_works(call: Call) -> None:
    """The limits of the steps remain."""
    with raw_server(None) as server:
        (error,) = call.outcomes(server.client(total_timeout=None, timeout=0.05))
    assert str(error).endswith("timeout (read)")


@sync_and_async
def test_the_deadline_covers_all_attempts(call: Call) -> None:
    """The second attempt has what the first one left over."""
    with raw_server(message(error_body(503), status=503), None) as server:
        settings: dict[str, Any] = {"max_retries": 5, "retry_policy": RetryPolicy(backoff=0)}
        client = server.client(timeout=PATIENCE, total_timeout=0.6, **settings)
        (error,) = call.outcomes(client)
        assert len(server.requests) == 2
    assert is_total(error)
