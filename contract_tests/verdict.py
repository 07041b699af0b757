"""
The verdict: a pytest plugin that counts what was really proven, and says so at the end.

Rule 1: a row is "kept" when its tests passed and at least one case ran. Silence proves nothing.
Rule 2: counts travel as properties of a test's report, so that they add up under xdist too.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from contract_tests.failures import ContractFailure

# What a run proves. That the client is fresh is proven by the generator, before.
LAWS = ("request", "response", "failure", "parity")


@dataclass
class Row:
    """What is known of one law for one operation. `seconds` is the time of its tests."""

    law: str
    operation: str
    cases: int = 0
    seconds: float = 0.0
    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0

    @property
    def verdict(self) -> str:
        if self.failures:
            return "broken"
        if self.errors:
            return "not proven (error)"
        if self.skipped and self.tests:
            return f"not proven ({self.skipped} of {self.tests + self.skipped} tests skipped)"
        return "kept" if self.cases else "not proven (no cases)"

    @property
    def kept(self) -> bool:
        return self.verdict == "kept"


@dataclass
class Verdict:
    """The plugin. *operations* are the labels of the operations to prove."""

    operations: tuple[str, ...]
    cases: int = 0
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for law in LAWS:
            for operation in self.operations:
                self.rows[law, operation] = Row(law, operation)

    def count(self) -> None:
        """One more case of the running test was proven."""
        self.cases += 1

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        law = item.get_closest_marker("law")
        if law is None:
            return report
        report.user_properties += [("law", law.args[0]), ("operation", _operation(item))]
        if call.when == "call":
            report.user_properties.append(("cases", str(self.cases)))
            self.cases = 0
        if call.excinfo is not None:
            blame = "client" if _is_contract_failure(call.excinfo.value) else "harness"
            report.user_properties.append(("blame", blame))
        return report

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        for item in items:
            if law := item.get_closest_marker("law"):
                self.rows[law.args[0], _operation(item)].skipped += 1

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        facts = dict(report.user_properties)
        if "law" not in facts:
            return
        key = str(facts["law"]), str(facts["operation"])
        row = self.rows.setdefault(key, Row(*key))
        row.seconds += report.duration
        if report.skipped:  # or expected to fail
            row.skipped += 1
        elif report.when == "call":
            row.tests += 1
            row.cases += int(str(facts["cases"]))
        if report.failed:
            row.failures += facts.get("blame") == "client"
            row.errors += facts.get("blame") != "client"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        rows = list(self.rows.values())
        if not any(row.tests or row.errors or row.skipped for row in rows):
            return
        terminalreporter.section("verdict")
        for line in (*table(rows), "", sentence(rows)):
            terminalreporter.write_line(line)


def _operation(item: pytest.Item) -> str:
    assert isinstance(item, pytest.Function)
    params: dict[str, Any] = dict(item.callspec.params)
    return str(params["operation"].label)


def _is_contract_failure(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(_is_contract_failure(one) for one in error.exceptions)
    return isinstance(error, ContractFailure)


def table(rows: Iterable[Row]) -> list[str]:
    """The rows as aligned lines, the head first."""
    cells = [("law", "operation", "cases", "time", "verdict")]
    cells += [(r.law, r.operation, str(r.cases), f"{r.seconds:.1f} s", r.verdict) for r in rows]
    law, operation, cases, time, _ = (max(map(len, column)) for column in zip(*cells, strict=True))
    return [
        f"{a:<{law}}  {b:<{operation}}  {c:>{cases}}  {d:>{time}}  {e}" for a, b, c, d, e in cells
    ]


def sentence(rows: Iterable[Row]) -> str:
    """The verdict in one sentence."""
    rows = list(rows)
    if broken := [row for row in rows if row.failures]:
        return "The client breaks the contract: " + _counted(broken, "failure")
    if errors := [row for row in rows if row.errors]:
        return "The contract is not proven: " + _counted(errors, "error")
    if not rows:
        return "The contract is not proven: no cases at all"
    if open_ := list(dict.fromkeys(row.law for row in rows if not row.kept)):
        return f"The contract is not proven: too few cases of the {', '.join(open_)} law"
    return "The client keeps the contract."


def _counted(rows: Iterable[Row], what: str) -> str:
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.law] = totals.get(row.law, 0) + (row.failures or row.errors)
    return ", ".join(
        f"{law} law ({count} {what}{'s' if count > 1 else ''})" for law, count in totals.items()
    )
