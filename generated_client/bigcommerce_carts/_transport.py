# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""One request out, one answer in; every failure of httpx becomes one of our errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import httpx

from ._request import Operation, Request
from ._settings import Key
from .errors import ApiError, ConnectionFailed, InvalidArgument, Timeout


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
    own, url = dict(request.headers), base_url + request.target
    for scheme in _alternative(request.operation, keys):
        key = keys[scheme]
        own[key.name] = key.value
    replaced = {name.lower().encode() for name in own}
    others = [(name, value) for name, value in headers.raw if name.lower() not in replaced]
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
) -> httpx.Response:
    """
    Send *request* and read the answer. It has no content where that cannot be decompressed.

    Raises:
        ConnectionFailed, Timeout: there is no whole answer.
    """
    try:
        response: httpx.Response = _sender(http, operation, retry)(request)
        try:
            response.read()
        except httpx.DecodingError:
            pass
        finally:
            response.close()
        return response
    except (*_FAILURES, RuntimeError) as error:
        failure = _failure(operation, error, closed=http.is_closed)
    raise failure


async def asend(
    http: httpx.AsyncClient, request: httpx.Request, operation: Operation, retry: Any = None
) -> httpx.Response:
    """Send *request* and read the answer, as `send` does."""
    try:
        response: httpx.Response = await _sender(http, operation, retry)(request)
        try:
            await response.aread()
        except httpx.DecodingError:
            pass
        finally:
            await response.aclose()
        return response
    except (*_FAILURES, RuntimeError) as error:
        failure = _failure(operation, error, closed=http.is_closed)
    raise failure


def _sender(http: httpx.Client | httpx.AsyncClient, operation: Operation, retry: Any) -> Any:
    """What sends a request: once, or as often as *retry* says."""
    once = partial(http.send, stream=True, follow_redirects=False)
    if retry is None or not operation.safe_to_repeat:
        return once
    from .retry import repeating

    return repeating(once, retry, is_async=isinstance(http, httpx.AsyncClient))


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
    for schemes in operation.security:
        if schemes and all(map(keys.__contains__, schemes)):
            return schemes
    if not operation.security or not all(operation.security):
        return ()
    needed = " or ".join(" and ".join(schemes) for schemes in operation.security)
    raise InvalidArgument("client", f"{operation.label} needs the key {needed}")
