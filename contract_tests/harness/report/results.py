"""
A pytest plugin that collects the results of the laws and shows them at the end of the run.

- A law is kept only if all its tests passed and at least one case ran.
- A law is not applicable to an operation if none of its tests has anything to test there.
- The tests of a law are those in the collected files, not those that were selected from them.
- A failure counts for the law of the check that found it, not for the law of the test.
- Results travel as part of test reports, so that they add up when pytest-xdist runs the tests.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.mismatch import contract_failures
from contract_tests.harness.report.case_log import CaseLog
from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.items import failure_data, promise_of_test, row_of
from contract_tests.harness.report.run_results import RunResults
from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.table import NOT_APPLICABLE, Row

# The laws that are verified for each operation.
LAWS = ("request", "response", "failure", "parity")
# The longest error message that is kept, in characters.
MAX_MESSAGE = 2000
# Other properties of a test are notes for people.
OWN_PROPERTIES = {"law", "operation", "cases", "cause", NOT_APPLICABLE}


class ResultCollector(CaseLog, RunResults):
    """
    The plugin. It is also the `ResultLog` that the runners report to.

    Args:
        expected: pairs of a law and an operation that must have results.
        observer: fills the contract coverage; None for a run without coverage.
        law_files: files of the law tests. A run that does not collect all of them is partial.
        inconclusive: kinds of cases that no test can make, each with its law and operation.
        accept: returns why the baseline accepts a failure; empty for another.
        subject, full_coverage, not_promised, shard: those of `RunResults`.

    Attributes:
        replay_files: text of the replay file of each failure that can be replayed, by name.
    """

    def __init__(
        self,
        expected: Iterable[tuple[str, str]],
        observer: Observer | None = None,
        *,
        law_files: frozenset[Path] = frozenset(),
        subject: str = "The client",
        full_coverage: bool = False,
        inconclusive: Iterable[tuple[str, str, str]] = (),
        not_promised: Mapping[str, str] | None = None,
        accept: Callable[[Mapping[str, Any]], str] = lambda failure: "",
        shard: Shard | None = None,
    ) -> None:
        CaseLog.__init__(self, observer)
        RunResults.__init__(
            self,
            [Row(*key) for key in expected],
            self.promises,
            observer.coverage if observer else None,
            subject=subject,
            full_coverage=full_coverage,
            not_promised=not_promised,
            shard=shard,
        )
        self.accept = accept
        self.law_files = law_files
        for law, operation, kind in inconclusive:
            if row := self.rows.get((law, operation)):
                row.inconclusive[kind] = 0
        self.replay_files: dict[str, str] = {}
        self._collected_tests: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._collected_files: set[Path] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        __tracebackhide__ = True
        self.begin_test(promise_of_test(item))
        error: Exception | None = None
        try:
            result = yield
        except Exception as raised:
            error, result = raised, None
        self.raise_failures(error)
        return result

    # Before pytest itself, which calls the test.
    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Replace a test of a promise that the client does not make."""
        promise, key = promise_of_test(pyfuncitem), row_of(pyfuncitem)
        if promise not in self.not_promised_reasons or key is None:
            return None
        self.promises.add_test(key[1], promise)
        return True

    # Innermost: `--last-failed` and selection by name remove tests after this has seen them.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        for item in report.result or ():
            if isinstance(item, pytest.Item) and (key := row_of(item)):
                self._collected_tests[key].add(item.nodeid)
                self._collected_files.add(item.path)
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
        result: dict[str, Any] = {
            "collected": len(self._collected_tests[key]),
            "partial": not self.law_files <= self._collected_files,
        }
        if call.when == "call":
            properties = self.end_test()
            report.user_properties += properties
            item.user_properties += properties  # pytest writes those to JUnit after the teardown
            result["promises"] = self.promises.take()
            if self.observer is not None:
                result["coverage"] = self.observer.coverage.take()
        if call.excinfo is not None:
            failures = [failure_data(each) for each in contract_failures(call.excinfo.value)]
            for failure in failures:
                failure["accepted"] = self.accept(failure)
            result |= {"failures": failures, "message": call.excinfo.exconly()[:MAX_MESSAGE]}
            report.user_properties.append(("cause", "client" if failures else "harness"))
            if failures and all(each["accepted"] for each in failures):
                report.outcome = "skipped"  # as pytest does for a test that is expected to fail
                report.wasxfail = failures[0]["accepted"]
        # JSON text: pytest-xdist could not transfer every character of a message.
        report.law_result = json.dumps(result)  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties = {name: str(value) for name, value in report.user_properties}
        if "law" not in properties:
            return
        about = {"law": properties["law"], "operation": properties["operation"]}
        about["test"] = report.nodeid
        key = about["law"], about["operation"]
        row = self.rows.setdefault(key, Row(*key))
        result = json.loads(report.law_result)
        row.tests_collected, row.partial = result["collected"], result["partial"]
        row.seconds += report.duration
        accepted = report.skipped and bool(result.get("failures"))
        if report.skipped and not accepted:  # also if the test was expected to fail
            row.tests_skipped += 1
        elif report.when == "call":
            row.tests_completed += 1
            row.cases += int(properties["cases"])
            if reason := properties.get(NOT_APPLICABLE):
                row.tests_not_applicable += 1
                self.not_applicable_tests.append({**about, "reason": reason})
            elif properties["cases"] == "0":
                self.tests_without_case.append(report.nodeid.partition("::")[2])
            for name, value in report.user_properties:
                if name not in OWN_PROPERTIES:
                    row.record(name, str(value))
        self.promises.add(result.get("promises", ()))
        if self.observer is not None:
            self.observer.coverage.add(result.get("coverage", ()))
        if not report.failed and not accepted:
            return
        for failure in result.get("failures", ()):
            self._add_failure(row, {**failure, "test": report.nodeid})
        if not result.get("failures"):
            row.errors += 1
            self.errors.append({**about, "message": result.get("message", report.longreprtext)})

    def _add_failure(self, row: Row, failure: dict[str, Any]) -> None:
        """Add a *failure*, possibly of another law, that a test of *row* found."""
        key = failure["law"], failure["operation"]
        broken = self.rows.setdefault(key, Row(*key))
        ended_test = failure.pop("ended_test")
        if failure["accepted"]:
            broken.accepted += 1
        else:
            broken.failures += 1
            broken.failed_checks.add(failure["check"])
            if ended_test and broken is not row:
                row.stopped_by.add(broken.law)
        if text := failure.pop("replay_text"):
            self.replay_files[failure["replay"]] = text
        self.failures.append(failure)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.ran:
            return
        terminalreporter.section("laws")
        for line in self.lines():
            terminalreporter.write_line(line)
