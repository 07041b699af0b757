"""
Every status a server can send, with every kind of body: the rows and columns of the failure law.

What each cell must come to is not written here. It is read from the contract, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contract_tests.harness.cases.body_variants import (
    EDGE_VARIANTS,
    LARGE_VARIANTS,
    REDIRECT_TARGETS,
    VALID,
    VARIANTS,
    ValidBody,
    typed,
)
from contract_tests.harness.cases.examples import MARKER, MARKERS, valid_bodies
from contract_tests.harness.spec import Contract, Operation, is_json
from contract_tests.harness.wire.canned_response import CannedResponse

__all__ = ["VALID", "StatusMatrix"]

STATUSES = range(100, 1000)
EVERY_KIND = {**VARIANTS, **EDGE_VARIANTS, **LARGE_VARIANTS}


class StatusMatrix:
    """The cells for one operation."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._operation = operation
        self._values = valid_bodies(contract)
        self._sound: dict[int, ValidBody] = {}

    def cells(self, step: int = 1) -> Iterator[CannedResponse]:
        """Each status with each kind of body; with a *step*, one status of so many."""
        for status in STATUSES[::step]:
            for kind in VARIANTS:
                yield self.reply(status, kind)
            if 300 <= status <= 399:
                yield from (self.redirect(status, where) for where in REDIRECT_TARGETS)
        for status in self.representative_statuses():
            yield from (self.reply(status, kind) for kind in (*EDGE_VARIANTS, *LARGE_VARIANTS))

    def samples(self) -> Iterator[CannedResponse]:
        """Each sort of status, its least and its greatest, with each kind of body that is small."""
        least = self.representative_statuses()
        for status in least:
            yield from (self.reply(status, kind) for kind in (*VARIANTS, *EDGE_VARIANTS))
        for status in self.representative_statuses(reversed(STATUSES)):
            if status not in least:
                yield from (self.reply(status, kind) for kind in VARIANTS)

    def over_sockets(self) -> Iterator[CannedResponse]:
        """What HTTP can carry, a cell for each: a final status, and one that may have a body."""
        for status in self.representative_statuses():
            if status >= 200 and status not in (204, 304):
                yield from (self.reply(status, kind) for kind in VARIANTS)

    def representative_statuses(self, statuses: Iterable[int] = STATUSES) -> list[int]:
        """One status of each sort: documented by each response, and of each hundred without."""
        found: dict[object, int] = {}
        for status in statuses:
            response = self._operation.response(status)
            found.setdefault(response or status // 100, status)
        return list(found.values())

    def reply(self, status: int, kind: str) -> CannedResponse:
        """The cell of *status* and *kind*."""
        headers, body = EVERY_KIND[kind](self.valid_body(status))
        return CannedResponse(kind, status, headers, body, MARKERS)

    def redirect(self, status: int, where: str) -> CannedResponse:
        """A redirect, with a body that would do for a success."""
        sound = self.valid_body(status)
        headers = ((b"Location", where.encode()), *typed(sound.media_type))
        return CannedResponse(f"redirect to {where}", status, headers, sound.data, MARKERS)

    def valid_body(self, status: int) -> ValidBody:
        """The body that *status* documents; for a status without one, that of a success."""
        if status not in self._sound:
            self._sound[status] = self._make(status)
        return self._sound[status]

    def _make(self, status: int) -> ValidBody:
        for known in (status, *self._operation.successes):
            response = self._operation.response(known)
            for media_type, schema in response.content.items() if response else ():
                if is_json(media_type):
                    return ValidBody(self._values[id(schema)], media_type)
        return ValidBody({MARKER: MARKER}, "application/json")
