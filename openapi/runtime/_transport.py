"""Sending of one request. A failure of httpx is returned as an `ApiError`."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from ._base_errors import ApiConnectionError, ApiError, ApiTimeoutError, InvalidArgumentError
from ._content import BodyReader, BodyTooLargeError, Received, discard_if_dirty
from ._network import DEADLINE, DeadlineError, seconds_left
from ._operation import Operation
from ._request import Request
from ._settings import Credential

Headers = Sequence[tuple[bytes, bytes]]
T = TypeVar("T")


def build_httpx_request(
    request: Request,
    headers: Headers,
    credentials: Mapping[str, Credential],
    timeout: httpx.Timeout,
    *,
    base_url: str,
) -> httpx.Request:
    """Return *request* with the URL, the headers and the credentials of the client.

    Raises:
        InvalidArgumentError: a credential is missing, or httpx cannot encode the request.
    """
    own, url = dict(request.headers), base_url + request.target
    for scheme in _alternative(request.operation, credentials):
        credential = credentials[scheme]
        url = _ADDERS[credential.location](own, url, credential)
    replaced = {name.lower().encode() for name in own}
    others = [(name, value) for name, value in headers if name.lower() not in replaced]
    try:
        return httpx.Request(
            request.operation.method,
            url,
            headers=[*others, *((n.encode("ascii"), v.encode("ascii")) for n, v in own.items())],
            extensions={"timeout": timeout.as_dict()},
            **request.body,
        )
    except (TypeError, ValueError, httpx.InvalidURL):
        pass
    raise InvalidArgumentError("request", "cannot be encoded as an HTTP request")


def _add_header(headers: dict[str, str], url: str, credential: Credential) -> str:
    headers[credential.name] = credential.value
    return url


def _add_to_query(headers: dict[str, str], url: str, credential: Credential) -> str:
    pair = f"{quote(credential.name, safe='')}={quote(credential.value, safe='')}"
    return f"{url}&{pair}" if "?" in url else f"{url}?{pair}"


def _add_cookie(headers: dict[str, str], url: str, credential: Credential) -> str:
    """Add a cookie, which replaces a parameter of that name."""
    name = f"{credential.name}="
    pairs = headers.get("Cookie", "").split("; ")
    others = [pair for pair in pairs if pair and not pair.startswith(name)]
    headers["Cookie"] = "; ".join([*others, name + quote(credential.value, safe="")])
    return url


#: Location of a credential -> function that adds it to the headers or returns another URL.
_ADDERS: Mapping[str, Callable[[dict[str, str], str, Credential], str]] = {
    "header": _add_header,
    "query": _add_to_query,
    "cookie": _add_cookie,
}


class Exchange:
    """One attempt to send a request. Its repr shows nothing of it."""

    def __init__(
        self,
        operation: Operation,
        request: httpx.Request,
        deadline: float | None,
        limit: int,
        hooks: Mapping[str, Sequence[Callable[[Any], Any]]],
    ) -> None:
        self.operation = operation
        self.request = request
        self.deadline = deadline
        self.limit = limit
        """The size of a decompressed body, in bytes."""
        self.hooks = hooks
        """The event hooks of the caller."""
        self.is_in_hook = False

    async def run_hooks(self, event: str, value: Any) -> None:
        """Call the hooks for `request` or `response`; their errors are not those of the call."""
        self.is_in_hook = True
        for hook in self.hooks.get(event, ()):
            await settled(hook(value))
        self.is_in_hook = False


# What a server or a network makes httpx raise.
_FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, UnicodeError)
# Failures before the first byte of the request was sent.
_BEFORE_SENDING = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.LocalProtocolError, httpx.PoolTimeout,
    httpx.ProxyError, httpx.UnsupportedProtocol,
)  # fmt: skip


async def send(transport: Any, exchange: Exchange, *, is_async: bool) -> Received | ApiError:
    """Send the request and read the response, or return why no complete response arrived.

    Args:
        transport: of httpx, for the kind of call that *is_async* names.
    """
    request: Any = exchange.request
    outer, response = DEADLINE.get(), None
    DEADLINE.set(exchange.deadline)
    try:
        if exchange.hooks:
            await exchange.run_hooks("request", request)
        try:
            steps = request.extensions["timeout"]
            steps["pool"] = seconds_left(steps["pool"], sent=False)
            handle = transport.handle_async_request if is_async else transport.handle_request
            response = await settled(handle(request))
        except _FAILURES as error:
            return _failure(exchange, error)
        response.request = request
        if exchange.hooks:
            await exchange.run_hooks("response", response)
            if response.is_stream_consumed and exchange.hooks.get("response"):
                discard_if_dirty(response)
                return Received(response, response.content, None)
        reader, stream = BodyReader(response, exchange.limit), response.stream
        try:
            if is_async:
                async for part in stream:
                    reader.feed(part)
            else:
                for part in stream:
                    reader.feed(part)
            discard_if_dirty(response)
        except BodyTooLargeError:
            pass  # the rest is not read
        except _FAILURES as error:
            return _failure(exchange, error)
        return reader.received()
    finally:
        DEADLINE.set(outer)  # not `reset`: a coroutine may be closed in another context
        if response is not None:
            await settled(response.aclose() if is_async else response.close())


async def settled(value: Any) -> Any:
    """Return *value*, or what it gives if it is awaitable: the result of an async call."""
    return await value if hasattr(value, "__await__") else value


async def sleep(seconds: float, *, is_async: bool) -> None:
    """Wait in a sync or in an async call."""
    if is_async:
        import anyio  # deferred: httpx imports it only for async calls

        await anyio.sleep(seconds)
    else:
        time.sleep(seconds)


def run(call: Coroutine[Any, Any, T]) -> T:
    """Run *call* to its end without an event loop, which is possible with a sync transport."""
    try:
        call.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("a sync call has to wait for something async")


def _failure(exchange: Exchange, error: Exception) -> ApiError:
    """Return the `ApiError` for an error of httpx.

    It has no cause: the error of httpx references the request with its credentials, and its text
    may quote the server.
    """
    label, kind = exchange.operation.label, type(error).__name__
    sent = getattr(error, "sent", not isinstance(error, _BEFORE_SENDING))
    if isinstance(error, (httpx.TimeoutException, DeadlineError)):
        is_late = exchange.deadline is not None and time.monotonic() >= exchange.deadline
        step = "total" if is_late else kind.removesuffix("Timeout").lower()
        return ApiTimeoutError(f"{label}: timeout ({step})", sent=sent)
    # Before there is a connection, the text is that of the operating system.
    detail = f"{kind}: {error}" if type(error) is httpx.ConnectError else kind
    return ApiConnectionError(f"{label}: incomplete response ({detail})", sent=sent)


def _alternative(operation: Operation, credentials: Mapping[str, Credential]) -> Sequence[str]:
    """Return the first alternative that *credentials* satisfy; prefer one with a credential."""
    for schemes in operation.security:
        if schemes and all(map(credentials.__contains__, schemes)):
            return schemes
    if not operation.security or not all(operation.security):
        return ()
    needed = " or ".join(" and ".join(schemes) for schemes in operation.security)
    raise InvalidArgumentError("client", f"{operation.label} needs the credentials {needed}")
