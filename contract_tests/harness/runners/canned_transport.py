"""A transport in place of the network: it records each request and returns a canned response."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import httpx

from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange, WireRequest

# The headers that h11 sends over a real socket (RFC 9110, 5.5). It raises for others.
HEADER_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
HEADER_VALUE = re.compile(rb"([^\x00\s]([^\x00\r\n]*[^\x00\s])?)?")


class CannedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For sync and async clients. Call `load` before each call and `unload` after it."""

    def __init__(self) -> None:
        self._response = CannedResponse("nothing", 204)
        self._exchanges: list[Exchange] = []

    def load(self, response: CannedResponse) -> None:
        """Return *response* to all following requests."""
        self._response = response

    def unload(self) -> list[Exchange]:
        """The exchanges since the last `unload`."""
        exchanges, self._exchanges = self._exchanges, []
        return exchanges

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.respond(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.respond(request, await request.aread())

    def respond(self, request: httpx.Request, body: bytes) -> httpx.Response:
        """Record *request*, whose *body* was read, and return the response."""
        headers = tuple(request.headers.raw)
        # The extension is the target of a request that arrived over a socket.
        target = request.extensions.get("target", request.url.raw_path)
        recorded = WireRequest(headers, body, b"", request.method, target, _problem(headers))
        response = self._response
        self._exchanges.append(Exchange(recorded, response.response))
        return httpx.Response(
            response.status, headers=list(response.headers), stream=_Stream(response.body)
        )


class _Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that the client must read and decompress, as from a socket: in two parts."""

    def __init__(self, body: bytes) -> None:
        self._parts = body[:8], body[8:]

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part


def _problem(headers: tuple[tuple[bytes, bytes], ...]) -> str:
    for name, value in headers:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            return f"the header {name.decode('ascii', 'replace')} cannot be sent"
    return ""
