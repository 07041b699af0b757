"""
What must arrive on the wire, computed from the contract and the arguments alone.

Rule 1: this file shares nothing with the generator, the client or httpx.
Rule 2: it speaks of meaning, not of spelling: percent-encoding and JSON are compared when decoded,
so a client may encode a character that it need not.

Serialisation follows https://spec.openapis.org/oas/v3.0.3#style-values (and RFC 6570 behind it).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.records import ExpectedRequest, Pair
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    ContractError,
    Credential,
    Operation,
    Parameter,
    SecurityScheme,
    is_json,
)
from contract_tests.harness.spec.strict_json import canonical_text

# What the HTTP library decodes: any of these modules is enough, if it takes one.
DECODERS = {
    "gzip": ["gzip"],
    "deflate": ["zlib"],
    "br": ["brotli", "brotlicffi"],
    "zstd": ["zstandard"],
}
CODINGS = ["identity", *(name for name, any_of in DECODERS.items() if any(map(find_spec, any_of)))]
CODING = f"({'|'.join(CODINGS)})"
# A name and a version that begins as one: 1.0.27-rc.1.
PRODUCT = r"[A-Za-z][\w-]*/\d+(\.\d+)*([.+-][\w.+-]*)?"
# Headers that the HTTP library adds on its own account, and what each may say. No key fits one.
TRANSPORT_HEADERS = {
    "accept": r"\*/\*",
    "accept-encoding": rf"{CODING}(, ?{CODING})*",
    "connection": r"keep-alive|close",
    "user-agent": rf"{PRODUCT}( {PRODUCT})*",
}
DELIMITERS = {"simple": ",", "form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def expected_request(operation: Operation, call: Call, base_url: str) -> ExpectedRequest:
    """The request that *call* of *operation* makes, on a client whose base URL is *base_url*."""
    base = urlsplit(base_url)
    pairs: dict[str, list[Pair]] = {"path": [], "query": [], "header": [], "cookie": []}
    for parameter in operation.parameters:
        value = call.arguments.get(parameter.identity, parameter.default)
        if value is not None:
            pairs[parameter.location] += serialise(parameter, value)
    for scheme in _used_schemes(operation, call):
        pairs[scheme.location].append(
            (scheme.wire_name, credential_text(scheme, call.credentials[scheme.name]))
        )
    declared = {name.lower() for name, _ in pairs["header"]}
    if call.body is not ABSENT and "content-type" not in declared:
        pairs["header"].append(("Content-Type", call.media_type or "application/json"))
    return ExpectedRequest(
        method=operation.method,
        path=(*map(unquote, _segments(base.path)), *_fill(operation.path, dict(pairs["path"]))),
        query=tuple((name, canonical_text(value)) for name, value in pairs["query"]),
        headers=tuple((name.lower(), canonical_text(value)) for name, value in pairs["header"]),
        cookies=tuple((name, canonical_text(value)) for name, value in pairs["cookie"]),
        host=base.netloc,
        body=call.body,
        media_type=call.media_type or "application/json",
    )


def serialise(parameter: Parameter, value: Any) -> list[Pair]:
    """The (name, value) pairs, decoded, that carry *value* on the wire."""
    name, style = parameter.name, parameter.style
    if style == "content":
        return [(name, json.dumps(value) if is_json(parameter.media_type) else scalar_text(value))]
    if style in ("label", "matrix"):
        return [(name, _prefixed(parameter, value))]
    if not isinstance(value, (list, dict)):
        return [(name, scalar_text(value))]
    if not value:
        # RFC 6570, 2.3: a list or an object without members is undefined.
        return []
    if style == "deepObject" and isinstance(value, dict):
        return [(f"{name}[{member}]", scalar_text(item)) for member, item in value.items()]
    if style not in DELIMITERS:
        raise ContractError(f"{name}: the style {style!r} is not known to the harness")
    if parameter.explode and style != "simple":
        return [(member or name, item) for member, item in _members(value)]
    return [(name, DELIMITERS[style].join(_items(value, parameter.explode)))]


def _prefixed(parameter: Parameter, value: Any) -> str:
    """The styles of RFC 6570, 3.2.5 and 3.2.7, which only a path has."""
    name, explode = parameter.name, parameter.explode
    if parameter.style == "label":
        return "." + ("." if explode else ",").join(_items(value, explode))
    if explode and isinstance(value, (list, dict)):
        return "".join(f";{member or name}={item}" for member, item in _members(value))
    return f";{name}=" + ",".join(_items(value, explode))


def _members(value: Any) -> list[Pair]:
    """(name, text) of each member, or of each item with no name."""
    pairs = value.items() if isinstance(value, dict) else (("", item) for item in value)
    return [(name, scalar_text(item)) for name, item in pairs]


def _items(value: Any, explode: bool) -> list[str]:
    """What stands between the delimiters."""
    if not isinstance(value, (list, dict)):
        return [scalar_text(value)]
    if isinstance(value, dict) and not explode:
        return [text for member in _members(value) for text in member]
    return [f"{name}={text}" if name else text for name, text in _members(value)]


def credential_text(scheme: SecurityScheme, key: Credential) -> str:
    """What the header, query parameter or cookie of *scheme* says."""
    if scheme.type == "apiKey":
        return f"{key.prefix} {key.value}" if key.prefix else key.value
    if scheme.is_basic:
        return "Basic " + base64.b64encode(f"{key.user}:{key.value}".encode()).decode()
    return f"Bearer {key.value}"


def encoded_forms(scheme: SecurityScheme | None, key: Credential) -> set[str]:
    """How *key* may be written where it is shown: as it is, in base64, or as in a URL."""
    found = {key.value}
    with suppress(UnicodeEncodeError):  # a key that nothing can carry
        found.add(quote(key.value, safe=""))
        if scheme and scheme.is_basic:
            found.add(credential_text(scheme, key).rpartition(" ")[2])
    return found


def _used_schemes(operation: Operation, call: Call) -> Iterator[SecurityScheme]:
    known = {scheme.name: scheme for some in operation.security for scheme in some}
    return (known[name] for name in call.credentials)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.rstrip("/").split("/")[1:])


def _fill(template: str, values: dict[str, str]) -> tuple[str, ...]:
    # A template is cut at its own slashes first: a slash in a value stays inside its segment.
    return tuple(
        re.sub(r"\{([^}]+)\}", lambda match: values.get(match[1], ""), segment)
        for segment in template.split("/")[1:]
    )
