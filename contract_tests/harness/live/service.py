"""
The real service: where it is and what opens it, by the environment; what it was asked and said.

Rule: the variables are those that the contract names with `x-env`. The client is not asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from contract_tests.harness.spec import Contract, Credential, Operation
from contract_tests.harness.wire.messages import Exchange, WireRequest, WireResponse


class ServiceError(Exception):
    """The service cannot be called. The message is one line, without a value."""


def service_url(contract: Contract, environment: Mapping[str, str]) -> str:
    """The URL that all paths start from, without a slash at its end."""
    server = contract.servers[0]
    named = server.get("x-env", "")
    if given := environment.get(named):
        if not re.match("https?://[^/]", given, re.IGNORECASE):
            raise ServiceError(f"{named} is no URL: it must begin with https://")
        return given.rstrip("/")
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        value = _value(variable.get("x-env", ""), environment, f"the server's {name}")
        url = url.replace(f"{{{name}}}", quote(value, safe=""))
    if "://" not in url:
        raise ServiceError(
            f"{contract.path} does not say where the service is: its server is {url}; make it "
            "absolute, or name a variable for it with `x-env`"
        )
    return url.rstrip("/")


def service_keys(
    contract: Contract, operation: Operation, environment: Mapping[str, str]
) -> dict[str, Credential]:
    """The keys of the first alternative that the environment holds, by security scheme."""
    schemes = contract.document.get("components", {}).get("securitySchemes", {})
    variables = {name: str(raw.get("x-env", "")) for name, raw in schemes.items()}
    for alternative in operation.security:
        names = [scheme.name for scheme in alternative]
        if all(environment.get(variables[name]) for name in names):
            return {name: Credential(environment[variables[name]]) for name in names}
    shortest = min(operation.security, key=len)
    for scheme in shortest:
        _value(variables[scheme.name], environment, f"the key {scheme.name}")
    raise ServiceError(f"{operation.label} has no keys that the environment can hold")


def _value(variable: str, environment: Mapping[str, str], what: str) -> str:
    if not variable:
        raise ServiceError(f"the contract names no variable for {what}: add `x-env` to it")
    if not environment.get(variable):
        raise ServiceError(f"{variable} is not set in the environment: it holds {what}")
    return environment[variable]


class RecordingHooks:
    """
    Records what passes, at the ends of the TLS connection: hooks of httpx, and not a relay.

    What the client reads is what comes: the body is copied while it is read.
    """

    def __init__(self) -> None:
        self._passed: list[tuple[WireRequest, httpx.Response | None, bytearray]] = []

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What passed. Bodies are complete when the call has ended."""
        return [
            Exchange(request, None if response is None else _recorded(response, bytes(body)))
            for request, response, body in self._passed
        ]

    def hooks(self, *, asynchronous: bool) -> dict[str, list[Any]]:
        """The `event_hooks` of an httpx client."""
        if asynchronous:
            return {"request": [self._arequest], "response": [self._aresponse]}
        return {"request": [self._request], "response": [self._response]}

    def _request(self, request: httpx.Request) -> None:
        self._sent(request, request.read())

    async def _arequest(self, request: httpx.Request) -> None:
        self._sent(request, await request.aread())

    def _sent(self, request: httpx.Request, body: bytes) -> None:
        headers = tuple(request.headers.raw)
        recorded = WireRequest(headers, body, b"", request.method, request.url.raw_path)
        self._passed.append((recorded, None, bytearray()))

    def _response(self, response: httpx.Response) -> None:
        response.stream = _Copied(response.stream, self._came(response))

    async def _aresponse(self, response: httpx.Response) -> None:
        response.stream = _AsyncCopied(response.stream, self._came(response))

    def _came(self, response: httpx.Response) -> bytearray:
        request, _, body = self._passed[-1]
        self._passed[-1] = (request, response, body)
        return body


class _Copied(httpx.SyncByteStream):
    def __init__(self, stream: Any, copy: bytearray) -> None:
        self._stream, self._copy = stream, copy

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._copy += chunk
            yield chunk

    def close(self) -> None:
        self._stream.close()


class _AsyncCopied(httpx.AsyncByteStream):
    def __init__(self, stream: Any, copy: bytearray) -> None:
        self._stream, self._copy = stream, copy

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._copy += chunk
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def _recorded(response: httpx.Response, body: bytes) -> WireResponse:
    return WireResponse(tuple(response.headers.raw), body, b"", response.status_code)


def deviation(contract: Contract, operation: Operation, response: WireResponse) -> str:
    """What is not in the contract about an answer, in words that hold no value; or nothing."""
    documented = operation.response(response.status)
    if documented is None:
        return f"the status {response.status}"
    media_type = b"".join(response.header("content-type")).decode("latin-1").partition(";")[0]
    schema = documented.content.get(media_type)
    if schema is None:
        return "its media type" if response.body or documented.content else ""
    try:
        body = json.loads(response.body)
    except ValueError:
        return "a body that is not JSON"
    error = next(iter(contract.validator(schema).iter_errors(body)), None)
    return f"its body: {error.json_path} breaks `{error.validator}`" if error else ""
