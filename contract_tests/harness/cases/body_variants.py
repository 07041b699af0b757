"""Variants of a response: the valid body of a status with one change to its headers or bytes."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from contract_tests.harness.cases.examples import MARKER, PYTHON_ATTRIBUTES
from contract_tests.harness.wire.messages import Headers

HUGE_LENGTH = 5_000_000
NESTING_DEPTH = 100_000
GZIP = (b"Content-Encoding", b"gzip")
DEFLATE = (b"Content-Encoding", b"deflate")
LINK = (b"Link", b"1")


@dataclass(frozen=True)
class ValidBody:
    """The complete JSON body that the contract documents for a status."""

    value: Any
    media_type: str

    @property
    def data(self) -> bytes:
        """The value, encoded as JSON."""
        return json.dumps(self.value).encode()

    def with_member(self, text: str) -> bytes:
        """Return the body with an undocumented member whose value is the JSON *text*."""
        if not isinstance(self.value, dict):
            return text.encode()
        inner = json.dumps(self.value)[1:-1]
        return f'{{{inner}{"," if inner else ""}"extra":{text}}}'.encode()


BodyVariant = Callable[[ValidBody], tuple[Headers, bytes]]


def typed(media_type: str, *more: tuple[bytes, bytes]) -> Headers:
    """Return headers with that Content-Type."""
    return ((b"Content-Type", media_type.encode()), *more)


def _bytes(encode: Callable[[ValidBody], bytes], *more: tuple[bytes, bytes]) -> BodyVariant:
    """Other bytes with the documented media type, and with *more* headers."""
    return lambda valid: (typed(valid.media_type, *more), encode(valid))


def _json(change: Callable[[Any], Any]) -> BodyVariant:
    """The JSON of another value."""
    return _bytes(lambda valid: json.dumps(change(valid.value)).encode())


def _member(text: str) -> BodyVariant:
    """The valid body with an undocumented member whose value is the JSON *text*."""
    return _bytes(lambda valid: valid.with_member(text))


def _with_headers(*more: tuple[bytes, bytes]) -> BodyVariant:
    """The valid body with *more* headers."""
    return _bytes(lambda valid: valid.data, *more)


def _with_media_type(change: Callable[[str], str]) -> BodyVariant:
    """The valid body with another Content-Type."""
    return lambda valid: (typed(change(valid.media_type)), valid.data)


def gzipped(valid: ValidBody) -> bytes:
    """Return the compressed body, which is the same in each run: it contains no time."""
    return gzip.compress(valid.data, 1, mtime=0)


def _unwrapped(value: Any) -> Any:
    """Return the first member that is an object, else the first member; wrap other values."""
    members = [*value.values()] if isinstance(value, dict) else []
    objects = [each for each in members if isinstance(each, dict)]
    return next(iter([*objects, *members]), {"data": value})


def _in_capitals(value: Any) -> Any:
    """Return the value with its member names in capitals."""
    if not isinstance(value, dict):
        return str(value).upper()
    return {name.upper(): member for name, member in value.items()}


def _with_python_attributes(value: Any) -> Any:
    return {**value, **PYTHON_ATTRIBUTES} if isinstance(value, dict) else value


def _nested(opening: str, closing: str, _: ValidBody) -> bytes:
    return (opening * NESTING_DEPTH + closing * NESTING_DEPTH).encode()


VALID = "valid body"

# Sent with every status.
VARIANTS: Mapping[str, BodyVariant] = {
    VALID: _with_headers(),
    f"{VALID}, gzip": _bytes(gzipped, GZIP),
    "empty body": _bytes(lambda valid: b""),
    "HTML instead of JSON": _bytes(lambda valid: f"<html>{MARKER}</html>".encode()),
    "truncated JSON": _bytes(lambda valid: valid.data[:-1]),
    "another media type": _with_media_type(lambda name: "text/html"),
    "no media type": lambda valid: ((), valid.data),
    "broken gzip": _with_headers(GZIP),
}

# Sent with one status per documented response and per class: JSON and Content-Type headers that
# parsers treat differently.
EDGE_VARIANTS: Mapping[str, BodyVariant] = {
    "blanks around the body": _bytes(lambda valid: b" \r\n\t" + valid.data + b"\n "),
    "a byte order mark": _bytes(lambda valid: b"\xef\xbb\xbf" + valid.data),
    "UTF-16": _bytes(lambda valid: valid.data.decode().encode("utf-16")),
    "Latin-1": _bytes(lambda valid: valid.with_member('"é"').decode().encode("latin-1")),
    "a letter after the body": _bytes(lambda valid: valid.data + b"x"),
    "two bodies": _bytes(lambda valid: valid.data * 2),
    "a NUL after the body": _bytes(lambda valid: valid.data + b"\0"),
    "single quotes": _bytes(lambda valid: valid.data.replace(b'"', b"'")),
    "a trailing comma": _bytes(lambda valid: valid.data[:-1] + b"," + valid.data[-1:]),
    "a duplicate member": _member('1,"extra":1'),
    "a duplicate member, nested": _member('[{"a":1,"a":2}]'),
    "NaN": _member("NaN"),
    "Infinity": _member("-Infinity"),
    "a number beyond the range of a float": _member("1e999"),
    "a number that as a float is 0": _member("-1e-999"),
    "a zero with an exponent": _member("-0.0e99"),
    "a number of 5,000 digits": _member("1" * 5_000),
    "a number with a leading zero": _member("01"),
    "an integer that a float cannot represent": _member(str(2**53 + 1)),
    "half a surrogate pair": _member('"\\ud800"'),
    "half a surrogate pair in UTF-8": _bytes(
        lambda valid: valid.with_member('"@@"').replace(b"@@", b"\xed\xa0\x80")
    ),
    "a line break in a string": _member('"a\nb"'),
    "an escaped line break": _member(r'"a\r\nb"'),
    "HTML entities in a string": _member('"&amp;lt;&#233;"'),
    "a combining accent": _member('"e\u0301"'),
    "members named like Python attributes": _json(_with_python_attributes),
    "member names in capitals": _json(_in_capitals),
    "without the outer object": _json(_unwrapped),
    "in a list": _json(lambda value: [value]),
    "as JSON in a string": _json(json.dumps),
    "a prefix against JSON hijacking": _bytes(lambda valid: b")]}',\n" + valid.data),
    "gzip without Content-Encoding": _bytes(gzipped),
    "truncated UTF-8": _bytes(lambda valid: valid.with_member('"é"')[:-3] + b'"}'),
    "truncated gzip": _bytes(lambda valid: gzipped(valid)[:-12], GZIP),
    "gzip with a wrong checksum": _bytes(lambda valid: gzipped(valid)[:-8] + b"\0" * 8, GZIP),
    "gzip with junk behind it": _bytes(lambda valid: gzipped(valid) + b"junk", GZIP),
    "gzip in two members": _bytes(
        lambda valid: (
            gzip.compress(valid.data[:9], 1, mtime=0) + gzip.compress(valid.data[9:], 1, mtime=0)
        ),
        GZIP,
    ),
    "gzip twice": _bytes(
        lambda valid: gzip.compress(gzipped(valid), 1, mtime=0),
        (b"Content-Encoding", b"gzip, gzip"),
    ),
    "x-gzip": _bytes(gzipped, (GZIP[0], b"x-gzip")),
    "gzip in capitals": _bytes(gzipped, (GZIP[0], b"GZIP")),
    "deflate and then gzip": _bytes(
        lambda valid: gzip.compress(zlib.compress(valid.data), 1, mtime=0),
        (GZIP[0], b"deflate, gzip"),
    ),
    "deflate": _bytes(lambda valid: zlib.compress(valid.data), DEFLATE),
    "deflate without a zlib header": _bytes(
        lambda valid: zlib.compress(valid.data, wbits=-zlib.MAX_WBITS), DEFLATE
    ),
    "truncated deflate": _bytes(lambda valid: zlib.compress(valid.data)[:-4], DEFLATE),
    "deflate with junk behind it": _bytes(lambda valid: zlib.compress(valid.data) + b"x", DEFLATE),
    "an unknown encoding": _with_headers((b"Content-Encoding", b"x-unheard-of")),
    "the encoding identity": _with_headers((b"Content-Encoding", b"identity")),
    "a media type in capitals": _with_media_type(str.upper),
    "a header twice": _with_headers(LINK, (LINK[0], b"2")),
    "a header twice with one value": _with_headers(LINK, LINK),
    "a long header": _with_headers((b"X-Long", b"x" * 8_000)),
    "a non-ASCII header": _with_headers((b"X-Foreign", b"\xe9")),
    "a cookie": _with_headers((b"Set-Cookie", b"a=b; Path=/")),
    "a media type with a charset": _with_media_type(lambda name: name + "; charset=utf-8"),
    "a media type with a wrong charset": _with_media_type(lambda name: name + ";charset=latin-1"),
    "a wrong charset of a non-ASCII body": lambda valid: (
        typed(valid.media_type + ";charset=latin-1"),
        valid.with_member('"é"'),
    ),
    "the media type text/json": _with_media_type(lambda name: "text/json"),
    "two Content-Type headers": _with_headers((b"Content-Type", b"text/html")),
    "the media type of problem details": _with_media_type(lambda name: "application/problem+json"),
    "a longer media type": _with_media_type(lambda name: name + "x"),
    "two media types in one header": _with_media_type(lambda name: f"{name}, {name}"),
    "an empty media type": _with_media_type(lambda name: ""),
}

# Sent with one status per documented response and per class, because they are slow.
LARGE_VARIANTS: Mapping[str, BodyVariant] = {
    "a huge body": _member(f'"{"x" * HUGE_LENGTH}"'),
    "deeply nested arrays": _bytes(partial(_nested, "[", "]")),
    "deeply nested objects": _bytes(partial(_nested, '{"a":', "}")),
    "nested arrays without an end": _bytes(partial(_nested, "[", "")),
}

# Values of Location: another path, another host twice, an invalid URL, an empty one.
REDIRECT_TARGETS = (
    "/elsewhere",
    "//elsewhere.example/",
    "https://elsewhere.example/",
    "http://[::",
    "",
)
