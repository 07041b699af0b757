"""
Every status a server can send, with every kind of body: the rows and columns of the failure law.

What each cell must come to is not written here. It is read from the contract, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contract_tests.harness.cases.body_variants import (
    ELSEWHERE,
    FINE_KINDS,
    KINDS,
    LARGE_KINDS,
    RIGHT,
    Sound,
    typed,
)
from contract_tests.harness.cases.examples import MARKER, MARKERS, sound_bodies
from contract_tests.harness.spec import Contract, Operation, is_json
from contract_tests.harness.wire.canned_response import Reply

__all__ = ["RIGHT", "Matrix"]

STATUSES = range(100, 1000)
EVERY_KIND = {**KINDS, **FINE_KINDS, **LARGE_KINDS}


class Matrix:
    """The cells for one operation."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._operation = operation
        self._values = sound_bodies(contract)
        self._sound: dict[int, Sound] = {}

    def cells(self, step: int = 1) -> Iterator[Reply]:
        """Each status with each kind of body; with a *step*, one status of so many."""
        for status in STATUSES[::step]:
            for kind in KINDS:
                yield self.reply(status, kind)
            if 300 <= status <= 399:
                yield from (self.redirect(status, where) for where in ELSEWHERE)
        for status in self.sorts():
            yield from (self.reply(status, kind) for kind in (*FINE_KINDS, *LARGE_KINDS))

    def samples(self) -> Iterator[Reply]:
        """Each sort of status, its least and its greatest, with each kind of body that is small."""
        least = self.sorts()
        for status in least:
            yield from (self.reply(status, kind) for kind in (*KINDS, *FINE_KINDS))
        for status in self.sorts(reversed(STATUSES)):
            if status not in least:
                yield from (self.reply(status, kind) for kind in KINDS)

    def carried(self) -> Iterator[Reply]:
        """What HTTP can carry, a cell for each: a final status, and one that may have a body."""
        for status in self.sorts():
            if status >= 200 and status not in (204, 304):
                yield from (self.reply(status, kind) for kind in KINDS)

    def sorts(self, statuses: Iterable[int] = STATUSES) -> list[int]:
        """One status of each sort: documented by each response, and of each hundred without."""
        found: dict[object, int] = {}
        for status in statuses:
            response = self._operation.response(status)
            found.setdefault(response or status // 100, status)
        return list(found.values())

    def reply(self, status: int, kind: str) -> Reply:
        """The cell of *status* and *kind*."""
        headers, body = EVERY_KIND[kind](self.sound(status))
        return Reply(kind, status, headers, body, MARKERS)

    def redirect(self, status: int, where: str) -> Reply:
        """A redirect, with a body that would do for a success."""
        sound = self.sound(status)
        headers = ((b"Location", where.encode()), *typed(sound.media_type))
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
                    return Sound(self._values[id(schema)], media_type)
        return Sound({MARKER: MARKER}, "application/json")
