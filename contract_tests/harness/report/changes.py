"""The changes of the newer contract (`--against`): collected, judged by the baseline, and shown."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.baseline import Baseline, BaselineError, write_baseline
from contract_tests.harness.comparison.changes import BREAKS, Change, as_data, read_change
from contract_tests.harness.comparison.verdict import Verdict, breaking_items, judge
from contract_tests.harness.exit_codes import NOT_VERIFIED
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.report.run_results import RunResults
from contract_tests.harness.report.table import COMPATIBILITY
from contract_tests.harness.spec import Operation


class ChangeLog:
    """
    The plugin. Changes travel as part of test reports, so that pytest-xdist may run the tests.

    Args:
        results: the results of the laws, which tell whether all operations were compared.
        baseline: the changes that are accepted.
        target: where a baseline of the changes is written at the end of the run, if anywhere.
    """

    def __init__(self, results: RunResults, baseline: Baseline, target: Path | None = None) -> None:
        self.results = results
        self.baseline = baseline
        self.target = target
        self.changes: list[Change] = []
        self._of_test: list[Change] = []
        self._message = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict about all changes so far; no entry is stale before all are known."""
        verdict = judge(self.changes, self.baseline, date.today())
        return verdict if all(self._compared) else verdict.without_stale()

    @property
    def _compared(self) -> list[bool]:
        """For each operation, whether it was compared."""
        rows = [row for row in self.results.rows.values() if row.law == COMPATIBILITY]
        return [row.tests_completed > 0 and not row.errors for row in rows]

    def report(self, changes: Iterable[Change]) -> None:
        """Report the *changes* of one operation, in place of those reported by the same test."""
        self._of_test = list(changes)

    def check(self, operation: Operation) -> None:
        """
        Check that the changes of the running test are compatible or accepted.

        Raises:
            MismatchError: a change breaks clients and is not accepted.
        """
        __tracebackhide__ = True
        new = judge(self._of_test, self.baseline, date.today()).judgement.new
        if new:
            raise MismatchError(
                operation=operation.label,
                law=COMPATIBILITY,
                check="changes of the newer contract",
                received=f"{len(new)} that break clients",
                documented="compatible changes, and those that the baseline accepts",
            )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call" and self._of_test:
            # JSON text: pytest-xdist could not transfer every character of an example.
            report.changes = json.dumps([as_data(each) for each in self._of_test])  # type: ignore[attr-defined]
            self._of_test = []
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data: list[dict[str, Any]] = json.loads(getattr(report, "changes", "[]"))
        self.changes += map(read_change, data)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.target is None or hasattr(session.config, "workerinput"):
            return
        if not all(self._compared):
            self._message = f"{self.target} is not written: not every operation was compared."
            return
        try:
            write_baseline(self.target, self.baseline.updated(BREAKS, breaking_items(self.changes)))
            self._message = f"Baseline: {self.target}. Give each entry a reason."
        except BaselineError as error:
            self._message = str(error)
            session.exitstatus = session.exitstatus or NOT_VERIFIED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if any(self._compared):
            terminalreporter.section("changes of the newer contract")
            for line in self.verdict.lines():
                terminalreporter.write_line(line)
        if self._message:
            terminalreporter.write_line(self._message)
