"""
What a recorded request says: its parts, decoded, in the terms of `oracle.ExpectedRequest`.

Rule: this file shares nothing with the generator, the client or httpx.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, unquote

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.spec.media_types import MULTIPART, media_type_essence
from contract_tests.harness.spec.strict_json import canonical_text
from contract_tests.harness.wire.messages import WireRequest

Pair = tuple[str, str]


def path(request: WireRequest) -> list[str]:
    """The segments; the first one follows the first slash."""
    return [unquote(s) for s in _target(request).partition("?")[0].split("/")[1:]]


def query(request: WireRequest) -> list[Pair]:
    """(name, value), by name; those of one name in the order they came in."""
    found = parse_qsl(_target(request).partition("?")[2], keep_blank_values=True)
    return by_name((name, canonical_text(value)) for name, value in found)


def by_name(pairs: Iterable[Pair]) -> list[Pair]:
    """The *pairs*, sorted by their names alone: the items of a list stay in their order."""
    return sorted(pairs, key=itemgetter(0))


def headers(request: WireRequest) -> list[Pair]:
    """(lower-case name, value), in the order they came in, without cookies."""
    pairs = [(n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in request.headers]
    return [(name, _header_meaning(name, value)) for name, value in pairs if name != "cookie"]


def cookies(request: WireRequest) -> list[Pair]:
    """(name, value), sorted. A client may percent-encode what a cookie cannot hold."""
    crumbs = b"; ".join(request.header("cookie")).decode("latin-1").split("; ")
    pairs = [crumb.partition("=")[::2] for crumb in crumbs if crumb]
    return sorted((name, canonical_text(unquote(value))) for name, value in pairs)


def without_boundary(request: WireRequest) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """
    Headers, sorted, and body, as they were sent; but for what parts the fields of a form, a text
    that the sender draws by lot.
    """
    content_type = b"".join(request.header("content-type"))
    found = re.search(rb'boundary="?([^";]+)', content_type)
    boundary = found[1] if found else b""

    def cut(data: bytes) -> bytes:
        return data.replace(boundary, b"") if boundary else data

    return sorted((name, cut(value)) for name, value in request.headers), cut(request.body)


def body(request: WireRequest) -> Any:
    """
    What the body says, as `bodies.said` has it.

    Raises:
        ValueError: it is not what the Content-Type says it is.
    """
    content_type = b"".join(request.header("content-type")).decode("latin-1")
    return read_body(content_type, request.body)


def _target(request: WireRequest) -> str:
    return request.target.decode("latin-1")


def _header_meaning(name: str, value: str) -> str:
    # Where the parts of a form begin and end is for the sender to choose.
    alone = name == "content-type" and media_type_essence(value) == MULTIPART
    return MULTIPART if alone else canonical_text(value)
