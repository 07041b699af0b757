"""
The verdict: a pytest plugin that counts what was really proven, and says so at the end.

Rule 1: a row is "kept" when all its tests passed and at least one case ran. Silence proves nothing:
where the run is to be thorough, no test's.
Rule 2: a row's tests are those that there are, and not those that were asked for.
Rule 3: a failure is of the law of the check that saw it, whatever the test was about.
Rule 4: what is counted travels with a test's report, so that it adds up under xdist too.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.mismatch import ContractFailure, contract_failures, shortened
from contract_tests.harness.records import CallRecord
from contract_tests.harness.replay_record import as_file
from contract_tests.harness.report.coverage import Coverage, Observer
from contract_tests.harness.report.table import LEFT, Row, sentence, table

# What each operation is tried for.
LAWS = ("request", "response", "failure", "parity")
# In place of an operation, for what is proven of the package as a whole.
WHOLE = "-"
MESSAGE = 2000
# Properties of a test that are added here for programs. Others are for people.
OWN = {"law", "operation", "cases", "blame", "not applicable"}


@dataclass(eq=False)  # pytest keeps its plugins in sets
class ResultCollector:
    """
    The plugin.

    Args:
        operations: labels of the operations to prove.
        observer: fills the coverage of the contract, if that is asked for.
        files: of the tests of the laws. A run without one of them is a part, and keeps nothing.
        who: keeps the contract or breaks it, in words.
        thorough: whether each class of value that the contract has must have been reached, and each
            test must have had a case.
        on_case: called with the number of cases of the running test, whenever one is proven.
        failures: of the client: dictionaries with the arguments of `ContractFailure`, the `test`,
            the answer `played`, the lines of `python` and of `curl` that reproduce it, and the
            name of its `replay` file, if it has one.
        errors: of the harness, with `law`, `operation`, `test` and `message`.
    """

    operations: tuple[str, ...]
    observer: Observer | None = None
    files: frozenset[Path] = frozenset()
    who: str = "The client"
    thorough: bool = False
    on_case: Callable[[int], None] = lambda cases: None
    cases: int = 0
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    _asides: Counter[str] = field(default_factory=Counter)
    _not_applicable: str = ""
    _idle: list[str] = field(default_factory=list)
    _planned: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _collected: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        for law in LAWS:
            for operation in self.operations:
                self.expect(law, operation)

    def expect(self, law: str, operation: str) -> None:
        """Have a row for this law, also when no test of it runs."""
        self.rows[law, operation] = Row(law, operation)

    def count(self, record: CallRecord | None = None) -> None:
        """One more case of the running test was proven."""
        self.cases += 1
        if record is not None and self.observer is not None:
            self.observer.see(record)
        self.on_case(self.cases)

    def inconclusive(self, what: str) -> None:
        """The running test leaves one of these aside, and the verdict says so."""
        self._asides[what] += 1

    def not_applicable(self, reason: str) -> None:
        """Note that the running test has no case for its operation, and why."""
        self._not_applicable = reason

    @pytest.hookimpl(wrapper=True, trylast=True)  # all tests, before anything picks some
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        for item in report.result or ():
            if isinstance(item, pytest.Item) and (key := row_of(item)):
                self._planned[key].add(item.nodeid)
                self._collected.add(item.path)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        key = row_of(item)
        if key is None:
            return report
        report.user_properties += zip(("law", "operation"), key, strict=True)
        proof: dict[str, Any] = {
            "planned": len(self._planned[key]),
            "part": not self.files <= self._collected,
        }
        if call.when == "call":
            report.user_properties.append(("cases", str(self.cases)))
            asides = [(LEFT, f"{count} {what}") for what, count in self._asides.items()]
            report.user_properties += asides
            item.user_properties += asides  # as a test records them: JUnit is told at its end
            proof["not applicable"] = self._not_applicable
            if self._not_applicable:
                about = ("not applicable", self._not_applicable)
                report.user_properties.append(about)
                item.user_properties.append(about)
            self.cases, self._not_applicable = 0, ""
            self._asides.clear()
            if self.observer is not None:
                proof["coverage"] = self.observer.coverage.take()
        if call.excinfo is not None:
            error = call.excinfo.value
            proof["failures"] = [_facts(failure) for failure in contract_failures(error)]
            proof["message"] = call.excinfo.exconly()[:MESSAGE]
            blame = "client" if proof["failures"] else "harness"
            report.user_properties.append(("blame", blame))
        # As text, which any message of a failure survives on its way between processes.
        report.proof = json.dumps(proof)  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        facts = dict(report.user_properties)
        if "law" not in facts:
            return
        key = str(facts["law"]), str(facts["operation"])
        row = self.rows.setdefault(key, Row(*key))
        proof = json.loads(report.proof)
        row.planned, row.part = proof["planned"], proof["part"]
        row.seconds += report.duration
        if report.skipped:  # or expected to fail
            row.skipped += 1
        elif report.when == "call":
            row.tests += 1
            row.cases += int(str(facts["cases"]))
            if not (int(str(facts["cases"])) or proof.get("not applicable")):
                self._idle.append(report.nodeid.partition("::")[2])
            for name, text in report.user_properties:
                if name not in OWN:
                    row.note(name, str(text))
        if self.observer is not None:
            self.observer.coverage.add(proof.get("coverage", ()))
        if not report.failed:
            return
        if failures := proof.get("failures"):
            for failure in failures:
                self._fail(row, {**failure, "test": report.nodeid})
        else:
            row.errors += 1
            about = {"law": key[0], "operation": key[1], "test": report.nodeid}
            self.errors.append({**about, "message": proof.get("message", report.longreprtext)})

    def _fail(self, row: Row, failure: dict[str, Any]) -> None:
        """A test of *row* came upon *failure*, which may be of another law."""
        key = failure["law"], failure["operation"]
        broken = self.rows.setdefault(key, Row(*key))
        broken.failures += 1
        broken.broken.add(failure["check"])
        if broken is not row:
            row.stops.add(broken.law)
        self.failures.append(failure)

    @property
    def missed(self) -> list[str]:
        """The tests and the classes of value that no case reached, where all are to be."""
        if not self.thorough:
            return []
        coverage = self.observer.coverage if self.observer else Coverage()
        classes = [f"{item.name} ({kind})" for item in coverage.items for kind in item.missed]
        return [*self._idle, *classes]

    @property
    def kept(self) -> bool:
        """Whether all is proven."""
        return all(row.kept for row in self.rows.values()) and not self.missed

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        return sentence(self.rows.values(), self.who, self.missed)

    @property
    def ran(self) -> bool:
        """Whether any test of a law ran."""
        return any(row.tests or row.errors or row.skipped for row in self.rows.values())

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.ran:
            return
        rows = list(self.rows.values())
        terminalreporter.section("verdict")
        several = len(self.operations) > 1
        notes = [
            f"{row.law} law, {f'{row.operation}, ' if several else ''}{note}"
            for row in rows
            for note in row.notes
        ]
        for line in (*table(rows), "", *notes, *[""] * bool(notes), self.sentence):
            terminalreporter.write_line(line)
        if self.observer is not None:
            terminalreporter.write_line(str(self.observer.coverage))


def row_of(item: pytest.Item) -> tuple[str, str] | None:
    """The law that a test proves, and for which operation."""
    law = item.get_closest_marker("law")
    if law is None:
        return None
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return law.args[0], params["operation"].label if "operation" in params else WHOLE


def _facts(failure: ContractFailure) -> dict[str, Any]:
    *python, curl = failure.reproduction.split("\n")
    names = ("law", "operation", "check", "received", "documented")
    about = {name: shortened(getattr(failure, name)) for name in names}
    about["played"] = shortened(failure.canned_response)
    replay, _ = as_file(failure) or ("", "")
    return {**about, "python": python, "curl": curl, "replay": replay}
