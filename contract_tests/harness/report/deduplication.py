"""
Shows the failures of the laws briefly, and failures with the same cause only once.

One wrong header fails most tests of all laws. Failures of one check for one operation count as
having the same cause: the terminal shows the first, the report lists all.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from contract_tests.harness.mismatch import ALIKE, MismatchError, contract_failures, printable
from contract_tests.harness.prism.installation import MockServerError

# What the last line of the run calls failures that are not shown again.
CATEGORY = "failed with the same cause"


class FailureDeduplicator:
    """The plugin."""

    def __init__(self) -> None:
        self._causes: set[tuple[str, ...]] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Shorten the report of a law test and attach the causes of its failures."""
        report = yield
        if call.excinfo is None or not item.get_closest_marker("law"):
            return report
        error = call.excinfo.value
        failures = list(contract_failures(error))
        brief = item.config.option.tbstyle == "auto"
        if failures and brief and _has_only_failures(error):
            report.longrepr = "\n\n".join(map(_message, failures))
        elif brief and isinstance(error, MockServerError):
            report.longrepr = _printable_lines(str(error))
        elif not _is_encodable(report.longreprtext):
            report.longrepr = _printable_lines(report.longreprtext)
        causes = [[getattr(failure, name) for name in ALIKE] for failure in failures]
        if isinstance(error, MockServerError):
            causes = [["mock server", _without_values(str(error))]]
        report.causes = causes  # type: ignore[attr-defined]
        return report

    # Before the terminal reporter, which asks for the status of the report.
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        causes = {tuple(cause) for cause in getattr(report, "causes", ())}
        is_known = bool(causes) and causes <= self._causes
        report.has_known_cause = is_known  # type: ignore[attr-defined]
        self._causes |= causes

    # Before the implementation of pytest: the first result counts.
    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        return (CATEGORY, "F", "FAILED") if getattr(report, "has_known_cause", False) else None


def _message(failure: MismatchError) -> str:
    """The failure and how to reproduce it, without the notes that Hypothesis adds."""
    return _printable_lines("\n".join([str(failure), *failure.notes]))


def _printable_lines(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))


def _without_values(text: str) -> str:
    """A message of the mock server up to its second colon: what follows depends on the values."""
    return ":".join(text.split(":")[:2])


def _has_only_failures(error: BaseException) -> bool:
    """Whether *error* has no other exception than `MismatchError`."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(_has_only_failures, error.exceptions))
    return isinstance(error, MismatchError)


def _is_encodable(text: str) -> bool:
    """Whether *text* is free of surrogates, which neither a pipe nor a terminal accepts."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
