"""Failures and limitations that a baseline accepts, and those that are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.harness.baseline import Baseline, BaselineError, Judgement, write_baseline
from contract_tests.harness.exit_codes import BROKEN, NOT_VERIFIED
from contract_tests.harness.report.run_results import RunResults

if TYPE_CHECKING:
    from generation.limitations import Limitation

# The first word of the item of a failure.
FAILURE = "failure"
# Kinds of limitations that are findings; an ignored violation of OpenAPI has no effect.
LIMITATIONS = ("skipped", "untyped", "repaired")


def failure_item(failure: Mapping[str, Any]) -> str:
    """Return the item of a failure: its law, operation and check."""
    return f"{FAILURE} {failure['law']} law, {failure['operation']}: {failure['check']}"


def accepted_reasons(baseline: Baseline, today: date) -> Mapping[str, str]:
    """Return the reason of each failure that *baseline* accepts, by its item."""
    items = [entry.item for entry in baseline.entries]
    accepted = baseline.judge(FAILURE, items, today).accepted
    return {entry.item: entry.reason for entry in accepted}


class KnownFindings:
    """
    The plugin for a baseline of failures and limitations, without `--against`.

    Args:
        results: the results of the laws.
        limitations: what the client does not have of the contract.
        baseline: what is accepted.
        target: where a baseline of all findings is written at the end of the run, if anywhere.
    """

    def __init__(
        self,
        results: RunResults,
        limitations: tuple[Limitation, ...],
        baseline: Baseline,
        target: Path | None = None,
    ) -> None:
        self.results = results
        self.baseline = baseline
        self.target = target
        self._limitations = [each for each in limitations if each.kind in LIMITATIONS]
        self._message = ""

    def _findings(self) -> dict[str, list[str]]:
        """The items of this run, by kind."""
        found: dict[str, list[str]] = {kind: [] for kind in (FAILURE, *LIMITATIONS)}
        found[FAILURE] += dict.fromkeys(map(failure_item, self.results.failures))
        for each in self._limitations:
            found[each.kind].append(each.item)
        return found

    @property
    def _is_complete(self) -> bool:
        """Whether all tests of all laws ran."""
        return all(
            0 < row.tests_collected <= row.tests_completed and not row.partial and not row.errors
            for row in self.results.rows.values()
        )

    def judgements(self) -> list[Judgement]:
        """Compare the findings with the baseline; no failure is stale if a test did not run."""
        today = date.today()
        judged = [
            self.baseline.judge(kind, found, today) for kind, found in self._findings().items()
        ]
        if not self._is_complete:
            judged[0] = replace(judged[0], stale=())
        return judged

    @property
    def new_limitations(self) -> list[str]:
        """The limitations that the baseline does not accept."""
        return [item for judgement in self.judgements()[1:] for item in judgement.new]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            return
        if self.target is None:
            if session.exitstatus == pytest.ExitCode.OK and self.new_limitations:
                session.exitstatus = BROKEN
            return
        if not self._is_complete:
            self._message = f"{self.target} is not written: a test did not run, or had an error."
            return
        updated = self.baseline
        for kind, found in self._findings().items():
            updated = updated.updated(kind, found)
        try:
            write_baseline(self.target, updated)
            self._message = f"Baseline: {self.target}. Give each entry a reason."
        except BaselineError as error:
            self._message = str(error)
            session.exitstatus = session.exitstatus or NOT_VERIFIED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in filter(None, [*self.lines(), self._message]):
            terminalreporter.write_line(line)

    def lines(self) -> list[str]:
        """The entries to look at, the new limitations, and the number of accepted findings."""
        judged = self.judgements()
        lines = [line for judgement in judged for line in judgement.remarks()]
        if self.target is None:
            lines += [f"not in the baseline: {item}" for item in self.new_limitations]
        if accepted := sum(len(judgement.accepted) for judgement in judged):
            lines.append(f"findings that the baseline accepts: {accepted}")
        return lines
