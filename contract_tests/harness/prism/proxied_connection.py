"""One connection of the client, and the connection to Prism that serves it."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import h11

from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recorder import Failure, Recorder
from contract_tests.harness.wire.messages import (
    Exchange,
    RequestReader,
    ResponseReader,
    WireRequest,
)

CHUNK_BYTES = 1 << 16


class ProxiedConnection:
    """Reads a complete request, forwards it, reads the complete response, returns it, and so on.

    Both connections are kept open for further requests unless the client or Prism closes them.
    The `selector` calls back when a socket is readable; `close` calls `on_close`. Prism
    may take `timeout` seconds for a response. All methods run in the thread of the proxy.
    """

    def __init__(
        self,
        client: socket.socket,
        prism: Prism,
        selector: selectors.BaseSelector,
        recorder: Recorder,
        timeout: float,
        on_close: Callable[[ProxiedConnection], None],
    ) -> None:
        self._client: socket.socket | None = client
        self._upstream: socket.socket | None = None
        self._prism = prism
        self._selector = selector
        self._recorder = recorder
        self._timeout = timeout
        self._on_close = on_close
        self._requests = RequestReader()
        self._request: WireRequest | None = None
        self._response: ResponseReader | None = None
        self._reused = False
        self.deadline = 0.0
        self._watch(client, self._on_client_data)

    @property
    def busy(self) -> bool:
        """Whether a request waits for Prism's response."""
        return self._request is not None

    @property
    def begun(self) -> bool:
        """Whether an incomplete request has been read."""
        return self._requests.begun

    def expire(self) -> None:
        """Give up waiting for Prism once the deadline has passed."""
        if self._request and time.monotonic() >= self.deadline:
            self._reused = False
            self._on_upstream_failure(f"sent no response in {self._timeout:g} s", is_slow=True)

    def abort_request(self, problem: str) -> None:
        """Record an incomplete request, if there is one, and close the connection."""
        if request := self._requests.incomplete_request(problem):
            self._recorder.record(Exchange(request, None))
            self.close()

    def close(self) -> None:
        """Close both connections."""
        self._close_client()
        self._close_upstream()
        self._on_close(self)

    def _on_client_data(self) -> None:
        data = _receive(self._client)
        if data:
            self._requests.receive(data)
            self._next_request()
        elif self.busy:
            self._close_client()  # The client gave up. Whether Prism responds still matters.
        else:
            self.abort_request("the connection ended before the request")
            self.close()

    def _next_request(self) -> None:
        if self.busy:
            return  # A pipelined request. It is read after the current response.
        request = self._requests.next()
        if request is None:
            return
        if request.problem:
            self._recorder.record(Exchange(request, None))
            self.close()
            return
        self._request = request
        self.deadline = time.monotonic() + self._timeout
        self._reused = self._upstream is not None
        self._forward(request)

    def _forward(self, request: WireRequest) -> None:
        self._response = None
        try:
            if self._upstream is None:
                address = (self._prism.host, self._prism.port)
                self._upstream = socket.create_connection(address, timeout=5)
                self._watch(self._upstream, self._on_upstream_data)
            self._upstream.sendall(self._recorder.with_prefer_header(request))
        except OSError as error:
            self._on_upstream_failure(f"did not accept the request: {error}")
        else:
            self._response = ResponseReader(request)

    def _on_upstream_data(self) -> None:
        data = _receive(self._upstream)
        if self._request is None or self._response is None:
            self._close_upstream()  # Prism closes a connection that is idle for some seconds.
            return
        try:
            if not data and not self._response.began:
                raise h11.RemoteProtocolError("it sent nothing")
            self._response.receive(data)
            response = self._response.next()
        except h11.RemoteProtocolError as error:
            self._on_upstream_failure(f"sent no complete response: {error}")
            return
        if response is None:
            return
        exchange = Exchange(self._request, response)
        keep_alive = self._response.keep_alive
        self._request = self._response = None
        self._recorder.record(exchange)  # Before the client can continue and read the recording.
        self._respond(response.raw, keep_alive)

    def _respond(self, raw: bytes, keep_alive: bool) -> None:
        try:
            if self._client:
                self._client.sendall(raw)
        except OSError:
            keep_alive = False
        if keep_alive and self._client:
            self._next_request()
        else:
            self.close()

    def _on_upstream_failure(self, failure: str, *, is_slow: bool = False) -> None:
        assert self._request is not None
        self._close_upstream()
        if self._reused and not (self._response and self._response.began):
            # Prism may have closed an idle connection just as this request was sent: try again.
            self._reused = False
            self._forward(self._request)
            return
        self._recorder.record_failure(Failure(failure, self._request, is_slow))
        self._request = self._response = None
        self.close()

    def _watch(self, connection: socket.socket, on_data: Callable[[], None]) -> None:
        connection.settimeout(self._timeout)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection, selectors.EVENT_READ, on_data)

    def _close_client(self) -> None:
        if self._client:
            self._selector.unregister(self._client)
            self._client.close()
            self._client = None

    def _close_upstream(self) -> None:
        if self._upstream:
            self._selector.unregister(self._upstream)
            self._upstream.close()
            self._upstream = None


def _receive(connection: socket.socket | None) -> bytes:
    """The bytes that can be read now; none at the end of the connection, clean or not."""
    with suppress(OSError):
        return connection.recv(CHUNK_BYTES) if connection else b""
    return b""
