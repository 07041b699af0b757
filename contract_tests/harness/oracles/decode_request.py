"""
Decodes the parts of a recorded request, in the form of `records.ExpectedRequest`.

Rule: this module shares nothing with the generator, the client or httpx.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, unquote

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.records import Pair
from contract_tests.harness.spec.media_types import MULTIPART, media_type_essence
from contract_tests.harness.spec.strict_json import canonical_text
from contract_tests.harness.wire.messages import WireRequest


def path(request: WireRequest) -> list[str]:
    """Return the decoded segments; the first one follows the first slash."""
    return [unquote(s) for s in _target(request).partition("?")[0].split("/")[1:]]


def query(request: WireRequest) -> list[Pair]:
    """Return (name, value) pairs, sorted by name; equal names keep their order."""
    pairs = parse_qsl(_target(request).partition("?")[2], keep_blank_values=True)
    return by_name((name, canonical_text(value)) for name, value in pairs)


def by_name(pairs: Iterable[Pair]) -> list[Pair]:
    """Sort *pairs* by their names only, so that the items of a list keep their order."""
    return sorted(pairs, key=itemgetter(0))


def headers(request: WireRequest) -> list[Pair]:
    """Return (lower-case name, value) pairs in the order of the request, without cookies."""
    pairs = [(n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in request.headers]
    return [(name, _header_value(name, value)) for name, value in pairs if name != "cookie"]


def cookies(request: WireRequest) -> list[Pair]:
    """Return sorted (name, value) pairs. Values may be percent-encoded in the request."""
    crumbs = b"; ".join(request.header("cookie")).decode("latin-1").split("; ")
    pairs = [crumb.partition("=")[::2] for crumb in crumbs if crumb]
    return sorted((name, canonical_text(unquote(value))) for name, value in pairs)


def without_boundary(request: WireRequest) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return the sorted headers and the body without the random boundary of a multipart form."""
    content_type = b"".join(request.header("content-type"))
    match = re.search(rb'boundary="?([^";]+)', content_type)
    boundary = match[1] if match else b""

    def cut(data: bytes) -> bytes:
        return data.replace(boundary, b"") if boundary else data

    return sorted((name, cut(value)) for name, value in request.headers), cut(request.body)


def body(request: WireRequest) -> Any:
    """
    Return the body, in the form of `body_codec.canonical`.

    Raises:
        ValueError: the body is invalid in its Content-Type.
    """
    content_type = b"".join(request.header("content-type")).decode("latin-1")
    return read_body(content_type, request.body)


def _target(request: WireRequest) -> str:
    return request.target.decode("latin-1")


def _header_value(name: str, value: str) -> str:
    # The sender chooses the boundary of a multipart form.
    is_multipart = name == "content-type" and media_type_essence(value) == MULTIPART
    return MULTIPART if is_multipart else canonical_text(value)
