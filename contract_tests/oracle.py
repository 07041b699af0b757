"""
What must arrive on the wire, computed from the contract and the arguments alone.

Rule 1: this file shares nothing with the generator, the client or httpx.
Rule 2: it speaks of meaning, not of spelling: percent-encoding and JSON are compared when decoded,
so a client may encode a character that it need not.

Serialisation follows https://spec.openapis.org/oas/v3.0.3#style-values (and RFC 6570 behind it).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from contract_tests.contract import (
    ABSENT,
    Call,
    ContractError,
    Key,
    Operation,
    Parameter,
    SecurityScheme,
)

Pair = tuple[str, str]

# Headers that the HTTP library adds on its own account, and what each may say. No key fits one.
TRANSPORT_HEADERS = {
    "accept": r"\*/\*",
    "accept-encoding": r"[a-z, ]+",
    "connection": r"keep-alive|close",
    "user-agent": r"[A-Za-z][\w-]*/[\d.]+( [A-Za-z][\w-]*/[\d.]+)*",
}
DELIMITERS = {"simple": ",", "form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True)
class Expected:
    """
    One request, decoded.

    Args:
        path: segments, decoded; the first one follows the first slash.
        query: (name, value), decoded, in no order.
        headers: (lower-case name, value), in no order, without the transport's own.
        cookies: (name, value), in no order.
        host: the value of the Host header.
        body: a JSON value, or `ABSENT`.
    """

    method: str
    path: tuple[str, ...]
    query: tuple[Pair, ...]
    headers: tuple[Pair, ...]
    cookies: tuple[Pair, ...]
    host: str
    body: Any


def expected_request(operation: Operation, call: Call, base_url: str) -> Expected:
    """The request that *call* of *operation* makes, on a client whose base URL is *base_url*."""
    base = urlsplit(base_url)
    pairs: dict[str, list[Pair]] = {"path": [], "query": [], "header": [], "cookie": []}
    for parameter in operation.parameters:
        value = call.arguments.get(parameter.key, parameter.default)
        if value is not None:
            pairs[parameter.location] += serialise(parameter, value)
    for scheme in _used_schemes(operation, call):
        pairs[scheme.location].append(
            (scheme.wire_name, credential(scheme, call.keys[scheme.name]))
        )
    declared = {name.lower() for name, _ in pairs["header"]}
    if call.body is not ABSENT and "content-type" not in declared:
        pairs["header"].append(("Content-Type", call.media_type or "application/json"))
    return Expected(
        method=operation.method,
        path=(*_segments(base.path), *_fill(operation.path, dict(pairs["path"]))),
        query=tuple(pairs["query"]),
        headers=tuple((name.lower(), value) for name, value in pairs["header"]),
        cookies=tuple(pairs["cookie"]),
        host=base.netloc,
        body=call.body,
    )


def serialise(parameter: Parameter, value: Any) -> list[Pair]:
    """The (name, value) pairs, decoded, that carry *value* on the wire."""
    name, delimiter = parameter.name, DELIMITERS.get(parameter.style)
    if not isinstance(value, (list, dict)):
        return [(name, text(value))]
    if parameter.style == "deepObject" and isinstance(value, dict):
        return [(f"{name}[{member}]", text(item)) for member, item in value.items()]
    if delimiter is None:
        raise ContractError(f"{name}: the style {parameter.style!r} is not known to the harness")
    spread = parameter.explode and parameter.style != "simple"
    if isinstance(value, list):
        items = [text(item) for item in value]
        return [(name, item) for item in items] if spread else [(name, delimiter.join(items))]
    if spread:
        return [(member, text(item)) for member, item in value.items()]
    joint = "=" if parameter.explode else delimiter
    return [
        (name, delimiter.join(f"{member}{joint}{text(item)}" for member, item in value.items()))
    ]


def text(value: Any) -> str:
    """A JSON scalar as it stands in a URL or a header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def credential(scheme: SecurityScheme, key: Key) -> str:
    """What the header, query parameter or cookie of *scheme* says."""
    if scheme.type == "apiKey":
        return f"{key.prefix} {key.value}" if key.prefix else key.value
    if scheme.type == "http" and scheme.http_scheme.lower() == "basic":
        return "Basic " + base64.b64encode(key.value.encode()).decode()
    return f"Bearer {key.value}"


def _used_schemes(operation: Operation, call: Call) -> Iterator[SecurityScheme]:
    known = {scheme.name: scheme for some in operation.security for scheme in some}
    return (known[name] for name in call.keys)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.rstrip("/").split("/")[1:])


def _fill(template: str, values: dict[str, str]) -> tuple[str, ...]:
    # A template is cut at its own slashes first: a slash in a value stays inside its segment.
    return tuple(
        re.sub(r"\{([^}]+)\}", lambda match: values[match[1]], segment)
        for segment in template.split("/")[1:]
    )
