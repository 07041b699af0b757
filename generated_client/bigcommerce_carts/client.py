# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""The client: where the API is, which keys open it, and how long to wait for it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, Self

import httpx
from attrs import define, evolve, field, setters

from . import _settings, _transport
from ._request import Request
from ._url import server_url
from .types import UNSET, Unset

if TYPE_CHECKING:
    import asyncio

# A request's part of the contract, never a client's.
_NAMED_HEADERS: list[str] = ["Accept", "Content-Type", "X-Auth-Client", "X-Auth-Token"]

USER_AGENT = "bigcommerce-carts-client/1.0.0"


def _by_loop() -> dict[asyncio.AbstractEventLoop, Any]:
    return {}


def _running_loop() -> asyncio.AbstractEventLoop:
    import asyncio  # only now: to import it takes longer than the rest of the package

    return asyncio.get_running_loop()


class Retries(Protocol):
    """What the argument *retry* must be: a `RetryPolicy`, or any `Retry` of httpx-retries."""

    def is_retryable_method(self, method: str) -> bool:
        """Whether calls with this method are repeated."""
        ...


@define(kw_only=True, eq=False, repr=False, on_setattr=setters.frozen)
class Client:
    """
    A client for operations that need no key.

    It may be shared by threads and by event loops, and entered with `with` or `async with` as
    often as you like: the last exit closes its connections, the next call opens new ones.

    Args:
        store_hash: The store's identifier: the part after `/stores/` in the API path of its
            control panel.
        base_url: where the API is, if not at the contract's server. It must be absolute,
            without user and password, and https unless it is this machine.
        timeout: seconds for each step of a call (connect, send, receive), or an
            `httpx.Timeout`. The default is 10, and 5 to connect.
        headers: sent with every call. One that the contract names has an argument of its own.
        retry: whether to repeat failed calls; see the module `retry`. Off by default.
        httpx_args: further arguments of `httpx.Client` and `httpx.AsyncClient`.

    Raises:
        InvalidArgument: one of them cannot be used.
    """

    store_hash: str | None = None
    base_url: str | None = None
    timeout: httpx.Timeout = field(default=_settings.DEFAULT_TIMEOUT, converter=_settings.timeout)
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_settings.headers)
    retry: Retries | None = field(default=None, converter=_settings.retry)
    httpx_args: Mapping[str, Any] = field(factory=dict[str, Any], converter=_settings.httpx_args)
    _url: str = field(init=False, on_setattr=setters.NO_OP)
    _held: dict[str, _settings.Key] = field(init=False, on_setattr=setters.NO_OP)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _entered: int = field(default=0, init=False, on_setattr=setters.NO_OP)
    _sync: httpx.Client | None = field(default=None, init=False, on_setattr=setters.NO_OP)
    _async: dict[asyncio.AbstractEventLoop, httpx.AsyncClient] = field(factory=_by_loop, init=False)
    _async_entered: dict[asyncio.AbstractEventLoop, int] = field(factory=_by_loop, init=False)

    def __attrs_post_init__(self) -> None:
        _settings.refuse_named(self.headers, _NAMED_HEADERS)
        self._held = self._keys()
        self._url = server_url(
            self.base_url,
            "https://api.bigcommerce.com/stores/{store_hash}/v3",
            {
                "store_hash": ("store_hash", self.store_hash),
            },
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._url!r})"

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Return a client like this one that sends *headers* too. This one does not change."""
        return evolve(self, headers=_settings.merged(self.headers, headers))

    def with_timeout(self, timeout: float | httpx.Timeout) -> Self:
        """Return a client like this one with another timeout. This one does not change."""
        return evolve(self, timeout=timeout)

    def send(
        self, request: Request, timeout: float | httpx.Timeout | Unset = UNSET
    ) -> httpx.Response:
        """Send *request*, without following redirects."""
        http = self.get_httpx_client()
        prepared = self._build(http, request, timeout)
        return _transport.send(http, prepared, request.operation, self.retry)

    async def asend(
        self, request: Request, timeout: float | httpx.Timeout | Unset = UNSET
    ) -> httpx.Response:
        """Send *request*, without following redirects."""
        http = self.get_async_httpx_client()
        prepared = self._build(http, request, timeout)
        return await _transport.asend(http, prepared, request.operation, self.retry)

    def get_httpx_client(self) -> httpx.Client:
        """The one httpx client of all threads, made when it is first asked for."""
        with self._lock:
            if self._sync is None or self._sync.is_closed:
                self._sync = _settings.make(_settings.SyncClient, self._httpx_options())
            return self._sync

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The one httpx client of the running event loop, made when it is first asked for."""
        loop = _running_loop()
        with self._lock:
            for gone in [each for each in self._async if each.is_closed()]:
                del self._async[gone]  # its connections are gone with it
            if loop not in self._async or self._async[loop].is_closed:
                self._async[loop] = _settings.make(_settings.AsyncClient, self._httpx_options())
            return self._async[loop]

    def close(self) -> None:
        """Close the connections of the sync calls. The next call opens new ones."""
        with self._lock:
            http, self._sync = self._sync, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Close the connections of the running event loop. The next call opens new ones."""
        with self._lock:
            http = self._async.pop(_running_loop(), None)
        if http is not None:
            await http.aclose()

    def __enter__(self) -> Self:
        with self._lock:
            self._entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._entered -= 1
            http = None
            if self._entered == 0:  # what another thread enters after this is another
                http, self._sync = self._sync, None
        if http is not None:
            http.close()

    async def __aenter__(self) -> Self:
        loop = _running_loop()
        with self._lock:
            self._async_entered[loop] = self._async_entered.get(loop, 0) + 1
        return self

    async def __aexit__(self, *_: object) -> None:
        loop = _running_loop()
        with self._lock:
            left = self._async_entered.pop(loop) - 1
            if left:
                self._async_entered[loop] = left
        if not left:
            await self.aclose()

    def _httpx_options(self) -> dict[str, Any]:
        return {
            "timeout": self.timeout,
            "auth": httpx.Auth(),  # adds nothing: the keys are in the request
            "follow_redirects": False,
            "headers": _settings.merged({"User-Agent": USER_AGENT}, self.headers),
            **self.httpx_args,
        }

    def _build(
        self,
        http: httpx.Client | httpx.AsyncClient,
        request: Request,
        timeout: float | httpx.Timeout | Unset,
    ) -> httpx.Request:
        return _transport.build(
            request,
            base_url=self._url,
            headers=http.headers,
            keys=self._held,
            timeout=self.timeout if isinstance(timeout, Unset) else _settings.timeout(timeout),
        )

    def _keys(self) -> dict[str, _settings.Key]:
        """The keys that the client holds, by security scheme."""
        return {}

    @classmethod
    def from_env(cls, **arguments: Any) -> Self:
        """
        Return a client whose settings come from *arguments*, else from the environment.

            BIGCOMMERCE_STORE_HASH: store_hash
            BIGCOMMERCE_ACCESS_TOKEN: auth_token
            BIGCOMMERCE_CLIENT_ID: auth_client (optional)
            BIGCOMMERCE_API_BASE_URL: base_url (optional)

        Raises:
            InvalidArgument: one is missing or cannot be used; it names the variable.
        """
        return _settings.from_env(cls, ENVIRONMENT, arguments)


@define(kw_only=True, eq=False, repr=False, on_setattr=setters.frozen)
class AuthenticatedClient(Client):
    """
    A client with keys.

    A key goes only with the operations that ask for it, into the place that the contract names,
    after its prefix and a blank if it has a prefix. It is in no `repr`, message or log.

    Args:
        auth_token: The access token of the API account.
        auth_client: The client id of the API account. The API no longer asks for it.

    The other arguments are those of `Client`.
    """

    auth_token: str
    auth_token_prefix: str | None = None
    auth_client: str | None = None
    auth_client_prefix: str | None = None

    def _keys(self) -> dict[str, _settings.Key]:
        return _settings.keys(
            (
                "X-Auth-Token",
                "auth_token",
                "apiKey",
                "header",
                "X-Auth-Token",
                self.auth_token,
                self.auth_token_prefix,
            ),
            (
                "X-Auth-Client",
                "auth_client",
                "apiKey",
                "header",
                "X-Auth-Client",
                self.auth_client,
                self.auth_client_prefix,
            ),
        )


#: Argument -> (environment variable, whether it is required, optional or part of the server).
ENVIRONMENT: Mapping[str, tuple[str, str]] = {
    "store_hash": ("BIGCOMMERCE_STORE_HASH", "server"),
    "auth_token": ("BIGCOMMERCE_ACCESS_TOKEN", "required"),
    "auth_client": ("BIGCOMMERCE_CLIENT_ID", "optional"),
    "base_url": ("BIGCOMMERCE_API_BASE_URL", "optional"),
}
