"""
The matrix of the failure law: every status that a server can send, with every variant of a body.

The expected outcome of each cell comes from the contract, not from this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle, islice

from contract_tests.harness.cases.body_variants import (
    EDGE_VARIANTS,
    LARGE_VARIANTS,
    REDIRECT_TARGETS,
    VALID,
    VARIANTS,
    ValidBody,
    typed,
)
from contract_tests.harness.cases.examples import MARKER, MARKERS
from contract_tests.harness.cases.valid_messages import valid_bodies
from contract_tests.harness.spec import Contract, Operation, json_media_type
from contract_tests.harness.wire.canned_response import CannedResponse

__all__ = ["VALID", "StatusMatrix"]

ALL_STATUSES = range(100, 1000)
# A sample has one status in so many.
SAMPLING_STEP = 90
ALL_VARIANTS = {**VARIANTS, **EDGE_VARIANTS, **LARGE_VARIANTS}


class StatusMatrix:
    """
    The cells for one operation.

    Args:
        sampled: leave out most statuses of each class, and send each variant with the documented
            successes and one other representative.
    """

    def __init__(self, contract: Contract, operation: Operation, *, sampled: bool = False) -> None:
        self._contract = contract
        self._operation = operation
        self._sampled = sampled
        self._values = valid_bodies(contract, operation)
        self._valid_bodies: dict[int, ValidBody] = {}

    def statuses(self) -> Iterator[CannedResponse]:
        """Yield each status with each small variant, and representatives with large variants."""
        for status in ALL_STATUSES[:: SAMPLING_STEP if self._sampled else 1]:
            for variant in VARIANTS:
                yield self.response(status, variant)
            if 300 <= status <= 399:
                yield from (self.redirect(status, target) for target in REDIRECT_TARGETS)
        yield from self._each_with(LARGE_VARIANTS, self.representative_statuses())

    def representatives(self) -> Iterator[CannedResponse]:
        """Yield the least and greatest representatives with each variant that is not large."""
        least = self.representative_statuses()
        yield from self._each_with({**VARIANTS, **EDGE_VARIANTS}, least)
        greatest = self.representative_statuses(reversed(ALL_STATUSES))
        yield from self._each_with(VARIANTS, [each for each in greatest if each not in least])

    def over_sockets(self) -> Iterator[CannedResponse]:
        """Yield cells that HTTP allows on a socket: final statuses that may have a body."""
        statuses = self.representative_statuses()
        final = [status for status in statuses if status >= 200 and status not in (204, 304)]
        yield from self._each_with(VARIANTS, final)

    def _each_with(self, variants: Iterable[str], statuses: list[int]) -> Iterator[CannedResponse]:
        """Yield *variants* with each status; in a sample, all but successes take turns."""
        always = [status for status in statuses if not self._sampled or self._is_success(status)]
        others = cycle(status for status in statuses if status not in always)
        for variant in variants:
            for status in (*always, *islice(others, 1)):
                yield self.response(status, variant)

    def _is_success(self, status: int) -> bool:
        return 200 <= status <= 299 and self._operation.response(status) is not None

    def representative_statuses(self, statuses: Iterable[int] = ALL_STATUSES) -> list[int]:
        """Return the first status of each documented response, and of each undocumented class."""
        first: dict[object, int] = {}
        for status in statuses:
            response = self._operation.response(status)
            first.setdefault(response or status // 100, status)
        return list(first.values())

    def response(self, status: int, variant: str) -> CannedResponse:
        """Return the cell of *status* and *variant*."""
        headers, body = ALL_VARIANTS[variant](self.valid_body(status))
        return CannedResponse(variant, status, headers, body, MARKERS)

    def redirect(self, status: int, target: str) -> CannedResponse:
        """Return a redirect with the body of a success."""
        valid = self.valid_body(status)
        headers = ((b"Location", target.encode()), *typed(valid.media_type))
        return CannedResponse(f"redirect to {target}", status, headers, valid.data, MARKERS)

    def valid_body(self, status: int) -> ValidBody:
        """Return the documented body of *status*, or that of a success if it has none."""
        if status not in self._valid_bodies:
            self._valid_bodies[status] = self._valid_body(status)
        return self._valid_bodies[status]

    def _valid_body(self, status: int) -> ValidBody:
        for documented in (status, *self._operation.successes):
            response = self._operation.response(documented)
            for media_type, schema in response.content.items() if response else ():
                if name := json_media_type(media_type, self._contract.resolve(schema)):
                    return ValidBody(self._values[id(schema)], name)
        return ValidBody({MARKER: MARKER}, "application/json")
