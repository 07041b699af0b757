"""A relay between the client and Prism that records every byte and changes none of the client's."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from contract_tests.harness.prism.prism import (
    MockServerDiedError,
    MockServerError,
    Prism,
    describe_exit,
)
from contract_tests.harness.prism.proxied_connection import ProxiedConnection
from contract_tests.harness.wire.messages import Exchange, WireRequest


class RecordingProxy:
    """A listener on a free loopback port that passes requests on to Prism; a context manager.

    One thread does all the work. When it has nothing left to read, all that the client sent is
    recorded: this is how a recording knows that it is complete, also of what the client did not
    wait for. `patience` is how long Prism may take for an answer, in seconds.
    """

    def __init__(self, prism: Prism, *, patience: float = 10.0) -> None:
        self.prism = prism
        self.patience = patience
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server((prism.host, 0))
        host, port = self._listener.getsockname()
        self.url = f"http://{host}:{port}"
        """Where the client is to send its requests."""
        self._waker, self._wakes = socket.socketpair()
        self._links: set[ProxiedConnection] = set()
        self._exchanges: list[Exchange] | None = None
        self._prefer = b""
        self._fault: tuple[str, WireRequest] | None = None
        self._settled: threading.Event | None = None
        self._waits = False
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="relay", daemon=True)

    def __enter__(self) -> RecordingProxy:
        self.watch(self._listener, self._accept)
        self.watch(self._wakes, lambda: self._wakes.recv(4096))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing = True
        self._waker.send(b"!")
        self._thread.join()
        for link in self._known():
            link.close()
        for each in (self._listener, self._waker, self._wakes, self._selector):
            each.close()

    @contextmanager
    def recording(self, prefer: str | None = None) -> Iterator[list[Exchange]]:
        """Record what passes during the block; the list is complete when the block has ended.

        `prefer` goes to Prism in a `Prefer` header that the record does not show, for example
        "code=404" or "dynamic=true, seed=7".

        Raises `MockServerDiedError` in place of any exception of the block when Prism died in it, or
        gave no whole answer. Prism is then started again.
        """
        if self._exchanges is not None:
            raise RuntimeError("a recording is already under way")
        if not self.prism.alive:
            self.prism.restart()
        exchanges: list[Exchange] = []
        self._prefer = f"Prefer: {prefer}\r\n".encode("ascii") if prefer else b""
        self._exchanges = exchanges
        failure: Exception | None = None
        try:
            yield exchanges
        except Exception as error:
            failure = error
        finally:
            self._settle()
            self._exchanges = None
            self._prefer = b""
            fault, self._fault = self._fault, None
        if fault is None and exchanges and not self.prism.alive:
            fault = "did not survive its answer", exchanges[-1].request
        if fault is not None:
            self._blame_mock(*fault, cause=failure)
        if failure is not None:
            raise failure

    def _settle(self) -> None:
        """Return when everything the client sent so far was read and answered."""
        # Mostly it is. To see so here is quicker than to ask the relay's thread: that one waits,
        # for what no socket has. If it wakes up meanwhile, ask it all the same.
        if self._waits and self._idle() and self._waits and not any(x.begun for x in self._known()):
            return
        self._settled = settled = threading.Event()
        self._waker.send(b"!")
        if not settled.wait(2 * self.patience + 10):
            raise RuntimeError("the relay hangs")

    def _blame_mock(self, deed: str, request: WireRequest, cause: Exception | None) -> None:
        # The connection ends a moment before the process does.
        status = self.prism.exit_status(patience=1.0)
        fate = "it still ran" if status is None else describe_exit(status)
        died = MockServerDiedError(
            f"The mock server failed, not the client: Prism {deed} ({fate}).\n"
            f"The request:\n\n{request}\n\nThe end of Prism's log:\n\n{self.prism.log_tail()}"
        )
        try:
            self.prism.restart()
        except MockServerError as error:
            raise died from error
        raise died from cause

    # What follows runs in the relay's thread.

    def _serve(self) -> None:
        while not self._closing:
            self._waits = True
            ready = self._selector.select(self._time_left())
            self._waits = False
            for key, _ in ready:
                key.data()
            for link in self._known():
                link.expire()
            settled = self._settled
            if settled and self._idle():
                for link in self._known():
                    link.break_off("it was not finished when the recording ended")
                self._settled = None
                settled.set()

    def _idle(self) -> bool:
        """Whether Prism owes no answer, and no socket holds bytes to read."""
        return not any(link.busy for link in self._known()) and not self._selector.select(0)

    def _known(self) -> tuple[ProxiedConnection, ...]:
        """The links of now: they come and go while one looks at them."""
        return tuple(self._links)

    def _time_left(self) -> float | None:
        ends = [link.deadline for link in self._links if link.busy]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        self._links.add(ProxiedConnection(self, client))

    def watch(self, source: socket.socket, act: Callable[[], object]) -> None:
        """Call `act` whenever there is something to read."""
        self._selector.register(source, selectors.EVENT_READ, act)

    def unwatch(self, source: socket.socket) -> None:
        """Close a socket that was watched."""
        self._selector.unregister(source)
        source.close()

    def forget(self, link: ProxiedConnection) -> None:
        """The link is closed."""
        self._links.discard(link)

    def record(self, exchange: Exchange) -> None:
        """Something passed."""
        if self._exchanges is not None:
            self._exchanges.append(exchange)

    def record_fault(self, deed: str, request: WireRequest) -> None:
        """Prism did not answer; `deed` says what it did instead."""
        self.record(Exchange(request, None))
        if self._exchanges is not None and self._fault is None:
            self._fault = deed, request

    def steered(self, request: WireRequest) -> bytes:
        """The client's bytes, with the harness's wish, if any, after the request line."""
        if not self._prefer:
            return request.raw
        line, end, rest = request.raw.partition(b"\n")
        return line + end + self._prefer + rest
