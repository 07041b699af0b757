"""
A line that shows what a long test is doing: law, operation, cases so far.

On a terminal it stands behind pytest's own line and goes away again. Elsewhere, where nothing can
be taken back, there is a line each ten seconds.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from contract_tests.report.verdict import Verdict, row_of

SAVE, RESTORE, CLEAR = "\x1b7", "\x1b8", "\x1b[K"


def register(config: pytest.Config, verdict: Verdict) -> None:
    """Show progress, except in a worker of xdist, whose output nobody sees."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(config, verdict), "contract-progress")


class Progress:
    """The plugin; *verdict* tells it of each case."""

    def __init__(self, config: pytest.Config, verdict: Verdict) -> None:
        self._config = config
        self._reporter: Any = None
        self._what = ""
        self._every = 10.0
        self._due = 0.0
        verdict.on_case = self.tick

    def pytest_sessionstart(self) -> None:
        self._reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if self._reporter and self._reporter.isatty:
            self._every = 0.2

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._what = " law, ".join(row_of(item) or ())
        self._due = time.monotonic() + self._every

    def tick(self, cases: int) -> None:
        """Show the number of *cases*, if it is time to."""
        if time.monotonic() < self._due or not self._reporter:
            return
        capture: Any = self._config.pluginmanager.get_plugin("capturemanager")
        with capture.global_and_fixture_disabled():
            self._show(f"{self._what}: {cases:,} cases so far")
        self._due = time.monotonic() + self._every

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._reporter and self._reporter.isatty and report.when == "call":
            self._reporter.write(CLEAR, flush=True)

    def _show(self, text: str) -> None:
        if not self._reporter.isatty:
            self._reporter.write_line(text)
            return
        writer = self._reporter._tw
        free = writer.fullwidth - writer.width_of_current_line - 3
        # Past the writer's own count of columns: pytest goes on where it was.
        writer._file.write(f"{SAVE}  {text[: max(0, free)]}{CLEAR}{RESTORE}")
        writer.flush()
