"""The results by operation, promise and check: what a client keeps, breaks or does not promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.harness.checks import Check
from contract_tests.harness.driver.promises import NAMES, promise_of
from contract_tests.harness.records import CallRecord

NOT_PROMISED = "not promised"
# Stands for the checks of tests that verify one promise as a whole.
ALL_CHECKS = "all checks"
# A result as JSON: operation, promise, check, result, and the number of cases.
Result = list[Any]


@dataclass
class PromiseRow:
    """
    Results of one check that verifies one promise for one operation.

    Args:
        promise: a name in `driver.promises`; empty for a check that belongs to no promise.
        check: the name of the check, in words.
        passed, failed: numbers of cases.
        not_promised: number of cases for which the check did not run, because the client does not
            make the promise; for `ALL_CHECKS` the number of tests.
    """

    operation: str
    promise: str
    check: str
    passed: int = 0
    failed: int = 0
    not_promised: int = 0

    @property
    def status(self) -> str:
        """``broken``, ``kept`` or ``not promised``."""
        if self.failed:
            return "broken"
        return "kept" if self.passed else NOT_PROMISED


class PromiseRows:
    """Collects results of a test with `count`, and those of all tests with `add`."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], PromiseRow] = {}
        self._counts: Counter[tuple[Any, ...]] = Counter()

    def count(
        self, result: str, record: CallRecord, checks: tuple[Check, ...], promise: str = ""
    ) -> None:
        """Count *result* (``passed``, ``failed`` or ``not promised``) for each of the *checks*."""
        # One key for all checks of a record: this runs for each of many thousand calls.
        key = result, record.operation.label, record.outcome_kind, checks, promise
        self._counts[key] += 1

    def add_test(self, operation: str, promise: str) -> None:
        """Count a test that did not run, because the client does not make its promise."""
        self._counts[NOT_PROMISED, operation, "", (), promise] += 1

    def take(self) -> list[Result]:
        """Return the counts as JSON, and reset them."""
        results: Counter[tuple[str, ...]] = Counter()
        for (result, operation, kind, checks, promise), number in self._counts.items():
            if promise:
                results[operation, promise, ALL_CHECKS, result] += number
                continue
            for check in checks:
                name = promise_of(check.__name__, kind)
                results[operation, name, check.__name__.replace("_", " "), result] += number
        self._counts.clear()
        return [[*key, number] for key, number in results.items()]

    def add(self, results: Iterable[Result]) -> None:
        """Add what another `PromiseRows` took."""
        for operation, promise, check, result, number in results:
            key = operation, promise, check
            row = self.rows.setdefault(key, PromiseRow(*key))
            name = result.replace(" ", "_")
            setattr(row, name, getattr(row, name) + number)

    def sorted(self) -> list[PromiseRow]:
        """The rows in the order of the promises."""
        order = {name: number for number, name in enumerate(NAMES)}
        return sorted(self.rows.values(), key=lambda row: order.get(row.promise, -1))

    def not_promised(self, reasons: Mapping[str, str]) -> list[dict[str, Any]]:
        """The promises that the client does not make, each with its cases and the reason."""
        cases: dict[str, dict[str, int]] = {}
        for row in self.sorted():
            if row.not_promised:
                of_operation = cases.setdefault(row.promise, {})
                most = max(of_operation.get(row.operation, 0), row.not_promised)
                of_operation[row.operation] = most
        return [
            {"promise": name, "reason": reasons.get(name, ""), "cases": sum(numbers.values())}
            for name, numbers in cases.items()
        ]
