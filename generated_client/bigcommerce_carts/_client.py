# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The part of a client that does not depend on the contract: its settings and connections."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import httpx
from attrs import define, evolve, field, setters

from . import _settings, _transport
from ._request import Request
from .types import UNSET, Unset

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

_Timeout = float | httpx.Timeout | Unset


class Retries(Protocol):
    """The type of the argument *retry*: a `RetryPolicy`, or any `Retry` of httpx-retries."""

    def is_retryable_method(self, method: str) -> bool:
        """Return whether calls with this method are repeated."""
        ...


@define(kw_only=True, eq=False, repr=False, on_setattr=setters.frozen)
class BaseClient:
    """A client with one httpx client for all threads and one for each event loop.

    An httpx client is opened on first use and closed when the last `with` block ends.
    """

    _user_agent: ClassVar[str]
    _reserved_headers: ClassVar[tuple[str, ...]]

    timeout: httpx.Timeout = field(
        default=_settings.DEFAULT_TIMEOUT, converter=_settings.validate_timeout
    )
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_settings.validate_headers)
    retry: Retries | None = field(default=None, converter=_settings.validate_retry)
    httpx_args: Mapping[str, Any] = field(
        factory=dict[str, Any], converter=_settings.validate_httpx_args
    )
    _url: str = field(init=False, on_setattr=setters.NO_OP)
    _credentials: Mapping[str, _settings.Credential] = field(init=False, on_setattr=setters.NO_OP)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    # By event loop; None is the key of all threads.
    _open: dict[AbstractEventLoop | None, Any] = field(factory=dict[Any, Any], init=False)
    _entered: dict[AbstractEventLoop | None, int] = field(factory=dict[Any, int], init=False)

    def __attrs_post_init__(self) -> None:
        _settings.refuse_reserved(self.headers, self._reserved_headers)
        held = self._get_credentials().items()
        self._credentials = {scheme: each for scheme, each in held if each is not None}
        self._url = self._server_url()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._url!r})"

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Return a copy of this client that also sends *headers*."""
        return evolve(self, headers=_settings.merge_headers(self.headers, headers))

    def with_timeout(self, timeout: float | httpx.Timeout) -> Self:
        """Return a copy of this client with another timeout."""
        return evolve(self, timeout=timeout)

    def get_httpx_client(self) -> httpx.Client:
        """Return the httpx client of all threads."""
        http: httpx.Client = self._opened(None, _settings.SyncClient)
        return http

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Return the httpx client of the running event loop."""
        http: httpx.AsyncClient = self._opened(_running_loop(), _settings.AsyncClient)
        return http

    def close(self) -> None:
        """Close the connections of the sync calls. The next call opens new ones."""
        with self._lock:
            http = self._open.pop(None, None)
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Close the connections of the running event loop. The next call opens new ones."""
        with self._lock:
            http = self._open.pop(_running_loop(), None)
        if http is not None:
            await http.aclose()

    def __enter__(self) -> Self:
        self._enter(None)
        return self

    def __exit__(self, *_: object) -> None:
        http = self._leave(None)
        if http is not None:
            http.close()

    async def __aenter__(self) -> Self:
        self._enter(_running_loop())
        return self

    async def __aexit__(self, *_: object) -> None:
        http = self._leave(_running_loop())
        if http is not None:
            await http.aclose()

    def _opened(self, loop: AbstractEventLoop | None, kind: Any) -> Any:
        with self._lock:
            if loop not in self._open or self._open[loop].is_closed:
                for each in [each for each in self._open if each is not None and each.is_closed()]:
                    del self._open[each]
                self._open[loop] = _settings.create_http_client(kind, self._httpx_options())
            return self._open[loop]

    def _enter(self, loop: AbstractEventLoop | None) -> None:
        with self._lock:
            self._entered[loop] = self._entered.get(loop, 0) + 1

    def _leave(self, loop: AbstractEventLoop | None) -> Any:
        """Return the httpx client to close if this was the last block. Later calls open another."""
        with self._lock:
            left = self._entered.pop(loop) - 1
            if left:
                self._entered[loop] = left
            return None if left else self._open.pop(loop, None)

    def _httpx_options(self) -> dict[str, Any]:
        return {
            "timeout": self.timeout,
            "auth": httpx.Auth(),  # adds nothing: the request has the credentials
            "follow_redirects": False,
            "headers": _settings.merge_headers({"User-Agent": self._user_agent}, self.headers),
            **self.httpx_args,
        }

    def _server_url(self) -> str:
        """Return the URL that the target of every request is appended to."""
        raise NotImplementedError

    def _get_credentials(self) -> Mapping[str, _settings.Credential | None]:
        """Return the credentials of the client, by security scheme."""
        return {}

    def _send(self, request: Request, timeout: _Timeout) -> httpx.Response:
        http = self.get_httpx_client()
        prepared = self._prepare(request, http.headers, timeout)
        return _transport.send(http, prepared, request.operation, self.retry)

    async def _asend(self, request: Request, timeout: _Timeout) -> httpx.Response:
        http = self.get_async_httpx_client()
        prepared = self._prepare(request, http.headers, timeout)
        return await _transport.asend(http, prepared, request.operation, self.retry)

    def _prepare(
        self, request: Request, headers: httpx.Headers, timeout: _Timeout
    ) -> httpx.Request:
        limits = self.timeout if timeout is UNSET else _settings.validate_timeout(timeout)
        return _transport.build_httpx_request(
            request, headers, self._credentials, limits, base_url=self._url
        )


def _running_loop() -> AbstractEventLoop:
    import asyncio  # deferred: it takes longer to import than the rest of the package

    return asyncio.get_running_loop()
