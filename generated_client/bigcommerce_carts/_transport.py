# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""One request out, one answer in; every failure of httpx becomes one of our errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx
from attrs import field, frozen

from ._request import Operation, Request
from ._settings import Key
from .errors import ApiError, ConnectionFailed, InvalidArgument, Timeout


@frozen
class Answer:
    """What the server sent."""

    response: httpx.Response
    content: bytes | None = field(repr=False)
    """The body; None where it cannot be decompressed."""


def build(
    request: Request,
    *,
    base_url: str,
    headers: httpx.Headers,
    keys: Mapping[str, Key],
    timeout: httpx.Timeout,
) -> httpx.Request:
    """
    Return *request* with the client's part: where to, *headers*, and the keys it asks for.

    Raises:
        InvalidArgument: the client lacks a key, or httpx cannot write the request.
    """
    places: dict[str, list[tuple[str, str]]] = {"header": [], "query": [], "cookie": []}
    for scheme in _alternative(request.operation, keys):
        places[keys[scheme].where].append((keys[scheme].name, keys[scheme].value))
    own = {**request.headers, **dict(places["header"])}
    cookies = [*request.cookies.items(), *((n, quote(v, safe="")) for n, v in places["cookie"])]
    if cookies:
        own["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
    replaced = {name.lower().encode() for name in own}
    others = [(name, value) for name, value in headers.raw if name.lower() not in replaced]
    url = base_url + request.target
    for name, value in places["query"]:
        url += f"{'&' if '?' in url else '?'}{quote(name, safe='')}={quote(value, safe='')}"
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
    raise InvalidArgument(request.operation.label, "cannot be written as an HTTP request")


# What a server or a network can make httpx raise. UnicodeError: a redirect to a host that is none.
_FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, UnicodeError)


def send(
    http: httpx.Client, request: httpx.Request, operation: Operation, retry: Any = None
) -> Answer:
    """
    Send *request* and read the whole answer.

    Raises:
        ConnectionFailed, Timeout: there is no whole answer.
    """
    sender = _repeating(_Sender(http), operation, retry)
    try:
        response = sender.handle_request(request)
        try:
            return Answer(response, response.read())
        except httpx.DecodingError:
            return Answer(response, None)
        finally:
            response.close()
    except (*_FAILURES, RuntimeError) as error:
        failure = _failure(operation, error, closed=http.is_closed)
    raise failure


async def asend(
    http: httpx.AsyncClient, request: httpx.Request, operation: Operation, retry: Any = None
) -> Answer:
    """Send *request* and read the whole answer, as `send` does."""
    sender = _repeating(_AsyncSender(http), operation, retry)
    try:
        response = await sender.handle_async_request(request)
        try:
            return Answer(response, await response.aread())
        except httpx.DecodingError:
            return Answer(response, None)
        finally:
            await response.aclose()
    except (*_FAILURES, RuntimeError) as error:
        failure = _failure(operation, error, closed=http.is_closed)
    raise failure


@frozen
class _Sender(httpx.BaseTransport):
    """An httpx client, with its proxies and hooks, as the transport that a retry repeats."""

    http: httpx.Client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.http.send(request, stream=True, follow_redirects=False)


@frozen
class _AsyncSender(httpx.AsyncBaseTransport):
    http: httpx.AsyncClient

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.http.send(request, stream=True, follow_redirects=False)


def _repeating(sender: Any, operation: Operation, retry: Any) -> Any:
    if retry is None or not operation.safe_to_repeat:
        return sender
    from .retry import repeating

    return repeating(sender, retry)


def _failure(operation: Operation, error: Exception, *, closed: bool) -> ApiError:
    """
    Return *error* of httpx as ours.

    It is raised where httpx's is forgotten: that one holds the request with its keys, and its
    text may hold what the server sent.
    """
    kind = type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        step = kind.removesuffix("Timeout").lower()
        return Timeout(f"{operation.label}: no answer in time ({step})")
    if closed:
        return ConnectionFailed(f"{operation.label}: the client was closed during the call")
    if isinstance(error, RuntimeError) and not isinstance(error, _FAILURES):
        raise error
    # Before there is a connection, the text is the system's own.
    detail = f"{kind}: {error}" if type(error) is httpx.ConnectError else kind
    return ConnectionFailed(f"{operation.label}: no whole answer ({detail})")


def _alternative(operation: Operation, keys: Mapping[str, Key]) -> Sequence[str]:
    """The first way to authenticate that *keys* allow; without a key only if no other is left."""
    ways = sorted(operation.security, key=lambda schemes: not schemes)
    for schemes in ways:
        if all(scheme in keys for scheme in schemes):
            return schemes
    if not ways:
        return ()
    needed = " or ".join(" and ".join(schemes) for schemes in ways)
    raise InvalidArgument("client", f"{operation.label} needs the key {needed}")
