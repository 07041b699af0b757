"""A proxy between the client and Prism that records every byte and changes none of the client's."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from contract_tests.harness.prism.prism import (
    MockServerDiedError,
    MockServerError,
    MockServerSlowError,
    Prism,
    describe_exit,
)
from contract_tests.harness.prism.proxied_connection import ProxiedConnection
from contract_tests.harness.prism.recorder import Failure, Recorder
from contract_tests.harness.wire.messages import Exchange


class RecordingProxy:
    """A listener on a loopback port that forwards requests to Prism; a context manager.

    One thread does all the work. When no socket is readable, everything that the client sent has
    been recorded, so a recording is complete even if the client does not wait for a response.
    Prism may take `timeout` seconds for a response. The `port` 0 is a free one.
    """

    def __init__(self, prism: Prism, *, timeout: float = 10.0, port: int = 0) -> None:
        self.prism = prism
        self.timeout = timeout
        self._selector = selectors.DefaultSelector()
        self._recorder = Recorder()
        self._listener = socket.create_server((prism.host, port))
        host, number = self._listener.getsockname()
        self.url = f"http://{host}:{number}"
        """The base URL for the client."""
        self._wake_sender, self._wake_receiver = socket.socketpair()
        self._connections: set[ProxiedConnection] = set()
        self._settled: threading.Event | None = None
        self._waiting = False
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="recording proxy", daemon=True)

    def __enter__(self) -> RecordingProxy:
        for receiver, act in (
            (self._listener, self._accept),
            (self._wake_receiver, lambda: self._wake_receiver.recv(4096)),
        ):
            self._selector.register(receiver, selectors.EVENT_READ, act)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        self._wake()
        self._thread.join()
        for connection in self._snapshot():
            connection.close()
        for each in (self._listener, self._wake_sender, self._wake_receiver, self._selector):
            each.close()

    @contextmanager
    def recording(self, prefer: str | None = None) -> Iterator[list[Exchange]]:
        """Record all exchanges during the block; the list is complete when the block has ended.

        `prefer`, such as "code=404" or "dynamic=true, seed=7", goes to Prism in a `Prefer` header
        that the recording does not show.

        Raises `MockServerDiedError` instead of any exception of the block if Prism died or did not
        send a complete response; `MockServerSlowError` if it took too long. Prism is then started
        again.
        """
        if not self.prism.alive:
            self.prism.restart()
        exchanges = self._recorder.start(prefer)
        error: Exception | None = None
        try:
            yield exchanges
        except Exception as raised:
            error = raised
        finally:
            self._settle()
            failure = self._recorder.stop()
        if failure is None and exchanges and not self.prism.alive:
            failure = Failure("did not survive its response", exchanges[-1].request)
        if failure is not None:
            self._raise_died(failure, cause=error)
        if error is not None:
            raise error

    def _settle(self) -> None:
        """Return when everything the client sent has been read and has its response."""
        # Usually that is the case. Looking from here is faster than waking the proxy's thread,
        # which waits for a readable socket. If it woke up meanwhile, ask it nevertheless.
        if (
            self._waiting
            and self._idle()
            and self._waiting
            and not any(connection.begun for connection in self._snapshot())
        ):
            return
        self._settled = settled = threading.Event()
        self._wake()
        if not settled.wait(2 * self.timeout + 10):
            raise RuntimeError("the recording proxy hangs")

    def _wake(self) -> None:
        self._wake_sender.send(b"!")

    def _raise_died(self, failure: Failure, cause: Exception | None) -> None:
        # The connection ends a moment before the process does.
        status = self.prism.exit_status(timeout=1.0)
        exit_text = "it is still running" if status is None else describe_exit(status)
        kind = MockServerSlowError if failure.is_slow else MockServerDiedError
        died = kind(
            f"The mock server failed, not the client: Prism {failure.text} ({exit_text}).\n"
            f"The request:\n\n{failure.request}\n\n"
            f"The end of Prism's log:\n\n{self.prism.log_tail()}"
        )
        try:
            self.prism.restart()
        except MockServerError as error:
            raise died from error
        raise died from cause

    # The following methods run in the thread of the proxy, `_idle` and `_snapshot` in any thread.

    def _serve(self) -> None:
        while not self._closing:
            self._waiting = True
            ready = self._selector.select(self._seconds_left())
            self._waiting = False
            for key, _ in ready:
                key.data()
            for connection in self._snapshot():
                connection.expire()
            settled = self._settled
            if settled and self._idle():
                for connection in self._snapshot():
                    connection.abort_request("it was incomplete when the recording ended")
                self._settled = None
                settled.set()

    def _idle(self) -> bool:
        """Whether no request waits for a response, and no socket is readable."""
        return not any(x.busy for x in self._snapshot()) and not self._selector.select(0)

    def _snapshot(self) -> tuple[ProxiedConnection, ...]:
        """The open connections; a copy, because they open and close during iteration."""
        return tuple(self._connections)

    def _seconds_left(self) -> float | None:
        deadlines = [connection.deadline for connection in self._connections if connection.busy]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        self._connections.add(
            ProxiedConnection(
                client,
                self.prism,
                self._selector,
                self._recorder,
                self.timeout,
                self._connections.discard,
            )
        )
