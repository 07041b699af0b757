"""
Kinds of answers: from the sound body of a status, its headers and the bytes of a body that is
right, or wrong in one way.
"""

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

HUGE = 5_000_000
DEEP = 100_000
GZIP = (b"Content-Encoding", b"gzip")


@dataclass(frozen=True)
class ValidBody:
    """The body that the contract documents for a status, whole."""

    value: Any
    media_type: str

    @property
    def data(self) -> bytes:
        return json.dumps(self.value).encode()

    def with_member(self, text: str) -> bytes:
        """The body with a member that the contract does not name; its value is *text*."""
        if not isinstance(self.value, dict):
            return text.encode()
        inner = json.dumps(self.value)[1:-1]
        return f'{{{inner}{"," if inner else ""}"extra":{text}}}'.encode()


BodyVariant = Callable[[ValidBody], tuple[Headers, bytes]]
Make = Callable[[ValidBody], bytes]


def typed(media_type: str, *more: tuple[bytes, bytes]) -> Headers:
    """Headers with that Content-Type."""
    return ((b"Content-Type", media_type.encode()), *more)


def _body(make: Make, *more: tuple[bytes, bytes]) -> BodyVariant:
    """A body under the media type of the contract."""
    return lambda sound: (typed(sound.media_type, *more), make(sound))


def _with_media_type(name: Callable[[str], str]) -> BodyVariant:
    """The right body under another media type, or another spelling of it."""
    return lambda sound: (typed(name(sound.media_type)), sound.data)


def gzipped(sound: ValidBody) -> bytes:
    """The body in gzip, the same on each run: without the time of day."""
    return gzip.compress(sound.data, 1, mtime=0)


def _member(text: str) -> BodyVariant:
    return _body(lambda sound: sound.with_member(text))


def _unwrapped(value: Any) -> Any:
    """What the first member holds that is an object, else what any does; of no object, one."""
    members = [*value.values()] if isinstance(value, dict) else []
    inner = [each for each in members if isinstance(each, dict)]
    return next(iter([*inner, *members]), {"data": value})


def _renamed(rename: Callable[[str], str]) -> BodyVariant:
    """The body, its members under other names."""

    def make(sound: ValidBody) -> bytes:
        if not isinstance(sound.value, dict):
            return json.dumps(rename(str(sound.value))).encode()
        return json.dumps({rename(name): each for name, each in sound.value.items()}).encode()

    return _body(make)


def _with_headers(*more: tuple[bytes, bytes]) -> BodyVariant:
    """The right body, and more headers."""
    return lambda sound: (typed(sound.media_type, *more), sound.data)


def _nested(opening: str, closing: str, _: ValidBody) -> bytes:
    return (opening * DEEP + closing * DEEP).encode()


VALID = "the right body"

TWICE = (b"ProxiedConnection", b"1")
# Of what other readers make something else: of entities, of line breaks, of what is no ASCII.
ACUTE = "\N{LATIN SMALL LETTER E WITH ACUTE}"

# With every status.
VARIANTS: Mapping[str, BodyVariant] = {
    VALID: _body(lambda sound: sound.data),
    f"{VALID}, gzip": _body(lambda sound: gzipped(sound), GZIP),
    "an empty body": _body(lambda sound: b""),
    "no JSON": _body(lambda sound: f"<html>{MARKER}</html>".encode()),
    "truncated JSON": _body(lambda sound: sound.data[:-1]),
    "another media type": _with_media_type(lambda name: "text/html"),
    "no media type": lambda sound: ((), sound.data),
    "broken gzip": _body(lambda sound: sound.data, GZIP),
}

# With one status of each sort: what tells one reader of JSON, or of a media type, from another.
EDGE_VARIANTS: Mapping[str, BodyVariant] = {
    "blanks around the body": _body(lambda sound: b" \r\n\t" + sound.data + b"\n "),
    "a byte order mark": _body(lambda sound: b"\xef\xbb\xbf" + sound.data),
    "UTF-16": _body(lambda sound: sound.data.decode().encode("utf-16")),
    "Latin-1": _body(lambda sound: sound.with_member('"\u00e9"').decode().encode("latin-1")),
    "something after the body": _body(lambda sound: sound.data + b"x"),
    "two bodies": _body(lambda sound: sound.data * 2),
    "a NUL after the body": _body(lambda sound: sound.data + b"\0"),
    "quotes of another kind": _body(lambda sound: sound.data.replace(b'"', b"'")),
    "a comma too many": _body(lambda sound: sound.data[:-1] + b"," + sound.data[-1:]),
    "a member twice": _member('1,"extra":1'),
    "a member twice, deep": _member('[{"a":1,"a":2}]'),
    "NaN": _member("NaN"),
    "Infinity": _member("-Infinity"),
    "a number beyond a float": _member("1e999"),
    "a number of 5,000 digits": _member("1" * 5_000),
    "a number with a zero before it": _member("01"),
    "a number that is no float": _member(str(2**53 + 1)),
    "half a surrogate pair": _member('"\\ud800"'),
    "half a pair in UTF-8": _body(
        lambda sound: sound.with_member('"@@"').replace(b"@@", b"\xed\xa0\x80")
    ),
    "a line break in a text": _member('"a\nb"'),
    "an escaped line break": _member(r'"a\r\nb"'),
    "entities in a text": _member('"&amp;lt;&#233;"'),
    "an accent by itself": _member('"e\u0301"'),
    "members that Python has, too": _body(
        lambda sound: json.dumps(
            {**sound.value, **PYTHON_ATTRIBUTES} if isinstance(sound.value, dict) else sound.value
        ).encode()
    ),
    "names in capitals": _renamed(str.upper),
    "without its envelope": _body(lambda sound: json.dumps(_unwrapped(sound.value)).encode()),
    "in a list of its own": _body(lambda sound: json.dumps([sound.value]).encode()),
    "as JSON in a text": _body(lambda sound: json.dumps(json.dumps(sound.value)).encode()),
    "a guard before the body": _body(lambda sound: b")]}',\n" + sound.data),
    "gzip, and no word of it": _body(lambda sound: gzipped(sound)),
    "one cut in UTF-8": _body(lambda sound: sound.with_member('"\u00e9"')[:-3] + b'"}'),
    "gzip, cut": _body(lambda sound: gzipped(sound)[:-12], GZIP),
    "gzip, wrong at the end": _body(lambda s: gzipped(s)[:-8] + b"\0" * 8, GZIP),
    "deflate": _body(lambda s: zlib.compress(s.data), (b"Content-Encoding", b"deflate")),
    "an encoding that is none": _body(lambda s: s.data, (b"Content-Encoding", b"identity")),
    "a media type in capitals": _with_media_type(str.upper),
    "a header twice": lambda s: ((*typed(s.media_type), TWICE, (TWICE[0], b"2")), s.data),
    "a header twice alike": _with_headers(TWICE, TWICE),
    "a long header": _with_headers((b"X-Long", b"x" * 8_000)),
    "a header that is not ASCII": _with_headers((b"X-Foreign", b"\xe9")),
    "a cookie": _with_headers((b"Set-Cookie", b"a=b; Path=/")),
    "a media type with a charset": _with_media_type(lambda name: name + "; charset=utf-8"),
    "a media type with a wrong charset": _with_media_type(lambda name: name + ";charset=latin-1"),
    "a wrong charset of what is no ASCII": lambda sound: (
        typed(sound.media_type + ";charset=latin-1"),
        sound.with_member(f'"{ACUTE}"'),
    ),
    "a media type of text": _with_media_type(lambda name: "text/json"),
    "two lines of media types": lambda sound: (
        typed(sound.media_type, (b"Content-Type", b"text/html")),
        sound.data,
    ),
    "a media type of problems": _with_media_type(lambda name: "application/problem+json"),
    "a longer media type": _with_media_type(lambda name: name + "x"),
    "two media types": _with_media_type(lambda name: f"{name}, {name}"),
    "an empty media type": _with_media_type(lambda name: ""),
}

# With one status of each sort, because they take long.
LARGE_VARIANTS: Mapping[str, BodyVariant] = {
    "a huge body": _body(lambda sound: sound.with_member(f'"{"x" * HUGE}"')),
    "deep arrays": _body(partial(_nested, "[", "]")),
    "deep objects": _body(partial(_nested, '{"a":', "}")),
    "no end of arrays": _body(partial(_nested, "[", "")),
}

# Places that a redirect may name: another path here, another host, what is no URL, nothing.
REDIRECT_TARGETS = (
    "/elsewhere",
    "//elsewhere.example/",
    "https://elsewhere.example/",
    "http://[",
    "",
)
