"""
A line that shows what long tests are doing: law, operation, cases so far.

It stands behind pytest's own line and goes away again, so it is for a terminal alone. The workers
of xdist have none: each leaves word in a file, and the process that started them shows it.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.report.results import ResultCollector, row_of

SAVE, RESTORE, CLEAR = "\x1b7", "\x1b8", "\x1b[K"
# Between two looks, in seconds.
EVERY = 0.2


def register(config: pytest.Config, verdict: ResultCollector) -> None:
    """Show progress, if there is a terminal to show it on."""
    if hasattr(config, "workerinput"):
        if folder := config.workerinput.get("progress"):
            file = Path(folder, config.workerinput["workerid"])
            config.pluginmanager.register(Teller(verdict, file), "contract-progress")
    else:
        config.pluginmanager.register(Progress(config, verdict), "contract-progress")


class Doing:
    """What this process is doing, *say* it now and then."""

    def __init__(self, verdict: ResultCollector) -> None:
        self._what = ""
        self._expected_result = 0.0
        verdict.on_case = self.tick

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._what = " law, ".join(row_of(item) or ())
        self._expected_result = time.monotonic() + EVERY

    def tick(self, cases: int) -> None:
        """Say the number of *cases*, if it is time to."""
        if self._what and time.monotonic() >= self._expected_result:
            self.say(f"{self._what}: {cases:,} cases so far")
            self._expected_result = time.monotonic() + EVERY

    def say(self, text: str) -> None:
        """Tell somebody."""
        raise NotImplementedError


class Teller(Doing):
    """The plugin of a worker: leaves word in *file*."""

    def __init__(self, verdict: ResultCollector, file: Path) -> None:
        super().__init__(verdict)
        self._file = file

    def say(self, text: str) -> None:
        """A reader may see half of it, for a moment."""
        with suppress(OSError):  # nobody waits for it any more
            self._file.write_text(text, encoding="utf-8")

    def pytest_runtest_teardown(self) -> None:
        """Another test begins."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


class Progress(Doing):
    """The plugin of a process that has the terminal."""

    def __init__(self, config: pytest.Config, verdict: ResultCollector) -> None:
        super().__init__(verdict)
        self._config = config
        self._reporter: Any = None
        self._folder: Path | None = None
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    @pytest.hookimpl(tryfirst=True)  # before the workers start
    def pytest_sessionstart(self) -> None:
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        self._reporter = reporter if reporter and reporter.isatty else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of xdist where to leave word."""
        if self._reporter is None:
            return
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="progress-"))
            self._watcher.start()
        node.workerinput["progress"] = str(self._folder)

    @pytest.hookimpl(tryfirst=True)  # before anything more is written
    def pytest_sessionfinish(self) -> None:
        if self._folder is not None:
            self._over.set()
            self._watcher.join()
            self._reporter.write(CLEAR, flush=True)

    def pytest_unconfigure(self) -> None:
        if self._folder is not None:
            self._over.set()
            shutil.rmtree(self._folder, ignore_errors=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._reporter and report.when == "call":
            self._reporter.write(CLEAR, flush=True)

    def say(self, text: str) -> None:
        """On the terminal, past what pytest captures."""
        if self._reporter is None:
            return
        capture: Any = self._config.pluginmanager.get_plugin("capturemanager")
        with capture.global_and_fixture_disabled():
            self._show(text)

    def _watch(self) -> None:
        """What the workers left word of, until the run is over."""
        assert self._folder is not None
        while not self._over.wait(EVERY):
            said = []
            for file in sorted(self._folder.iterdir()):
                with suppress(OSError):  # its test has ended
                    said.append(file.read_text(encoding="utf-8"))
            if text := "; ".join(filter(None, said)):
                self._show(text)

    def _show(self, text: str) -> None:
        writer = self._reporter._tw
        free = writer.fullwidth - writer.width_of_current_line - 3
        # Past the writer's own count of columns: pytest goes on where it was.
        writer._file.write(f"{SAVE}  {text[: max(0, free)]}{CLEAR}{RESTORE}")
        writer.flush()
