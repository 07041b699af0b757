"""Merges the reports of several contracts into one cell for each check and client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.checks import sync_async_parity
from contract_tests.harness.driver.call_arguments import MISSING_PART
from contract_tests.harness.driver.promises import NAMES, PROMISES
from contract_tests.harness.report.promises import ALL_CHECKS

Report = Mapping[str, Any]
# The promise and the check of a row.
Key = tuple[str, str]
# Their cases are counted for the tests as a whole.
WHOLE_TESTS = {promise.name for promise in PROMISES if promise.whole_tests}
# The first row: every client has to have all operations.
PARTS: Key = ("", MISSING_PART)


@dataclass
class Cell:
    """
    The results of one check for one client, over all contracts.

    Args:
        passed, failed, not_promised: numbers of cases.
        failures: the failures of the check, as in `report.json`, each with the `contract`.
    """

    passed: int = 0
    failed: int = 0
    not_promised: int = 0
    failures: list[Report] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The status with the numbers of cases."""
        total = f"{self.passed + self.failed:,}"
        if self.failed:
            return f"**broken**: {self.failed:,} of {total}"
        if self.passed:
            return f"kept: {total}"
        return "not promised" if self.not_promised else "no case"

    @property
    def smallest_failure(self) -> Report | None:
        """The failure with the shortest description; the one that sorts first of equal ones."""
        return min(self.failures, key=lambda each: (len(_text(each)), _text(each)), default=None)


def cells(reports: Mapping[str, Report]) -> dict[Key, Cell]:
    """Merge the *reports* of one client, by the name of the contract, into a cell for each row."""
    merged: dict[Key, Cell] = {}
    for contract, report in reports.items():
        for row in report["promises"]:
            cell = merged.setdefault((row["promise"], row["check"]), Cell())
            cell.passed += row["passed"]
            cell.failed += row["failed"]
            cell.not_promised += row["not_promised"]
        parts = merged.setdefault(PARTS, Cell())
        incomplete = {each["operation"] for each in report["failures"] if _key(each) == PARTS}
        parts.failed += len(incomplete)
        parts.passed += len({row["operation"] for row in report["laws"]} - incomplete)
        for failure in report["failures"]:
            cell = merged.setdefault(_key(failure), Cell())
            cell.failures.append({**failure, "contract": contract})
    return merged


def keys(columns: Iterable[Mapping[Key, Cell]]) -> list[Key]:
    """The rows of all *columns*, in the order of the promises."""
    order = {name: number for number, name in enumerate(("", *NAMES))}
    found = dict.fromkeys(key for column in columns for key in column)
    return sorted(found, key=lambda key: (order.get(key[0], -1), key[1]))


def lines(titles: Sequence[str], columns: Sequence[Mapping[Key, Cell]]) -> list[str]:
    """The lines of a Markdown table with one row for each check."""
    rows = [("promise", "check", *titles), ("---", "---", *["---:"] * len(titles))]
    for key in keys(columns):
        texts = [column.get(key, Cell()).text for column in columns]
        rows.append((key[0] or "operations", key[1], *texts))
    return [f"| {' | '.join(row)} |" for row in rows]


def _key(failure: Report) -> Key:
    """The row of a failure, whose check may have another title there."""
    promise, check = failure["promise"], failure["check"]
    if promise in WHOLE_TESTS:
        check = ALL_CHECKS
    elif failure["law"] == "parity":  # its failures are named after the functions that differ
        check = sync_async_parity.__name__.replace("_", " ")
    return promise, check


def _text(failure: Report) -> str:
    parts = (failure["received"], failure["documented"], failure["canned_response"])
    return "\n".join((*parts, *failure["python"]))
