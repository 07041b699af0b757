"""Combines the results of shards into those of one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from contract_tests.harness.baseline import AcceptedItem, Baseline
from contract_tests.harness.comparison.changes import read_change
from contract_tests.harness.exit_codes import BROKEN, KEPT, NOT_VERIFIED
from contract_tests.harness.merge.reports import Data, ShardReport
from contract_tests.harness.report.changes import ChangeLog
from contract_tests.harness.report.coverage import Coverage, Item
from contract_tests.harness.report.known_findings import KnownFindings
from contract_tests.harness.report.promises import PromiseRow, PromiseRows
from contract_tests.harness.report.run_results import RunResults
from contract_tests.harness.report.summary import changes_data, results_data
from contract_tests.harness.report.table import Row

if TYPE_CHECKING:
    from generation.limitations import Limitation


@dataclass(frozen=True)
class Merged:
    """
    The shards as one run.

    Args:
        data: the content of `report.json`.
        results: the results of the laws.
        changes: with a newer contract.
        findings: with a baseline, without a newer contract.
    """

    data: dict[str, Any]
    results: RunResults
    changes: ChangeLog | None
    findings: KnownFindings | None

    @property
    def exit_code(self) -> int:
        """The exit code of one run with these results; see `plugin.exit_status`."""
        rows = self.results.rows.values()
        if any(row.failures for row in rows) or self.data["run"]["other_tests"]["failed"]:
            return BROKEN
        if not self.results.kept:
            return NOT_VERIFIED
        return BROKEN if self.findings and self.findings.new_limitations else KEPT


def combine(reports: Sequence[ShardReport]) -> Merged:
    """Combine the *reports* of all shards of one run."""
    every = [report.data for report in reports]
    first = every[0]
    results = _results(every)
    baseline = Baseline(tuple(map(_read_entry, first["baseline"] or ())))
    changes = None
    if first["against"]:
        changes = ChangeLog(results, baseline)
        changes.changes += (read_change(c) for each in every for c in each["changes"]["found"])
    findings = None
    if first["baseline"] is not None and changes is None:
        limitations = tuple(map(_read_limitation, first["limitations"]))
        findings = KnownFindings(results, limitations, baseline)
    data = {
        **first,
        **results_data(results),
        "changes": changes and changes_data(changes),
        "run": _run(every),
    }
    return Merged(data, results, changes, findings)


def _results(every: Sequence[Data]) -> RunResults:
    first = every[0]
    results = RunResults(
        _rows(every),
        _promises(every),
        _coverage(every),
        full_coverage=first["coverage"]["required"],
        not_promised={
            row["promise"]: row["reason"] for each in every for row in each["not_promised"]
        },
    )
    for each in every:
        results.failures += each["failures"]
        results.errors += each["errors"]
        results.not_applicable_tests += each["not_applicable"]
        results.tests_without_case += each["without_case"]
    return results


def _rows(every: Iterable[Data]) -> Iterable[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for each in every:
        for data in each["laws"]:
            row = _read_row(data)
            key = row.law, row.operation
            rows[key] = rows[key].plus(row) if key in rows else row
    return rows.values()


def _read_row(data: Data) -> Row:
    members = {field.name: data[field.name] for field in fields(Row)}
    return Row(
        **{
            **members,
            "failed_checks": set(data["failed_checks"]),
            "stopped_by": set(data["stopped_by"]),
            "inconclusive": Counter(data["inconclusive"]),
        }
    )


def _promises(every: Iterable[Data]) -> PromiseRows:
    promises = PromiseRows()
    counts = ("passed", "failed", "not_promised")
    for each in every:
        for data in each["promises"]:
            key = data["operation"], data["promise"], data["check"]
            row = promises.rows.setdefault(key, PromiseRow(*key))
            for name in counts:
                setattr(row, name, getattr(row, name) + data[name])
    return promises


def _coverage(every: Sequence[Data]) -> Coverage:
    """The items of the first report, with the cases of all."""
    coverage = Coverage()
    for parts in zip(*(each["coverage"]["parts"] for each in every), strict=True):
        part = parts[0]
        classes = {each["name"]: each["allowed"] for each in part["classes"]}
        item = Item(part["operation"], part["part"], part["name"], part["of"], classes)
        for same in parts:
            item.cases += same["cases"]
            item.class_cases.update({each["name"]: each["cases"] for each in same["classes"]})
        coverage.items.append(item)
    return coverage


def _run(every: Sequence[Data]) -> dict[str, Any]:
    runs = [each["run"] for each in every]
    other_tests: Counter[str] = Counter(passed=0, failed=0)
    for run in runs:
        other_tests.update(run["other_tests"])
    return {
        **runs[0],
        "started": min(run["started"] for run in runs),
        "seconds": max(run["seconds"] for run in runs),
        "interrupted": any(run["interrupted"] for run in runs),
        "other_tests": dict(other_tests),
        "shard": None,
    }


def _read_entry(data: Data) -> AcceptedItem:
    expires = data["expires"] and date.fromisoformat(data["expires"])
    return AcceptedItem(data["item"], data["reason"], expires)


def _read_limitation(data: Data) -> Limitation:
    from generation.limitations import Limitation  # in `scripts`, which is not always on the path

    return Limitation(data["kind"], data["pointer"], data["reason"], data["remedy"])
