"""Sending of one request. Every failure of httpx becomes an `ApiError`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx

from ._base_errors import ApiError, ConnectionFailed, InvalidArgument, Timeout
from ._request import Operation, Request
from ._settings import Credential


def build_httpx_request(
    request: Request,
    headers: httpx.Headers,
    credentials: Mapping[str, Credential],
    timeout: httpx.Timeout,
    *,
    base_url: str,
) -> httpx.Request:
    """Return *request* with the URL, the headers and the credentials of the client.

    Raises:
        InvalidArgument: a credential is missing, or httpx cannot encode the request.
    """
    own, url = dict(request.headers), base_url + request.target
    for scheme in _alternative(request.operation, credentials):
        credential = credentials[scheme]
        url = _ADDERS[credential.location](own, url, credential)
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
    raise InvalidArgument(request.operation.label, "cannot be encoded as an HTTP request")


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

# What a server or a network makes httpx raise. UnicodeError: a redirect to an invalid host.
_FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, UnicodeError)


def send(
    http: httpx.Client, request: httpx.Request, operation: Operation, retry: Any = None
) -> httpx.Response:
    """Send *request* and read the response, which has no content if it cannot be decompressed.

    Raises:
        ConnectionFailed, Timeout: no complete response arrived.
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
    """Send *request* and read the response, as `send` does."""
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
    """Return a function that sends a request, and repeats it if *retry* and the contract allow."""
    once = partial(http.send, stream=True, follow_redirects=False)
    if retry is None or not operation.safe_to_repeat:
        return once
    from .retry import with_retries

    return with_retries(once, retry, is_async=isinstance(http, httpx.AsyncClient))


def _failure(operation: Operation, error: Exception, *, closed: bool) -> ApiError:
    """Return the `ApiError` for an error of httpx.

    The caller raises it outside of the `except` block, so that it has no `__context__`: the error
    of httpx references the request with its credentials, and its text may quote the server.
    """
    kind = type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        step = kind.removesuffix("Timeout").lower()
        return Timeout(f"{operation.label}: timeout ({step})")
    if closed:
        return ConnectionFailed(f"{operation.label}: the client was closed during the call")
    if isinstance(error, RuntimeError) and not isinstance(error, _FAILURES):
        raise error
    # Before there is a connection, the text is that of the operating system.
    detail = f"{kind}: {error}" if type(error) is httpx.ConnectError else kind
    return ConnectionFailed(f"{operation.label}: incomplete response ({detail})")


def _alternative(operation: Operation, credentials: Mapping[str, Credential]) -> Sequence[str]:
    """Return the first alternative that *credentials* satisfy; prefer one with a credential."""
    for schemes in operation.security:
        if schemes and all(map(credentials.__contains__, schemes)):
            return schemes
    if not operation.security or not all(operation.security):
        return ()
    needed = " or ".join(" and ".join(schemes) for schemes in operation.security)
    raise InvalidArgument("client", f"{operation.label} needs the credentials {needed}")
