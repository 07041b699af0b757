"""The exit status of a run: whether the client or the harness is at fault, or neither."""

from __future__ import annotations

from collections.abc import Generator
from typing import NoReturn

import pytest

from contract_tests.harness.exit_codes import (
    BROKEN,
    INTERRUPTED,
    INTERRUPTION,
    KEPT,
    NOT_VERIFIED,
)
from contract_tests.harness.report.results import ResultCollector

NO_TESTS = pytest.ExitCode.NO_TESTS_COLLECTED


class HarnessUnavailableError(Exception):
    """Something that the harness needs is missing. The message is one line with the remedy."""


class ExitStatus:
    """
    A plugin that decides the exit status, and ends an interrupted run with one line.

    Args:
        results: the results of the laws.
        in_worker: whether this process is a worker of pytest-xdist.
    """

    def __init__(self, results: ResultCollector, *, in_worker: bool = False) -> None:
        self.results = results
        self.in_worker = in_worker
        self._has_failure = False
        self._interrupted_at_start = False
        self._no_tests = False
        self._stopped_with: int | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionstart(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except KeyboardInterrupt:
            # Only after this hook does pytest end what was started here: `pytest_collection` stops.
            self._interrupted_at_start = True
            return None

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        if self._interrupted_at_start:
            self._stop(INTERRUPTION, INTERRUPTED)
        return (yield from self._ending_in_one_line())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        return (yield from self._ending_in_one_line())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.excinfo is not None and isinstance(call.excinfo.value, HarnessUnavailableError):
            report.user_properties.append(("unavailable", str(call.excinfo.value)))
        return report

    # Before the terminal reporter, which would show the error once for each test.
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties = dict(report.user_properties)
        if "unavailable" in properties and not self.in_worker:
            self._stop(str(properties["unavailable"]), NOT_VERIFIED)
        # A failed test of no law is a failure too, of the client or of the harness.
        if report.failed and ("law" not in properties or properties.get("cause") == "client"):
            self._has_failure = True

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        status = session.exitstatus
        if self._stopped_with is not None:
            session.exitstatus = self._stopped_with
        # Pytest uses INTERRUPTED also if a file cannot be imported, and for `--exitfirst`.
        elif status in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.TESTS_FAILED):
            session.exitstatus = BROKEN if self._has_failure else NOT_VERIFIED
        elif self.results.shard and status in (pytest.ExitCode.OK, NO_TESTS):
            session.exitstatus = KEPT  # the merged reports tell whether every test ran
        elif status == NO_TESTS:
            session.exitstatus = NOT_VERIFIED
            self._no_tests = True
        elif status == pytest.ExitCode.OK and self.results.ran and not self.results.kept:
            session.exitstatus = NOT_VERIFIED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.results.shard and not self.results.ran:
            terminalreporter.write_line(self.results.verdict)
        if self._no_tests:
            terminalreporter.write_line("Nothing is verified: the selection has no test.")

    def _ending_in_one_line(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except KeyboardInterrupt as error:
            if type(error) is not KeyboardInterrupt:  # raised by pytest or pytest-xdist
                raise
        self._stop(INTERRUPTION, INTERRUPTED)

    def _stop(self, reason: str, status: int) -> NoReturn:
        """Have pytest end the run and show *reason* in one line."""
        self._stopped_with = status
        raise pytest.Session.Interrupted(reason)
