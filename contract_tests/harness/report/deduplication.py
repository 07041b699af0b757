"""
Failures of a law as they are shown: in few words, and each once, however many tests saw it.

One wrong header fails most tests of all laws. Those of one check are alike, and the first tells
what there is to tell; the report has them all.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from contract_tests.harness.mismatch import ALIKE, ContractFailure, contract_failures, printable
from contract_tests.harness.prism.installation import MockServerError

# As the line at the end of the run counts them.
CATEGORY = "failed alike"


class FailureDeduplicator:
    """The plugin."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, ...]] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report: Any = yield
        if not item.get_closest_marker("law"):
            return report  # type: ignore[no-any-return]
        error = call.excinfo and call.excinfo.value
        failures = list(contract_failures(error)) if error else []
        brief = item.config.option.tbstyle == "auto"
        if failures and brief and _is_pure(error):
            report.longrepr = "\n\n".join(map(told, failures))
        elif brief and isinstance(error, MockServerError):
            report.longrepr = "\n".join(map(printable, str(error).split("\n")))
        elif error and not _is_text(report.longreprtext):  # no pipe and no terminal would take it
            report.longrepr = "\n".join(map(printable, report.longreprtext.split("\n")))
        keys = [[getattr(each, name) for name in ALIKE] for each in failures]
        if isinstance(error, MockServerError):
            keys = [["mock server", _without_values(str(error))]]
        report.alike_by = keys
        return report  # type: ignore[no-any-return]

    @pytest.hookimpl(tryfirst=True)  # before it is shown
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        keys = {tuple(each) for each in getattr(report, "alike_by", ())}
        report.alike = bool(keys) and keys <= self._seen  # type: ignore[attr-defined]
        self._seen |= keys

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        return (CATEGORY, "F", "FAILED") if getattr(report, "alike", False) else None


def told(failure: ContractFailure) -> str:
    """What it says, and how to see it again; without what Hypothesis says of a test of ours."""
    return "\n".join(map(printable, "\n".join([str(failure), *failure.notes]).split("\n")))


def _without_values(text: str) -> str:
    """What errors of the mock server are alike by: its words, up to what a body says."""
    return ":".join(text.split(":")[:2])


def _is_pure(error: BaseException | None) -> bool:
    """Whether nothing but the client failed."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(_is_pure, error.exceptions))
    return isinstance(error, ContractFailure)


def _is_text(text: str) -> bool:
    """Whether it is without surrogates, which are halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
