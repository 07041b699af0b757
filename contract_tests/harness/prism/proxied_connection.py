"""One connection of the client, and the connection to Prism that serves it."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import h11

from contract_tests.harness.wire.messages import (
    Exchange,
    RequestReader,
    ResponseReader,
    WireRequest,
)

if TYPE_CHECKING:
    from contract_tests.harness.prism.recording_proxy import RecordingProxy

CHUNK = 1 << 16


class ProxiedConnection:
    """Reads a request whole, passes it on, reads the answer whole, passes it back, and so on.

    Neither connection is opened anew for each request, unless the client or Prism wants it so.
    All methods run in the relay's thread.
    """

    def __init__(self, recording_proxy: RecordingProxy, client: socket.socket) -> None:
        self._relay = recording_proxy
        self._client: socket.socket | None = client
        self._upstream: socket.socket | None = None
        self._requests = RequestReader()
        self._request: WireRequest | None = None
        self._response: ResponseReader | None = None
        self._reused = False
        self.deadline = 0.0
        _prepare(client, recording_proxy.patience)
        recording_proxy.watch(client, self._on_client)

    @property
    def busy(self) -> bool:
        """Whether Prism owes an answer."""
        return self._request is not None

    @property
    def begun(self) -> bool:
        """Whether there is a request that is not whole yet."""
        return self._requests.begun

    def _on_client(self) -> None:
        data = _receive(self._client)
        if data:
            self._requests.receive(data)
            self._advance()
        elif self.busy:
            self._drop_client()  # It gave up waiting. What Prism does is still of interest.
        else:
            self.break_off("the connection ended before it did")
            self.close()

    def _advance(self) -> None:
        if self.busy:
            return  # The client sent a second request before the first was answered: in a moment.
        request = self._requests.next()
        if request is None:
            return
        if request.problem:
            self._relay.record(Exchange(request, None))
            self.close()
            return
        self._request = request
        self.deadline = time.monotonic() + self._relay.patience
        self._reused = self._upstream is not None
        self._forward()

    def _forward(self) -> None:
        assert self._request is not None
        self._response = None
        try:
            if self._upstream is None:
                prism = self._relay.prism
                self._upstream = socket.create_connection((prism.host, prism.port), timeout=5)
                _prepare(self._upstream, self._relay.patience)
                self._relay.watch(self._upstream, self._on_upstream)
            self._upstream.sendall(self._relay.steered(self._request))
        except OSError as error:
            self._lost(f"took no request: {error}")
        else:
            self._response = ResponseReader(self._request)

    def _on_upstream(self) -> None:
        data = _receive(self._upstream)
        if self._request is None or self._response is None:
            self._drop_upstream()  # Prism ends a connection that was idle for some seconds.
            return
        try:
            if data or self._response.began:
                self._response.receive(data)
                response = self._response.next()
            else:
                raise h11.RemoteProtocolError("it sent nothing")
        except h11.RemoteProtocolError as error:
            self._lost(f"gave no whole answer: {error}")
            return
        if response is None:
            return
        exchange = Exchange(self._request, response)
        keep_alive = self._response.keep_alive
        self._request = self._response = None
        self._relay.record(exchange)  # First: the client must find it recorded when it goes on.
        self._answer(response.raw, keep_alive)

    def _answer(self, raw: bytes, keep_alive: bool) -> None:
        try:
            if self._client:
                self._client.sendall(raw)
        except OSError:
            keep_alive = False
        if keep_alive and self._client:
            self._advance()
        else:
            self.close()

    def _lost(self, deed: str) -> None:
        assert self._request is not None
        self._drop_upstream()
        if self._reused and not (self._response and self._response.began):
            # Prism may have ended an idle connection just as this request went out.
            self._reused = False
            self._forward()
            return
        self._relay.record_fault(deed, self._request)
        self._request = self._response = None
        self.close()

    def expire(self) -> None:
        """Give Prism up if it took too long."""
        if self._request and time.monotonic() >= self.deadline:
            self._reused = False
            self._lost(f"gave no answer in {self._relay.patience:g} s")

    def break_off(self, problem: str) -> None:
        """Record and end the request that is not whole, if there is one."""
        if request := self._requests.incomplete_request(problem):
            self._relay.record(Exchange(request, None))
            self.close()

    def close(self) -> None:
        """End both connections."""
        self._drop_client()
        self._drop_upstream()
        self._relay.forget(self)

    def _drop_client(self) -> None:
        if self._client:
            self._relay.unwatch(self._client)
            self._client = None

    def _drop_upstream(self) -> None:
        if self._upstream:
            self._relay.unwatch(self._upstream)
            self._upstream = None


def _prepare(connection: socket.socket, patience: float) -> None:
    connection.settimeout(patience)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _receive(connection: socket.socket | None) -> bytes:
    """What can be read now; nothing at the end, whether the peer ended it well or not."""
    with suppress(OSError):
        return connection.recv(CHUNK) if connection else b""
    return b""
