"""What the driver passes to the httpx client inside a generated client."""

from __future__ import annotations

import asyncio
import ssl
import types
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
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


def for_library(library: types.ModuleType, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """*arguments* of httpx for a client that uses *library*, which may be httpx2."""
    return {
        name: _converted(library, value) if library is not httpx else value
        for name, value in arguments.items()
    }


def _converted(library: Any, value: Any) -> Any:
    if isinstance(value, httpx.Timeout):
        return library.Timeout(**value.as_dict())
    return _adapter(library)(value) if isinstance(value, httpx.BaseTransport) else value


@cache
def _adapter(library: Any) -> Any:
    """A class of transports of *library* that pass requests on to a transport of httpx."""

    class Adapter(library.BaseTransport, library.AsyncBaseTransport):  # type: ignore[misc]
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def handle_request(self, request: Any) -> Any:
            with _errors_of(library):
                return _response(self._inner.handle_request(_request(request, request.read())))

        async def handle_async_request(self, request: Any) -> Any:
            content = await request.aread()
            with _errors_of(library):
                response = await self._inner.handle_async_request(_request(request, content))
                return _response(response)

    class Stream(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def __iter__(self) -> Iterator[bytes]:
            with _errors_of(library):
                yield from self._inner

        async def __aiter__(self) -> AsyncIterator[bytes]:
            with _errors_of(library):
                async for part in self._inner:
                    yield part

        def close(self) -> None:
            self._inner.close()

        async def aclose(self) -> None:
            await self._inner.aclose()

    def _request(request: Any, content: bytes) -> httpx.Request:
        url, headers = str(request.url), request.headers.raw
        return httpx.Request(
            request.method, url, headers=headers, content=content, extensions=request.extensions
        )

    def _response(response: httpx.Response) -> Any:
        stream = Stream(response.stream)
        return library.Response(response.status_code, headers=response.headers.raw, stream=stream)

    return Adapter


@contextmanager
def _errors_of(library: Any) -> Iterator[None]:
    """Turn an error of httpx into that of *library*."""
    try:
        yield
    except httpx.HTTPError as error:
        raise getattr(library, type(error).__name__)(str(error)) from None


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
