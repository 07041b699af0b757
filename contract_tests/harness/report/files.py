"""
`--report DIR`: the verdict as files, for people, for programs and for CI.

    index.html   one page, without scripts and without anything from elsewhere
    report.json  the same as data: `summary.py` says what is in it
    junit.xml    the tests, as pytest writes them

They are written when the run ends, also when it was interrupted; each whole, or not at all.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory, TemporaryFile
from typing import Any

import pytest

from contract_tests.harness.exit_codes import INTERRUPTED, NOT_PROVEN
from contract_tests.harness.replay_record import command, named_files
from contract_tests.harness.report.html import page
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.report.summary import shown, summary
from contract_tests.harness.spec import Contract


def add_options(group: pytest.OptionGroup) -> None:
    """The option that `register` reads."""
    group.addoption(
        "--report", type=Path, metavar="DIR", help="write index.html, report.json and junit.xml"
    )


def register(
    config: pytest.Config,
    verdict: ResultCollector,
    contract: Contract,
    package: Path,
    newer: Contract | None = None,
) -> None:
    """
    Have the report written, if it is asked for. To be called before pytest sets its XML up.

    It waits for another run that is to write into the same folder.

    Raises:
        pytest.UsageError: the folder cannot be written to.
    """
    folder = config.getoption("--report")
    if folder is None or hasattr(config, "workerinput") or config.option.collectonly:
        return
    from generation.file_lock import exclusive  # of `scripts`, where only pytest looks

    turn = ExitStack()
    turn.enter_context(exclusive(folder))
    config.add_cleanup(turn.close)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise pytest.UsageError(
            f"--report {folder}: cannot write there ({error.strerror}): name another folder"
        ) from error
    summed = partial(summary, verdict, contract, package, against=newer)
    report = Report(config, folder.resolve(), summed)
    config.pluginmanager.register(report, "contract-report")


class Report:
    """The plugin: writes what is *summed* up into *folder* when the run is over."""

    def __init__(
        self,
        config: pytest.Config,
        folder: Path,
        summed: Callable[[Mapping[str, Any]], dict[str, Any]],
    ) -> None:
        self.config, self.folder, self.summed = config, folder, summed
        self.started, self.clock = datetime.now(UTC), time.monotonic()
        self.outcome = ""
        self.others = Counter(passed=0, failed=0)
        self._scratch = TemporaryDirectory(prefix="report-")
        self._junit = Path(config.option.xmlpath or Path(self._scratch.name, "junit.xml"))
        config.option.xmlpath = str(self._junit)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        of_a_law = "law" in dict(report.user_properties)
        if not of_a_law and (report.failed or (report.passed and report.when == "call")):
            self.others[report.outcome] += 1

    @pytest.hookimpl(trylast=True)  # all is counted, and pytest has written its XML
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        interrupted = session.exitstatus in (INTERRUPTED, pytest.ExitCode.INTERRUPTED)
        try:
            write_whole(self.folder, self._files(interrupted=interrupted))
        except OSError as error:
            self.outcome = f"The report is not written: {error}"
            session.exitstatus = session.exitstatus or NOT_PROVEN
        else:
            self.outcome = f"Report: {shown(self.folder / 'index.html')}"
        plugins: list[Any] = [each for _, each in self.config.pluginmanager.list_name_plugin()]
        for plugin in plugins:
            if type(plugin).__name__ == "LogXML":  # about to say where its file is
                plugin.logfile = shown(self.folder / "junit.xml")

    @pytest.hookimpl(trylast=True)  # under the verdict
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(self.outcome)

    def pytest_unconfigure(self) -> None:
        self._scratch.cleanup()

    def _files(self, *, interrupted: bool) -> dict[str, str]:
        control: Any = self.config.pluginmanager.get_plugin("contract-control")
        run = {
            "started": self.started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self.clock, 1),
            "profile": control.profile,
            "seed": control.seed,
            "interrupted": interrupted,
            "other_tests": dict(self.others),
        }
        facts = self.summed(run)
        for failure in facts["failures"]:
            name = failure["replay"]
            failure["replay"] = name and command(self.folder, name, named_files(self.config))
        files = {"report.json": json.dumps(facts, indent=2) + "\n", "index.html": page(facts)}
        if self._junit.is_file():
            files["junit.xml"] = self._junit.read_text(encoding="utf-8")
        return files


def write_whole(folder: Path, files: Mapping[str, str]) -> None:
    """
    Write all *files* into *folder*, or none: what is there already stays until all are complete.

    Raises:
        OSError: they cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        for name, text in files.items():
            with NamedTemporaryFile(dir=folder, prefix=f".{name}.", delete=False) as file:
                drafts[Path(file.name)] = folder / name
                file.write(text.encode("utf-8", "backslashreplace"))
        for draft, path in drafts.items():
            draft.chmod(0o644)
            draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
