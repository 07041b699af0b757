"""Record requests and responses inside an httpx client, at the ends of its TLS connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import httpx

from contract_tests.harness.wire.messages import Exchange, WireRequest, WireResponse


class RecordingHooks:
    """Event hooks that record exchanges. A response body is copied while the client reads it."""

    def __init__(self) -> None:
        self._recorded: list[tuple[WireRequest, httpx.Response | None, bytearray]] = []

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """The recorded exchanges; bodies are complete once the call has ended."""
        return [
            Exchange(request, None if response is None else _wire_response(response, bytes(body)))
            for request, response, body in self._recorded
        ]

    def hooks(self, *, asynchronous: bool) -> dict[str, list[Any]]:
        """The argument `event_hooks` of a sync or async httpx client."""
        if asynchronous:
            return {"request": [self._on_async_request], "response": [self._on_async_response]}
        return {"request": [self._on_request], "response": [self._on_response]}

    def _on_request(self, request: httpx.Request) -> None:
        self._record(request, request.read())

    async def _on_async_request(self, request: httpx.Request) -> None:
        self._record(request, await request.aread())

    def _record(self, request: httpx.Request, body: bytes) -> None:
        headers = tuple(request.headers.raw)
        recorded = WireRequest(headers, body, b"", request.method, request.url.raw_path)
        self._recorded.append((recorded, None, bytearray()))

    def _on_response(self, response: httpx.Response) -> None:
        request, _, body = self._recorded[-1]
        self._recorded[-1] = (request, response, body)
        response.stream = _CopyingStream(response.stream, body)

    async def _on_async_response(self, response: httpx.Response) -> None:
        self._on_response(response)


class _CopyingStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body of a response that is copied into *copy* while it is read."""

    def __init__(self, stream: Any, copy: bytearray) -> None:
        self._stream, self._copy = stream, copy

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._copy += chunk
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._copy += chunk
            yield chunk

    def close(self) -> None:
        """Close the connection of a sync client."""
        self._stream.close()

    async def aclose(self) -> None:
        """Close the connection of an async client."""
        await self._stream.aclose()


def _wire_response(response: httpx.Response, body: bytes) -> WireResponse:
    return WireResponse(tuple(response.headers.raw), body, b"", response.status_code)
