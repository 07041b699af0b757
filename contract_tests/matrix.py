"""
Every status a server can send, with every kind of body: the rows and columns of the failure law.

What each cell must come to is not written here. It is read from the contract, cell by cell.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from contract_tests.contract import Contract, Operation, is_json
from contract_tests.reply import Reply
from contract_tests.samples import MARKER, MARKERS, Samples
from contract_tests.wire import Headers

STATUSES = range(100, 1000)
# Such large bodies are not sent with each status, but once with each kind of status.
HUGE = 5_000_000
DEEP = 100_000


@dataclass(frozen=True)
class Sound:
    """The body that the contract documents for a status, whole."""

    value: Any
    media_type: str

    @property
    def data(self) -> bytes:
        return json.dumps(self.value).encode()


class Matrix:
    """The cells for one operation."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._operation = operation
        self._values = Samples(contract)
        self._sound: dict[int, Sound] = {}

    def cells(self) -> Iterator[Reply]:
        """Each status with each kind of body."""
        for status in STATUSES:
            for kind in KINDS:
                yield self.reply(status, kind)
            if 300 <= status <= 399:
                yield from (self.redirect(status, where) for where in ELSEWHERE)
        for status in self.sorts():
            yield from (self.reply(status, kind) for kind in LARGE)

    def samples(self) -> Iterator[Reply]:
        """Each sort of status with each kind of body that is not large."""
        for status in self.sorts():
            yield from (self.reply(status, kind) for kind in KINDS)

    def carried(self) -> Iterator[Reply]:
        """Of the samples those that HTTP can carry: final, and with a body where there is one."""
        return (
            reply
            for reply in self.samples()
            if reply.status >= 200 and reply.status not in (204, 304)
        )

    def sorts(self) -> list[int]:
        """One status of each sort: documented by each response, and of each hundred without."""
        found: dict[object, int] = {}
        for status in STATUSES:
            response = self._operation.response(status)
            found.setdefault(response or status // 100, status)
        return list(found.values())

    def reply(self, status: int, kind: str) -> Reply:
        """The cell of *status* and *kind*."""
        headers, body = {**KINDS, **LARGE}[kind](self.sound(status))
        return Reply(kind, status, headers, body, MARKERS)

    def redirect(self, status: int, where: str) -> Reply:
        """A redirect, with a body that would do for a success."""
        sound = self.sound(status)
        headers = ((b"Location", where.encode()), *_typed(sound.media_type))
        return Reply(f"redirect to {where}", status, headers, sound.data, MARKERS)

    def sound(self, status: int) -> Sound:
        """The body that *status* documents; for a status without one, that of a success."""
        if status not in self._sound:
            self._sound[status] = self._make(status)
        return self._sound[status]

    def _make(self, status: int) -> Sound:
        for known in (status, *self._operation.successes):
            response = self._operation.response(known)
            for media_type, schema in response.content.items() if response else ():
                if is_json(media_type):
                    return Sound(self._values.sound(schema), media_type)
        return Sound({MARKER: MARKER}, "application/json")


def _typed(media_type: str, *more: tuple[bytes, bytes]) -> Headers:
    return ((b"Content-Type", media_type.encode()), *more)


RIGHT = "the right body"
GZIP = (b"Content-Encoding", b"gzip")
Make = Callable[[Sound], tuple[Headers, bytes]]

KINDS: Mapping[str, Make] = {
    RIGHT: lambda sound: (_typed(sound.media_type), sound.data),
    f"{RIGHT}, gzip": lambda sound: (
        _typed(sound.media_type, GZIP),
        gzip.compress(sound.data, 1),
    ),
    "an empty body": lambda sound: (_typed(sound.media_type), b""),
    "no JSON": lambda sound: (_typed(sound.media_type), f"<html>{MARKER}</html>".encode()),
    "truncated JSON": lambda sound: (_typed(sound.media_type), sound.data[:-1]),
    "another media type": lambda sound: (_typed("text/html"), sound.data),
    "no media type": lambda sound: ((), sound.data),
    "broken gzip": lambda sound: (_typed(sound.media_type, GZIP), sound.data),
}


def _huge(sound: Sound) -> tuple[Headers, bytes]:
    """The right body, and a member that nobody asked for."""
    return _typed(sound.media_type), _with_extra(sound, '"' + "x" * HUGE + '"')


def _nested(opening: str, closing: str, sound: Sound) -> tuple[Headers, bytes]:
    return _typed(sound.media_type), (opening * DEEP + closing * DEEP).encode()


def _with_extra(sound: Sound, text: str) -> bytes:
    whole = sound.data.decode()
    comma = ", " if sound.value else ""
    return f'{whole[:-1]}{comma}"extra": {text}}}'.encode() if whole[0] == "{" else text.encode()


LARGE: Mapping[str, Make] = {
    "a huge body": _huge,
    "deep arrays": partial(_nested, "[", "]"),
    "deep objects": partial(_nested, '{"data":', "}"),
    "no end of arrays": partial(_nested, "[", ""),
}

# Places a redirect may name: another path of the same host, another host, what is no URL.
ELSEWHERE = ("/elsewhere", "//elsewhere.example/", "https://elsewhere.example/", "http://[", "")
