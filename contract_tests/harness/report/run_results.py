"""The results of the laws, of one run or of several shards together, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.harness.report.coverage import Coverage
from contract_tests.harness.report.promises import PromiseRows
from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.table import (
    Row,
    first_names,
    not_promised_table,
    sentence,
    table,
)


class RunResults:
    """
    The results of the laws.

    Args:
        rows: for each law and operation that must have results.
        promises: the results by operation, promise and check.
        coverage: the coverage of the contract; None for a run without one.
        subject: what keeps or breaks the contract, for the verdict.
        full_coverage: whether the contract counts as verified only if every test had a case and
            every value class of the contract was reached.
        not_promised: the promises that the client does not make, each with the reason.
        shard: which part of the tests these are the results of; None for all tests.

    Attributes:
        rows: results by law and operation.
        failures: failures of the client, as `failure_data` makes them, each with its `test`.
        errors: errors of the harness, with `law`, `operation`, `test` and `message`.
        not_applicable_tests: tests without a case, with `law`, `operation`, `test` and `reason`.
        tests_without_case: names of the other tests without a case.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        promises: PromiseRows,
        coverage: Coverage | None = None,
        *,
        subject: str = "The client",
        full_coverage: bool = False,
        not_promised: Mapping[str, str] | None = None,
        shard: Shard | None = None,
    ) -> None:
        self.rows = {(row.law, row.operation): row for row in rows}
        self.promises = promises
        self.coverage = coverage
        self.subject = subject
        self.full_coverage = full_coverage
        self.not_promised_reasons = not_promised or {}
        self.shard = shard
        self.failures: list[dict[str, Any]] = []
        self.errors: list[dict[str, str]] = []
        self.not_applicable_tests: list[dict[str, str]] = []
        self.tests_without_case: list[str] = []

    @property
    def uncovered(self) -> list[str]:
        """The tests and value classes without a case, if full coverage is required."""
        if not self.full_coverage:
            return []
        classes = self.coverage.unreached_classes if self.coverage else []
        return [*self.tests_without_case, *classes]

    @property
    def kept(self) -> bool:
        """Whether the whole contract is verified; a shard verifies a part."""
        complete = all(row.kept for row in self.rows.values()) and not self.uncovered
        return complete and self.shard is None

    @property
    def not_promised_rows(self) -> list[dict[str, Any]]:
        """The promises that the client does not make, each with its cases and the reason."""
        return self.promises.not_promised(self.not_promised_reasons)

    @property
    def verdict(self) -> str:
        """The verdict in one sentence."""
        return sentence(self.rows.values(), self.subject, self.uncovered, self.shard)

    @property
    def ran(self) -> bool:
        """Whether any test of a law ran."""
        return any(r.tests_completed or r.errors or r.tests_skipped for r in self.rows.values())

    def lines(self) -> list[str]:
        """The table of the laws with its notes, the verdict and the coverage."""
        notes = []
        if accepted := sum(row.accepted for row in self.rows.values()):
            notes.append(f"failures that the baseline accepts: {accepted}")
        if reasons := sorted({test["reason"] for test in self.not_applicable_tests}):
            tests = len(self.not_applicable_tests)
            notes.append(f"not applicable: {tests} tests ({first_names(reasons)})")
        return [
            *table(self.rows.values(), self.shard),
            *[""] * bool(notes),
            *notes,
            *not_promised_table(self.not_promised_rows),
            "",
            self.verdict,
            *([str(self.coverage)] if self.coverage else []),
        ]
