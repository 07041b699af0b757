"""The part of a client that does not depend on the contract: its settings and connections."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NoReturn, Self

import httpx

from . import _settings
from ._assertions import is_mapping
from ._base_errors import ApiError, InvalidArgumentError, result_of
from ._connections import Connections
from ._content import ACCEPT_ENCODING, Received
from ._http import open_transport, validate_httpx_args
from ._request import Request
from ._response import parse_response
from ._transport import Exchange, build_httpx_request, run, send, settled, sleep
from ._url import server_url
from .retry import RetryPolicy, is_temporary, retry_after
from .types import UNSET, Response, Unset

_Timeout = float | httpx.Timeout | Unset


class BaseClient:
    """A client with one pool of connections for all threads and one for each event loop.

    A pool is opened by the first call, and is shared with the copies of the client.
    """

    _user_agent: ClassVar[str]
    _reserved_headers: ClassVar[tuple[str, ...]] = ()
    _server: ClassVar[str] = ""
    """The URL template of the server; empty if the contract names none."""
    _variables: ClassVar[Mapping[str, str]] = {}
    """Variable of the server -> argument."""
    _schemes: ClassVar[Mapping[str, _settings.Scheme]] = {}

    # Set once: a client cannot be changed, because threads share it.
    _arguments: Mapping[str, Any]
    _url: str
    _credentials: Mapping[str, _settings.Credential]
    _sent_headers: tuple[tuple[bytes, bytes], ...]
    _connections: Connections
    _httpx_args: tuple[Mapping[str, Any], Mapping[str, Any]]
    _max_response_size: int
    _max_retries: int
    _retry_policy: RetryPolicy
    timeout: httpx.Timeout
    """The limit of each step of a call."""
    total_timeout: float | None
    """The limit of a whole call with all repetitions, in seconds."""
    headers: Mapping[str, str]
    """The headers of the caller."""
    strict: bool
    """Whether no violation of the contract is tolerated in a response."""

    def _configure(self, arguments: dict[str, Any]) -> InvalidArgumentError | None:
        """Check and keep the arguments of the constructor; return an error if one is invalid."""
        arguments = {name: each for name, each in arguments.items() if name != "self"}
        try:
            self.__dict__.update(self._checked(arguments))
        except InvalidArgumentError as error:
            return error.with_traceback(None)
        return None

    def _checked(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        variables = {name: (each, arguments[each]) for name, each in self._variables.items()}
        allow_http = _settings.validate_type("allow_http", arguments["allow_http"], bool)
        return {
            "_arguments": arguments,
            "_url": server_url(
                arguments["base_url"], self._server, variables, allow_http=allow_http
            ),
            "_credentials": _settings.credentials(self._schemes, arguments),
            "_connections": Connections(),
            "_httpx_args": validate_httpx_args(
                arguments["httpx_args"], arguments["async_httpx_args"]
            ),
            "timeout": _settings.validate_timeout(arguments["timeout"]),
            "total_timeout": _settings.validate_total_timeout(arguments["total_timeout"]),
            "_max_response_size": _settings.validate_count(
                "max_response_size", arguments["max_response_size"], 1
            ),
            "_max_retries": _settings.validate_count("max_retries", arguments["max_retries"], 0),
            "_retry_policy": _settings.validate_type(
                "retry_policy", arguments["retry_policy"], RetryPolicy
            ),
            "strict": _settings.validate_type("strict", arguments["strict"], bool),
            **self._with_headers(_settings.validate_headers(arguments["headers"])),
        }

    def _with_headers(self, headers: Mapping[str, str]) -> dict[str, Any]:
        _settings.refuse_reserved(headers, self._reserved_headers)
        defaults = {
            "Accept": "*/*",
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "keep-alive",
            "User-Agent": self._user_agent,
        }
        sent = _settings.merge_headers(defaults, headers)
        encoded = tuple((name.encode("ascii"), sent[name].encode("ascii")) for name in sent)
        return {"headers": headers, "_sent_headers": encoded}

    def _copy(self, **changes: Any) -> Self:
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__, **changes)
        return copy

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{name} cannot be set; make a copy by with_headers or with_timeout")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.__dict__.get('_url')!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the settings; a copy made in this way opens its own connections."""
        current = {name: getattr(self, name) for name in ("timeout", "total_timeout", "headers")}
        arguments = {**self._arguments, **current}
        # A read-only view of a mapping cannot be copied.
        copies = {k: dict(v) if is_mapping(v) else v for k, v in arguments.items()}
        return _create, (type(self), copies)

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Return a copy of this client that also sends *headers*, on the same connections.

        Raises:
            InvalidArgumentError: a header is invalid, or is an argument of its own.
        """
        added = _settings.validate_headers(headers)
        return self._copy(**self._with_headers(_settings.merge_headers(self.headers, added)))

    def with_timeout(
        self, timeout: _Timeout = UNSET, *, total: float | Unset | None = UNSET
    ) -> Self:
        """Return a copy of this client with another timeout, on the same connections.

        Args:
            timeout: seconds for each step of a call, or an `httpx.Timeout`.
            total: seconds for a whole call; None for no limit.

        Raises:
            InvalidArgumentError: one of them is not a positive number of seconds.
        """
        changes: dict[str, Any] = {}
        if timeout is not UNSET:
            changes["timeout"] = _settings.validate_timeout(timeout)
        if total is not UNSET:
            changes["total_timeout"] = _settings.validate_total_timeout(total)
        return self._copy(**changes)

    def close(self) -> None:
        """Close the connections of the sync calls as soon as no call uses them."""
        run(_close(self._connections.retire(is_async=False), is_async=False))

    async def aclose(self) -> None:
        """Close the connections of the running event loop as soon as no call uses them."""
        await _close(self._connections.retire(is_async=True), is_async=True)

    def __enter__(self) -> Self:
        self._connections.enter(is_async=False)
        return self

    def __exit__(self, *_: object) -> None:
        run(_close(self._connections.leave(is_async=False), is_async=False))

    async def __aenter__(self) -> Self:
        self._connections.enter(is_async=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await _close(self._connections.leave(is_async=True), is_async=True)

    def _send(self, request: Request, timeout: _Timeout) -> Response[Any]:
        return result_of(run(self._call(request, timeout, is_async=False)))

    async def _asend(self, request: Request, timeout: _Timeout) -> Response[Any]:
        return result_of(await self._call(request, timeout, is_async=True))

    async def _call(
        self, request: Request, timeout: _Timeout, *, is_async: bool
    ) -> Response[Any] | ApiError:
        waits: list[float] = []
        try:
            exchange = self._exchange(request, timeout, is_async=is_async)
            while True:
                outcome = await self._attempt(exchange, is_async=is_async)
                wait = self._wait_after(outcome, exchange, waits)
                if wait is None:
                    break
                waits.append(wait)
                await sleep(wait, is_async=is_async)
        except InvalidArgumentError as error:
            return error.with_traceback(None)
        if isinstance(outcome, ApiError):
            return outcome
        return parse_response(request.operation, outcome, strict=self.strict)

    def _exchange(self, request: Request, timeout: _Timeout, *, is_async: bool) -> Exchange:
        steps = self.timeout if timeout is UNSET else _settings.validate_timeout(timeout)
        prepared = build_httpx_request(
            request, self._sent_headers, self._credentials, steps, base_url=self._url
        )
        deadline = None if self.total_timeout is None else time.monotonic() + self.total_timeout
        hooks = self._httpx_args[is_async].get("event_hooks", {})
        return Exchange(request.operation, prepared, deadline, self._max_response_size, hooks)

    async def _attempt(self, exchange: Exchange, *, is_async: bool) -> Received | ApiError:
        def create() -> Any:
            return open_transport(self._httpx_args[is_async], self._url, is_async=is_async)

        pool, worn_out = self._connections.acquire(create, is_async=is_async)
        is_interrupted = False
        try:
            await _close(worn_out, is_async=is_async)
            return await send(pool.transport, exchange, is_async=is_async)
        except BaseException:
            is_interrupted = not exchange.is_in_hook
            raise
        finally:
            unused = self._connections.release(pool, is_interrupted=is_interrupted)
            await _close(unused, is_async=is_async)

    def _wait_after(
        self, outcome: Received | ApiError, exchange: Exchange, waits: Sequence[float]
    ) -> float | None:
        """Return the seconds until the next attempt, or None if there must not be another."""
        operation, left = exchange.operation, self._max_retries - len(waits)
        if left <= 0 or not operation.safe_to_repeat or not is_temporary(outcome):
            return None
        named = None
        if isinstance(outcome, Received):
            named = retry_after(outcome.headers, operation.waits_of(outcome.status_code))
        wait = self._retry_policy.wait(len(waits), named, sum(waits))
        is_late = wait and exchange.deadline and time.monotonic() + wait >= exchange.deadline
        return None if is_late else wait


def _create(kind: type[BaseClient], arguments: Mapping[str, Any]) -> BaseClient:
    return kind(**arguments)


async def _close(transport: Any, *, is_async: bool) -> None:
    """Close *transport*, or do nothing if it is None."""
    if transport is not None:
        await settled(transport.aclose() if is_async else transport.close())
