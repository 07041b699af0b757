"""Responses made by hand, with any status, headers and bytes; and their content decoding."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contract_tests.harness.wire.messages import Headers, WireResponse


@dataclass(frozen=True)
class CannedResponse:
    """
    One response.

    Args:
        name: a description for reports.
        body: the bytes on the wire, with any `Content-Encoding`.
        secrets: texts of the body that must not appear in an error or a log.
    """

    name: str
    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.status} {self.name}"

    @property
    def response(self) -> WireResponse:
        """The response as a recording proxy would have recorded it."""
        return WireResponse(self.headers, self.body, b"", self.status)

    @property
    def framed(self) -> CannedResponse:
        """The response with a Content-Length, which a socket needs."""
        length = (b"Content-Length", b"%d" % len(self.body))
        return replace(self, headers=(*self.headers, length))

    @property
    def over_socket(self) -> CannedResponse | None:
        """
        The response in a form that HTTP allows on a socket; None if its status is not final.

        The body is left out where the status forbids one (RFC 9110, 6.4.1).
        """
        if self.status in (204, 304):
            return replace(self, body=b"")
        return self if self.status >= 200 else None

    @property
    def raw(self) -> bytes:
        """The response as HTTP/1.1 bytes."""
        lines = [b"HTTP/1.1 %d Played" % self.status]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join((*lines, b"", b"")) + self.body


def json_response(
    status: int, body: Any, media_type: str, name: str = "body", secrets: Sequence[str] = ()
) -> CannedResponse:
    """Return a response whose *body* is a JSON value, or bytes that are sent unchanged."""
    headers = ((b"Content-Type", media_type.encode()),)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return CannedResponse(name, status, headers, data, secrets)


def content_of(response: WireResponse) -> bytes | None:
    """Return the body without its `Content-Encoding`, or None where decoding fails."""
    body = response.body
    codings = b",".join(response.header("content-encoding")).lower().split(b",")
    try:
        for coding in reversed([coding.strip() for coding in codings]):
            if body and coding in (b"gzip", b"x-gzip"):
                body = gzip.decompress(body)
            elif body and coding == b"deflate":
                body = _inflate(body)
            elif body and coding not in (b"", b"identity"):
                return None
    except (EOFError, OSError, zlib.error):
        return None
    return body


def _inflate(body: bytes) -> bytes:
    """Decode a complete zlib stream (RFC 9110, 8.4.1.2), or deflate data without its header."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        decoder = zlib.decompressobj(wbits)
        try:
            content = decoder.decompress(body)
        except zlib.error:
            continue
        if decoder.eof and not decoder.unused_data:
            return content
    raise zlib.error("not one complete stream")
