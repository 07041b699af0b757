"""What the driver passes to the httpx client inside a generated client."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import Any

import httpx

from contract_tests.harness.outcome import is_async
from contract_tests.harness.spec import SecurityScheme

# One TLS context for all clients, because creating one takes longer than a call.
TLS = ssl.create_default_context()


class Connections(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """
    A transport that keeps its connections when a client that uses it is closed.

    Each call against Prism has a client of its own, because each has other credentials. Opening a
    connection for each of them would take as long as the call. All async clients must use one event
    loop.
    """

    def __init__(self) -> None:
        self._sync = httpx.HTTPTransport(verify=TLS)
        self._async = httpx.AsyncHTTPTransport(verify=TLS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* on a connection for sync calls."""
        return self._sync.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* on a connection for async calls."""
        return await self._async.handle_async_request(request)

    def close_all(self, runner: asyncio.Runner) -> None:
        """Close all connections; *runner* has the event loop of the async ones."""
        self._sync.close()
        runner.run(self._async.aclose())


def credential_hooks(function: str, dropped: Sequence[SecurityScheme]) -> dict[str, list[Any]]:
    """The `event_hooks` that remove the credentials of the *dropped* schemes from each request."""

    def drop_credentials(request: httpx.Request) -> None:
        for scheme in dropped:
            if scheme.location == "query":
                request.url = request.url.copy_remove_param(scheme.wire_name)
            else:
                header = "cookie" if scheme.location == "cookie" else scheme.wire_name
                request.headers.pop(header, None)

    async def drop_credentials_async(request: httpx.Request) -> None:
        drop_credentials(request)

    if not dropped:
        return {}
    return {"request": [drop_credentials_async if is_async(function) else drop_credentials]}
