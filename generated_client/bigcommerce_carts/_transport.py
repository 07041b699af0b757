# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""One request out, one answer in; every failure of httpx becomes one of our errors."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx
from attrs import frozen

from ._request import Operation, Request
from ._settings import Key
from .errors import ConnectionFailed, InvalidArgument, Timeout


@frozen
class Answer:
    """What the server sent."""

    response: httpx.Response
    content: bytes | None
    """The body; None where it cannot be decompressed."""


def build(
    http: httpx.Client | httpx.AsyncClient,
    request: Request,
    *,
    base_url: str,
    headers: Mapping[str, str],
    keys: Mapping[str, Key],
    timeout: httpx.Timeout,
    extensions: Mapping[str, Any],
) -> httpx.Request:
    """
    Return *request* with the client's part: where to, *headers*, and the keys it asks for.

    Raises:
        InvalidArgument: the client lacks a key, or httpx cannot write the request.
    """
    places: dict[str, list[tuple[str, str]]] = {"header": [], "query": [], "cookie": []}
    for scheme in _alternative(request.operation, keys):
        places[keys[scheme].where].append((keys[scheme].name, keys[scheme].value))
    merged = httpx.Headers(dict(headers))
    merged.update(request.headers)
    merged.update(dict(places["header"]))
    cookies = [*request.cookies.items(), *((n, quote(v, safe="")) for n, v in places["cookie"])]
    if cookies:
        merged["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
    url = base_url + request.target
    for name, value in places["query"]:
        url += f"{'&' if '?' in url else '?'}{quote(name, safe='')}={quote(value, safe='')}"
    try:
        return http.build_request(
            request.operation.method,
            url,
            headers=merged,
            timeout=timeout,
            extensions=dict(extensions),
            **request.body,
        )
    except (TypeError, ValueError, httpx.InvalidURL):
        pass
    raise InvalidArgument(request.operation.label, "cannot be written as an HTTP request")


def send(http: httpx.Client, request: httpx.Request, operation: Operation) -> Answer:
    """
    Send *request* and read the whole answer.

    Raises:
        ConnectionFailed, Timeout: there is no whole answer.
    """
    with _failures(operation):
        response = http.send(request, stream=True, follow_redirects=False)
        try:
            return Answer(response, response.read())
        except httpx.DecodingError:
            return Answer(response, None)
        finally:
            response.close()


async def asend(http: httpx.AsyncClient, request: httpx.Request, operation: Operation) -> Answer:
    """Send *request* and read the whole answer, as `send` does."""
    with _failures(operation):
        response = await http.send(request, stream=True, follow_redirects=False)
        try:
            return Answer(response, await response.aread())
        except httpx.DecodingError:
            return Answer(response, None)
        finally:
            await response.aclose()


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


@contextmanager
def _failures(operation: Operation) -> Generator[None, None, None]:
    """Turn what httpx raises into our errors. The cause is kept: it holds no key."""
    try:
        yield
    except httpx.TimeoutException as error:
        step = type(error).__name__.removesuffix("Timeout").lower()
        raise Timeout(f"{operation.label}: no answer in time ({step})") from error
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        raise ConnectionFailed(
            f"{operation.label}: no whole answer ({type(error).__name__})"
        ) from error
