"""The total timeout ends every call, whatever the server does."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import ApiTimeoutError, RateLimitError, ServerError
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import CallFunction, sync_and_async
from contract_tests.client.fake_api import CART, TOKEN, FakeApi, FakeResponse, error_body
from contract_tests.client.raw_server import (
    PATIENCE,
    Peer,
    async_outcome,
    both_kinds,
    cart_of,
    chunked,
    echo,
    message,
    outcome,
    outcomes,
    raw_server,
    urls,
)

TOTAL = 0.2
Attack = Callable[[Peer, bytes], None]


def drip_after(text: bytes) -> Attack:
    """Send the response up to *text*, and the rest byte by byte."""

    def attack(peer: Peer, request: bytes) -> None:
        whole = message(urls(cart_of(request)), "X-Padding: " + "x" * 300)
        start, _, rest = whole.partition(text)
        peer.send(start)
        peer.drip(text + rest)

    return attack


def drip_chunks(peer: Peer, request: bytes) -> None:
    peer.send(message(b"", is_chunked=True).removesuffix(b"0\r\n\r\n"))
    peer.drip(chunked(b" " * 300, 1))


def drip_chunk_header(peer: Peer, request: bytes) -> None:
    peer.send(message(b"", is_chunked=True).removesuffix(b"0\r\n\r\n"))
    peer.drip(b"0" * 300)


def drip_trailer(peer: Peer, request: bytes) -> None:
    peer.send(message(is_chunked=True).removesuffix(b"\r\n"))
    peer.drip(b"X-Trailer: " + b"x" * 300)


def endless_informational(peer: Peer, request: bytes) -> None:
    for _ in range(300):
        peer.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        peer.server.stopping.wait(0.02)
    peer.server.drips += 1


def fast_informational(peer: Peer, request: bytes) -> None:
    while not peer.server.stopping.is_set():
        peer.send(b"HTTP/1.1 102 Processing\r\n\r\n" * 100)


def fast_chunks(peer: Peer, request: bytes) -> None:
    peer.send(message(b"", is_chunked=True).removesuffix(b"0\r\n\r\n"))
    while not peer.server.stopping.is_set():
        peer.send(b"1\r\n \r\n" * 100)


def silence(peer: Peer, request: bytes) -> None:
    peer.server.stopping.wait(PATIENCE)


ATTACKS: dict[str, Attack] = {
    "status-line": drip_after(b"HTTP/1.1"),
    "header": drip_after(b"X-Padding"),
    "end-of-head": drip_after(b"\r\n\r\n"),
    "body": drip_after(b'{"data'),
    "chunks": drip_chunks,
    "chunk-header": drip_chunk_header,
    "trailer": drip_trailer,
    "informational": endless_informational,
    "fast-informational": fast_informational,
    "fast-chunks": fast_chunks,
    "silence": silence,
}


def is_total(error: Any, *, sent: bool = True) -> bool:
    return (
        isinstance(error, ApiTimeoutError)
        and str(error).endswith("timeout (total)")
        and error.sent is sent
    )


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@both_kinds
def test_a_slow_server_cannot_extend_a_call(is_async: bool, attack: Attack) -> None:
    """Each single step is far below its own timeout; the next call works."""

    def answer(peer: Peer, request: bytes) -> None:
        (attack if len(peer.server.requests) == 1 else echo)(peer, request)

    with raw_server(answer) as server:
        client = server.client(timeout=PATIENCE, httpx_args={"limits": ONE_CONNECTION})
        first = client.with_timeout(total=TOTAL)
        error, *others = outcomes(client, 3, first=first, is_async=is_async)
        assert server.drips == 0
    assert is_total(error)
    assert others == [True, True]


ONE_CONNECTION = httpx.Limits(max_connections=1)


@both_kinds
def test_the_wait_for_a_connection_ends(is_async: bool) -> None:
    """A call that finds no free connection was not sent."""
    go_on = threading.Event()

    def answer(peer: Peer, request: bytes) -> None:
        go_on.wait(PATIENCE)
        echo(peer, request)

    async def run(client: AuthenticatedClient) -> tuple[Any, Any, Any]:
        async with client:
            first = asyncio.create_task(async_outcome(client.with_timeout(total=PATIENCE)))
            while not server.requests:
                await asyncio.sleep(0.001)
            error = await async_outcome(client)
            go_on.set()
            return await first, error, await async_outcome(client.with_timeout(total=PATIENCE))

    def run_threads(client: AuthenticatedClient) -> tuple[Any, Any, Any]:
        results: list[Any] = []
        patient = client.with_timeout(total=PATIENCE)
        thread = threading.Thread(target=lambda: results.append(outcome(patient)))
        with client:
            thread.start()
            while not server.requests:
                server.stopping.wait(0.001)
            error = outcome(client)
            go_on.set()
            thread.join(PATIENCE)
            return results[0], error, outcome(patient)

    with raw_server(answer) as server:
        client = server.client(
            timeout=PATIENCE, total_timeout=TOTAL, httpx_args={"limits": ONE_CONNECTION}
        )
        first, error, last = asyncio.run(run(client)) if is_async else run_threads(client)
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


@both_kinds
def test_a_connection_that_is_not_accepted_is_given_up(is_async: bool) -> None:
    """The server does not complete the TCP handshake."""
    results: list[Any] = []
    with full_backlog() as url:
        client = AuthenticatedClient(
            auth_token=TOKEN, base_url=url, timeout=httpx.Timeout(None), total_timeout=TOTAL
        )
        thread = threading.Thread(
            target=lambda: results.extend(outcomes(client, is_async=is_async)), daemon=True
        )
        thread.start()
        thread.join(PATIENCE)
        assert [is_total(each, sent=False) for each in results] == [True]


@both_kinds
def test_a_tls_handshake_that_does_not_end_is_given_up(is_async: bool) -> None:
    """The server accepts the connection and sends the start of a long record, byte by byte."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stopping = threading.Event()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                data = b"\x16\x03\x03\x40\x00" + bytes(300)
                for index in range(len(data)):
                    if stopping.wait(0.02):
                        return
                    try:
                        connection.sendall(data[index : index + 1])
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            url = f"https://127.0.0.1:{listener.getsockname()[1]}"
            client = AuthenticatedClient(
                auth_token=TOKEN, base_url=url, timeout=PATIENCE, total_timeout=TOTAL
            )
            (error,) = outcomes(client, is_async=is_async)
        finally:
            stopping.set()
            thread.join(PATIENCE)
    assert is_total(error, sent=False)


@both_kinds
def test_a_slow_proxy_is_given_up(is_async: bool) -> None:
    """The response to CONNECT arrives byte by byte."""
    with raw_server(lambda peer, request: peer.drip(b"HTTP/1.1 200 " + b"x" * 300)) as proxy:
        client = AuthenticatedClient(
            auth_token=TOKEN,
            base_url="https://api.invalid",
            timeout=PATIENCE,
            total_timeout=TOTAL,
            httpx_args={"proxy": proxy.url},
        )
        (error,) = outcomes(client, is_async=is_async)
    assert isinstance(error, ApiTimeoutError)
    assert str(error).endswith("timeout (total)")


@both_kinds
def test_a_unix_domain_socket_has_the_deadline(is_async: bool, tmp_path: Path) -> None:
    """A transport of httpx that the caller configures is limited like any other."""
    path = str(tmp_path / "s")
    kind: Any = httpx.AsyncHTTPTransport if is_async else httpx.HTTPTransport
    name = "async_httpx_args" if is_async else "httpx_args"
    stopping = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            for _ in range(300):
                try:
                    connection.sendall(b"HTTP/1.1 100 -\r\n\r\n")
                except OSError:
                    return
                if stopping.wait(0.02):
                    return

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        try:
            args: dict[str, Any] = {name: {"transport": kind(uds=path)}}
            client = AuthenticatedClient(
                auth_token=TOKEN,
                base_url="http://localhost",
                timeout=PATIENCE,
                total_timeout=TOTAL,
                **args,
            )
            (error,) = outcomes(client, is_async=is_async)
        finally:
            stopping.set()
            thread.join(PATIENCE)
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
def test_a_transport_of_the_caller_has_the_deadline(call: CallFunction) -> None:
    """The body of its response is given up."""
    transport = {"transport": SlowTransport()}
    client = AuthenticatedClient(
        auth_token=TOKEN,
        base_url="https://api.test",
        total_timeout=TOTAL,
        httpx_args=transport,
        async_httpx_args=transport,
    )
    with pytest.raises(ApiTimeoutError) as caught:
        call(client)
    assert is_total(caught.value)


@both_kinds
def test_a_deadline_that_has_passed_is_a_timeout(is_async: bool) -> None:
    """The call was not sent, and a connection that was free before is free again."""
    with raw_server(echo) as server:
        client = server.client(total_timeout=1e-9)
        results = outcomes(client, 3, is_async=is_async)
        assert server.peers == []
    assert all(is_total(each, sent=False) for each in results)


@sync_and_async
def test_a_deadline_that_has_passed_does_not_outlive_its_call(call: CallFunction) -> None:
    """The next call in the same thread or task has a deadline of its own."""
    with raw_server(echo) as server:
        client = server.client()
        for total in (1e-9, None, 5, 1e-9, 5):
            copy = client.with_timeout(total=total)
            if total == 1e-9:
                with pytest.raises(ApiTimeoutError):
                    call(copy)
            else:
                assert call(copy).data.cart_url.endswith(CART)


def test_the_default_is_finite() -> None:
    """A caller has to ask for a call without a limit."""
    default = AuthenticatedClient(auth_token=TOKEN, base_url="https://api.test").total_timeout
    assert default is not None
    assert 0 < default <= 600
    client = AuthenticatedClient(auth_token=TOKEN, base_url="https://a.test", total_timeout=None)
    assert client.total_timeout is None
    assert client.with_timeout(total=3).total_timeout == 3
    assert client.with_timeout(total=3).with_timeout(total=None).total_timeout is None


@both_kinds
def test_a_call_without_a_limit_works(is_async: bool) -> None:
    """The limits of the steps remain."""
    with raw_server(silence) as server:
        client = server.client(total_timeout=None, timeout=0.05)
        (error,) = outcomes(client, is_async=is_async)
    assert str(error).endswith("timeout (read)")


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (429, {"X-Retry-After": "2"}, RateLimitError),
        (503, {"Retry-After": "2"}, ServerError),
        (503, {}, ServerError),
    ],
)
@sync_and_async
def test_a_repetition_beyond_the_deadline_is_not_awaited(
    call: CallFunction, status: int, headers: dict[str, str], kind: type[Exception]
) -> None:
    """The error of the first attempt is raised, and no attempt follows."""
    api = FakeApi(FakeResponse(status, error_body(status), headers))
    policy = RetryPolicy(backoff=2)
    with pytest.raises(kind):
        call(api.client(max_retries=3, retry_policy=policy, total_timeout=0.9))
    assert len(api.requests) == 1


@both_kinds
def test_the_deadline_covers_all_attempts(is_async: bool) -> None:
    """The second attempt has what the first one left over."""

    def answer(peer: Peer, request: bytes) -> None:
        if len(peer.server.requests) == 1:
            peer.send(message(error_body(503), status=503))
        else:
            silence(peer, request)

    with raw_server(answer) as server:
        client = server.client(
            timeout=PATIENCE, total_timeout=0.6, max_retries=5, retry_policy=RetryPolicy(backoff=0)
        )
        (error,) = outcomes(client, is_async=is_async)
        assert len(server.requests) == 2
    assert is_total(error)
