"""Protections that use private attributes of httpx and httpcore are active in both libraries.

A test fails if an attribute has another name in the pinned version, so that the protection is lost.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Callable
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.project import checked_in_package
from contract_tests.harness.tests import checked_in_success
from contract_tests.harness.tests.checked_in_success import DATA, URL

CARTS = [f"5b0b4b9a-6c5a-4a6e-8c5e-00000000000{digit}" for digit in range(3)]
PATIENCE = 20.0
both_kinds = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


class Library:
    """A client for one HTTP library, and the modules of the library."""

    def __init__(self, name: str, package: Path) -> None:
        self.package = load_package(package)
        self.operation = next(iter(load_modules(self.package).values()))
        self.httpx = importlib.import_module(name)
        self.httpcore: ModuleType = importlib.import_module(name.replace("httpx", "httpcore"))

    def client(self, server: Server, **settings: Any) -> Any:
        defaults = {"auth_token": "token", "base_url": server.url, "timeout": PATIENCE}
        return self.package.AuthenticatedClient(**defaults, **settings)

    def carts(self, client: Any, *, is_async: bool) -> list[str]:
        """Call with each of the `CARTS`, and return the ids in the URLs of the responses."""

        async def run() -> list[Any]:
            async with client:
                return [await self.operation.asyncio(cart, client=client) for cart in CARTS]

        if is_async:
            results = asyncio.run(run())
        else:
            with client:
                results = [self.operation.sync(cart, client=client) for cart in CARTS]
        urls = [each.to_dict()[DATA][URL] for each in results]
        return [url.rpartition("/")[2] for url in urls]


@pytest.fixture(scope="module", params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest, httpx2_package: Path) -> Library:
    """Return the client of each library."""
    package = checked_in_package() if request.param == "httpx" else httpx2_package
    return Library(request.param, package)


class Server(ThreadingTCPServer):
    """Calls *answer* with the handler of the connection and each request, in a thread for each.

    No request of these tests has a body.
    """

    daemon_threads = True

    def __init__(self, answer: Callable[[Any, bytes], object]) -> None:
        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                received = b""
                try:
                    while part := self.request.recv(65_536):
                        received += part
                        while b"\r\n\r\n" in received:
                            request, _, received = received.partition(b"\r\n\r\n")
                            answer(self.request, request)
                except OSError:  # the client has left
                    pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.stopping = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()


def success(cart: str) -> bytes:
    body = checked_in_success.success(f"https://shop.test/{cart}")
    head = f"HTTP/1.1 201 -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def echo(connection: Any, request: bytes) -> None:
    """Respond with URLs that end in the id of the cart."""
    connection.sendall(success(request.split(b"/")[2].decode()))


@both_kinds
def test_the_total_timeout_ends_a_slow_response(library: Library, is_async: bool) -> None:
    """The network backend of the pool is that of the client, which keeps the deadline."""
    is_complete = threading.Event()

    def drip(connection: Any, request: bytes) -> None:
        for byte in b"HTTP/1.1 201 " + b"x" * 300:
            if server.stopping.wait(0.02):
                return
            connection.sendall(bytes([byte]))
        is_complete.set()

    with Server(drip) as server:
        client = library.client(server, total_timeout=0.2)
        with pytest.raises(library.package.errors.ApiTimeoutError, match=r"timeout \(total\)$"):
            library.carts(client, is_async=is_async)
        assert not is_complete.is_set()


@both_kinds
def test_a_second_response_is_not_the_next_response(library: Library, is_async: bool) -> None:
    """The parser behind the stream of a response has `trailing_data`."""

    def answer_twice(connection: Any, request: bytes) -> None:
        cart = request.split(b"/")[2].decode()
        connection.sendall(success(cart) + success("another-cart"))

    with Server(answer_twice) as server:
        assert library.carts(library.client(server), is_async=is_async) == CARTS


def test_a_connection_that_a_request_uses_is_not_closed(library: Library) -> None:
    """The client replaces `_assign_requests_to_connections`; httpcore2 is correct without that."""
    transport = library.httpx.HTTPTransport()
    pool = transport._pool
    with Server(echo) as server:
        client = library.client(server, httpx_args={"transport": transport})
        with client:
            library.operation.sync(CARTS[0], client=client)
            (connection,) = pool.connections
            pool._requests.append(SimpleNamespace(connection=connection, is_queued=lambda: False))
            connection.has_expired = lambda: True  # the pool now wants to close the connection
            library.operation.sync(CARTS[1], client=client)
            assert connection in pool.connections
            pool._requests.clear()


def test_the_lock_of_a_pool_is_not_that_of_httpcore(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock of httpcore can stay locked if a signal handler raises."""

    def fail(self: object) -> None:
        raise AssertionError("the lock of httpcore is used")

    monkeypatch.setattr(library.httpcore._synchronization.ThreadLock, "__enter__", fail)
    with Server(echo) as server:
        assert library.carts(library.client(server), is_async=False) == CARTS


@pytest.mark.parametrize(("limit", "pools"), [(2, 2), (100, 1)])
def test_a_pool_is_replaced_after_many_cancelled_calls(
    library: Library, monkeypatch: pytest.MonkeyPatch, limit: int, pools: int
) -> None:
    """The client reads `_max_connections`; one cancelled call is half of two connections."""
    made: list[Any] = []
    create = library.httpx.AsyncHTTPTransport.__init__

    def count(self: Any, **options: Any) -> None:
        made.append(self)
        create(self, **options)

    def answer(connection: Any, request: bytes) -> None:
        if is_called.is_set():
            echo(connection, request)
        is_called.set()

    async def run() -> None:
        async with client:
            task = asyncio.create_task(library.operation.asyncio(CARTS[0], client=client))
            while not is_called.is_set():
                await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.wait([task])
            await library.operation.asyncio(CARTS[1], client=client)

    is_called = threading.Event()
    with Server(answer) as server:
        limits = library.httpx.Limits(max_connections=limit)
        client = library.client(server, async_httpx_args={"limits": limits})
        monkeypatch.setattr(library.httpx.AsyncHTTPTransport, "__init__", count)
        asyncio.run(run())
    assert len(made) == pools
