"""
Connections that are kept while clients come and go.

Each call of the wire lane has a client of its own, because each has other keys. To open a
connection for each takes as long as the call.
"""

from __future__ import annotations

import asyncio
import ssl

import httpx

# One TLS context for all clients: to make one takes longer still.
TLS = ssl.create_default_context()


class Connections(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for sync clients and for async ones of one event loop; they do not close it."""

    def __init__(self) -> None:
        self._sync = httpx.HTTPTransport(verify=TLS)
        self._async = httpx.AsyncHTTPTransport(verify=TLS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*."""
        return self._sync.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*."""
        return await self._async.handle_async_request(request)

    def end(self, runner: asyncio.Runner) -> None:
        """Close all; *runner* has the event loop."""
        self._sync.close()
        runner.run(self._async.aclose())
