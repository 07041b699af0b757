"""What a server says, made by hand: any status, any headers, any bytes."""

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
    One answer.

    Args:
        name: what it is, for people.
        body: as it goes over the wire, with any `Content-Encoding`.
        secrets: texts of the body that no error and no log may show.
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
        """The reply as the relay would have recorded it."""
        return WireResponse(self.headers, self.body, b"", self.status)

    @property
    def framed(self) -> CannedResponse:
        """The reply with the length of its body, as a socket needs it."""
        length = (b"Content-Length", b"%d" % len(self.body))
        return replace(self, headers=(*self.headers, length))

    @property
    def raw(self) -> bytes:
        """The reply as bytes of HTTP."""
        lines = [b"HTTP/1.1 %d Played" % self.status]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join((*lines, b"", b"")) + self.body


def json_response(
    status: int, body: Any, media_type: str, name: str = "", **facts: Any
) -> CannedResponse:
    """A reply with a JSON value, or with bytes."""
    headers = ((b"Content-Type", media_type.encode()),)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return CannedResponse(name or "body", status, headers, data, **facts)


def content_of(response: WireResponse) -> bytes | None:
    """The body without its `Content-Encoding`; None where it cannot be taken off."""
    body = response.body
    codings = b",".join(response.header("content-encoding")).lower().split(b",")
    try:
        for coding in reversed([coding.strip() for coding in codings]):
            if coding in (b"gzip", b"x-gzip"):
                body = gzip.decompress(body)
            elif coding == b"deflate":
                body = zlib.decompress(body)
    except (EOFError, OSError, zlib.error):
        return None
    return body
