"""
The request that must arrive, computed only from the contract and the arguments of a call.

Rule 1: this module shares nothing with the generator, the client or httpx.
Rule 2: it compares meaning, not encoding: percent-encoding and JSON are decoded first, so a client
may encode characters that need no encoding.

Serialisation follows https://spec.openapis.org/oas/v3.0.3#style-values and RFC 6570.
"""

from __future__ import annotations

import base64
import json
import re
from contextlib import suppress
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

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
from contract_tests.harness.spec.media_types import MULTIPART, media_type_essence
from contract_tests.harness.spec.strict_json import canonical_text

# Content codings, and the modules with which httpx decodes them; one per coding is enough.
DECODERS = {
    "gzip": ["gzip"],
    "deflate": ["zlib"],
    "br": ["brotli", "brotlicffi"],
    "zstd": ["zstandard"],
}
CODINGS = ["identity", *(name for name, any_of in DECODERS.items() if any(map(find_spec, any_of)))]
CODING = f"({'|'.join(CODINGS)})"
# RFC 9110, 10.1.5: a name and a version such as 1.0.27-rc.1.
PRODUCT = r"[A-Za-z][\w-]*/\d+(\.\d+)*([.+-][\w.+-]*)?"
# Headers that httpx adds, with the values that are allowed. No credential matches one.
TRANSPORT_HEADERS = {
    "accept": r"\*/\*",
    "accept-encoding": rf"{CODING}(, ?{CODING})*",
    "connection": r"keep-alive|close",
    "user-agent": rf"{PRODUCT}( {PRODUCT})*",
}
DELIMITERS = {"simple": ",", "form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def expected_request(operation: Operation, call: Call, base_url: str) -> ExpectedRequest:
    """Return the request for *call* of *operation* by a client with that *base_url*."""
    base = urlsplit(base_url)
    pairs: dict[str, list[Pair]] = {"path": [], "query": [], "header": [], "cookie": []}
    for parameter in operation.parameters:
        value = call.arguments.get(parameter.identity, parameter.default)
        if value is not None:
            pairs[parameter.location] += serialise(parameter, value)
    schemes = {scheme.name: scheme for each in operation.security for scheme in each}
    for name, credential in call.credentials.items():
        text = credential_text(schemes[name], credential)
        pairs[schemes[name].location].append((schemes[name].wire_name, text))
    media_type = call.media_type or "application/json"
    template, _, query = operation.path.partition("?")  # some contracts have a query in the path
    pairs["query"] = [*parse_qsl(query, keep_blank_values=True), *pairs["query"]]
    header_names = {name.lower() for name, _ in pairs["header"]}
    if call.body is not ABSENT and media_type_essence(media_type) == MULTIPART:
        # The sender of a multipart form chooses its boundary, so it writes the header.
        pairs["header"] = [pair for pair in pairs["header"] if pair[0].lower() != "content-type"]
        pairs["header"].append(("Content-Type", MULTIPART))
    elif call.body is not ABSENT and "content-type" not in header_names:
        pairs["header"].append(("Content-Type", media_type))
    return ExpectedRequest(
        method=operation.method,
        path=(*map(unquote, _segments(base.path)), *_fill(template, dict(pairs["path"]))),
        query=tuple((name, canonical_text(value)) for name, value in pairs["query"]),
        headers=tuple((name.lower(), canonical_text(value)) for name, value in pairs["header"]),
        cookies=tuple((name, canonical_text(value)) for name, value in pairs["cookie"]),
        host=base.netloc,
        body=call.body,
        media_type=media_type,
    )


def serialise(parameter: Parameter, value: Any) -> list[Pair]:
    """Return the decoded (name, value) pairs that encode *value* on the wire."""
    name, style = parameter.name, parameter.style
    if style == "content":
        return [(name, json.dumps(value) if is_json(parameter.media_type) else scalar_text(value))]
    if style in ("label", "matrix"):
        return [(name, _prefixed(parameter, value))]
    if not isinstance(value, (list, dict)):
        return [(name, scalar_text(value))]
    if not value:
        # RFC 6570, 2.3: an empty list or object is undefined, and so not sent.
        return []
    if style == "deepObject" and isinstance(value, dict):
        return [(f"{name}[{member}]", scalar_text(item)) for member, item in value.items()]
    if style not in DELIMITERS:
        raise ContractError(f"{name}: the harness does not support the style {style!r}")
    if parameter.explode and style != "simple":
        return [(member or name, item) for member, item in _members(value)]
    return [(name, DELIMITERS[style].join(_items(value, parameter.explode)))]


def _prefixed(parameter: Parameter, value: Any) -> str:
    """Encode *value* in a style of RFC 6570, 3.2.5 or 3.2.7, which only path parameters have."""
    name, explode = parameter.name, parameter.explode
    if parameter.style == "label":
        return "." + ("." if explode else ",").join(_items(value, explode))
    if explode and isinstance(value, (list, dict)):
        return "".join(f";{member or name}={item}" for member, item in _members(value))
    return f";{name}=" + ",".join(_items(value, explode))


def _members(value: Any) -> list[Pair]:
    """Return (name, text) of each member; the items of a list have the empty name."""
    pairs = value.items() if isinstance(value, dict) else (("", item) for item in value)
    return [(name, scalar_text(item)) for name, item in pairs]


def _items(value: Any, explode: bool) -> list[str]:
    """Return the texts between the delimiters."""
    if not isinstance(value, (list, dict)):
        return [scalar_text(value)]
    if isinstance(value, dict) and not explode:
        return [text for member in _members(value) for text in member]
    return [f"{name}={text}" if name else text for name, text in _members(value)]


def credential_text(scheme: SecurityScheme, credential: Credential) -> str:
    """Return the value of the header, query parameter or cookie of *scheme*."""
    value = credential.value
    if scheme.type == "apiKey":
        return f"{credential.prefix} {value}" if credential.prefix else value
    if scheme.is_basic:
        return "Basic " + base64.b64encode(f"{credential.user}:{value}".encode()).decode()
    return f"Bearer {value}"


def encoded_forms(scheme: SecurityScheme | None, credential: Credential) -> set[str]:
    """Return the texts that reveal *credential*: its value, percent-encoded, in base64."""
    forms = {credential.value}
    with suppress(UnicodeEncodeError):  # a value that cannot be sent
        forms.add(quote(credential.value, safe=""))
        if scheme and scheme.is_basic:
            forms.add(credential_text(scheme, credential).rpartition(" ")[2])
    return forms


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.rstrip("/").split("/")[1:])


def _fill(template: str, values: dict[str, str]) -> tuple[str, ...]:
    # Split the template before filling it in, so that a slash in a value stays in its segment.
    return tuple(
        re.sub(r"\{([^}]+)\}", lambda match: values.get(match[1], ""), segment)
        for segment in template.split("/")[1:]
    )
