"""A transport in place of the network: it records each request and plays the answer it was told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import httpx

from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange, WireRequest

# What h11 lets through to a real socket (RFC 9110, 5.5). Without one, nobody else would object.
HEADER_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
HEADER_VALUE = re.compile(rb"([^\x00\s]([^\x00\r\n]*[^\x00\s])?)?")


class CannedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For sync and async clients alike. `load` it before each call, `unload` it after."""

    def __init__(self) -> None:
        self._reply = CannedResponse("nothing", 204)
        self._exchanges: list[Exchange] = []

    def load(self, reply: CannedResponse) -> None:
        """Answer whatever comes from now on with *reply*."""
        self._reply = reply

    def unload(self) -> list[Exchange]:
        """What passed since the last time."""
        exchanges, self._exchanges = self._exchanges, []
        return exchanges

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Record and answer."""
        return self.play(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Record and answer."""
        return self.play(request, await request.aread())

    def play(self, request: httpx.Request, body: bytes) -> httpx.Response:
        """Record *request*, whose body was read, and answer."""
        headers = tuple(request.headers.raw)
        recorded = WireRequest(
            headers, body, b"", request.method, request.url.raw_path, _problem(headers)
        )
        self._exchanges.append(Exchange(recorded, self._reply.response))
        return httpx.Response(
            self._reply.status, headers=list(self._reply.headers), stream=_Stream(self._reply.body)
        )


class _Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that the client has to read, and to decode, as it would one of a socket."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


def _problem(headers: tuple[tuple[bytes, bytes], ...]) -> str:
    for name, value in headers:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            return f"the header {name.decode('ascii', 'replace')} cannot be sent"
    return ""
