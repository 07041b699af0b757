"""The body of a response: read from the network, and decompressed, up to a limit.

httpx decompresses without a limit, and accepts a stream that is cut off.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import httpx

from ._assertions import Violation
from ._network import seconds_left

#: The value of the header Accept-Encoding.
ACCEPT_ENCODING = "gzip, deflate"

# The bytes that are decompressed, or made, in one step. zlib copies what it does not use yet.
_STEP = 4096
# Encodings of one body; each is a generator inside of the next.
_MOST_ENCODINGS = 5


class Received:
    """A response whose body was read. Its repr shows nothing of it."""

    def __init__(self, response: httpx.Response, content: bytes, violation: Violation | None):
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = content
        """The decompressed body; empty if there is a violation."""
        self.violation = violation
        """Why the body cannot be used."""


class BodyTooLargeError(ValueError):
    """The body is larger than the limit."""


class BodyReader:
    """Collects the parts of a body that may be compressed."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        self._response = response
        self._limit = limit
        self._body = bytearray()  # a list of small parts would take many times their size
        encodings = response.headers.get("Content-Encoding", "").lower().split(",")
        self._encodings = [name for name in map(str.strip, encodings) if name not in _UNCHANGED]
        # What cannot be compressed becomes larger: by 5 bytes for every 16 kB, and a header.
        self._left = limit + (limit // 1000 + 1000 if self._encodings else 0)

    def feed(self, part: bytes) -> None:
        """Add *part*.

        Raises:
            BodyTooLargeError: the body is larger than the limit.
            DeadlineError: the deadline of the call has passed.
        """
        seconds_left()
        self._left -= len(part)
        self._body += part
        if self._left < 0:
            raise BodyTooLargeError

    def received(self) -> Received:
        """Return the response with its decompressed body, or with the reason why it has none."""
        try:
            if self._left < 0:
                raise BodyTooLargeError
            body = bytes(self._body)
            content = self._decompress(body) if body and self._encodings else body
            return Received(self._response, content, None)
        except BodyTooLargeError:
            reason = f"is larger than {self._limit} bytes (max_response_size)"
        except (LookupError, zlib.error):
            reason = "cannot be decompressed"
        return Received(self._response, b"", Violation("", reason))

    def _decompress(self, body: bytes) -> bytes:
        if len(self._encodings) > _MOST_ENCODINGS:
            raise LookupError
        parts: Iterable[bytes] = (body[i : i + _STEP] for i in range(0, len(body), _STEP))
        for name in reversed(self._encodings):
            parts = _limited(_DECODERS[name](parts), self._limit)
        return b"".join(parts)


def _limited(parts: Iterable[bytes], limit: int) -> Iterator[bytes]:
    for part in parts:
        limit -= len(part)
        if limit < 0:
            raise BodyTooLargeError
        yield part


def _gunzip(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of one or more gzip members, all of them complete (RFC 1952, 2.2)."""
    member: Any = zlib.decompressobj(31)
    for part in parts:
        while part:
            if member.eof:
                member = zlib.decompressobj(31)
            yield member.decompress(part, _STEP)
            part = member.unconsumed_tail or member.unused_data
    yield from _rest(member)


def _inflate(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of one complete stream of zlib, or of deflate, which some servers send."""
    stream: Any = None
    for part in parts:
        while part:
            if stream is None:  # RFC 1950 begins with the method 8, which no deflate encoder writes
                stream = zlib.decompressobj(15 if part[0] & 15 == 8 else -15)
            if stream.eof:
                raise zlib.error
            yield stream.decompress(part, _STEP)
            part = stream.unconsumed_tail or stream.unused_data
    yield from _rest(stream)


def _rest(stream: Any) -> Iterator[bytes]:
    if stream is None:
        raise zlib.error
    while rest := stream.decompress(b"", _STEP):  # what did not fit into the last step
        yield rest
    if not stream.eof:
        raise zlib.error


_UNCHANGED = ("", "identity")
#: Content coding -> decoder.
_DECODERS: Mapping[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
}

# From a stream of httpx to the parser of HTTP/1.1 behind it. httpcore has no other way to it.
_PATH_TO_PARSER = ("_httpcore_stream", "_stream", "_connection", "_h11_state")
_WITHOUT_BODY = (204, 205, 304)


def discard_if_dirty(response: httpx.Response) -> None:
    """Let no other call use the connection if bytes may follow *response*, which was read.

    httpcore would take them for the next response.
    """
    stream: Any = response.extensions.get("network_stream")
    parser: Any = response.stream
    for name in _PATH_TO_PARSER:
        parser = getattr(parser, name, None)
    trailing = getattr(parser, "trailing_data", (b"",))[0]
    has_no_body = response.status_code in _WITHOUT_BODY
    if (trailing or has_no_body) and hasattr(stream, "discard"):
        stream.discard()
