"""
`--report DIR`: the results as files, for people, for programs and for CI.

    index.html   one page, without scripts and without external resources
    report.json  the same as data; see `report.schema.json`
    junit.xml    the tests, as pytest writes them
    replay/      a file for each failed call that can be replayed

They are written when the run ends, also if it is interrupted. All but `junit.xml` are replaced as a
whole.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any

import pytest

from contract_tests.harness.exit_codes import INTERRUPTED, NOT_VERIFIED
from contract_tests.harness.replay_record import REPLAYS, command, options_of_client
from contract_tests.harness.report.html import render_page
from contract_tests.harness.report.summary import short_path


def lock_folder(folder: Path, add_cleanup: Callable[[Callable[[], None]], object]) -> None:
    """
    Create *folder* and keep other runs from writing into it; wait for a run that does.

    Args:
        folder: the folder of a report.
        add_cleanup: receives the function that unlocks the folder at the end of the run.

    Raises:
        pytest.UsageError: the folder cannot be written to.
    """
    from generation.file_lock import exclusive  # in `scripts`, which only pytest adds to the path

    lock = ExitStack()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
        lock.enter_context(exclusive(folder, folder.name))
    except OSError as error:
        raise pytest.UsageError(
            f"--report {folder}: cannot write there ({error.strerror}): name another folder"
        ) from error
    add_cleanup(lock.close)


class ReportWriter:
    """
    The plugin. Create it before pytest configures its JUnit plugin, whose path it sets.

    Args:
        folder: where the files are written.
        summarise: returns the content of `report.json` for the given `run` member; the `replay`
            member of its failures is the name of a file.
        replay_files: text of each replay file by name, complete when the run ends.
        search: the members `profile` and `seed` of `run`.
    """

    def __init__(
        self,
        config: pytest.Config,
        folder: Path,
        summarise: Callable[[Mapping[str, Any]], dict[str, Any]],
        replay_files: Mapping[str, str],
        search: Mapping[str, Any],
    ) -> None:
        self.config = config
        self.folder = folder
        self.summarise = summarise
        self.replay_files = replay_files
        self.search = search
        self.message = ""
        self._started, self._clock = datetime.now(UTC), time.monotonic()
        self._other_tests = Counter(passed=0, failed=0)
        self._junit = self.folder / "junit.xml"
        config.option.xmlpath = config.option.xmlpath or str(self._junit)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        is_of_law = "law" in dict(report.user_properties)
        if not is_of_law and (report.failed or (report.passed and report.when == "call")):
            self._other_tests[report.outcome] += 1

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        interrupted = session.exitstatus in (INTERRUPTED, pytest.ExitCode.INTERRUPTED)
        try:
            write_atomically(self.folder, self._files(interrupted=interrupted))
            write_replay_files(self.folder / REPLAYS, self.replay_files)
        except OSError as error:
            self.message = f"The report cannot be written: {error}"
            session.exitstatus = session.exitstatus or NOT_VERIFIED
        else:
            self.message = f"Report: {short_path(self.folder / 'index.html')}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(self.message)

    def _files(self, *, interrupted: bool) -> dict[str, str]:
        run = {
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._clock, 1),
            **self.search,
            "interrupted": interrupted,
            "other_tests": dict(self._other_tests),
        }
        data = self.summarise(run)
        for failure in data["failures"]:
            if name := failure["replay"]:
                failure["replay"] = command(self.folder, name, options_of_client(self.config))
        files = report_files(data)
        junit = Path(self.config.option.xmlpath)
        if junit.resolve() != self._junit.resolve() and junit.is_file():  # `--junitxml`
            files["junit.xml"] = junit.read_text(encoding="utf-8")
        return files


def report_files(data: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the page and of `report.json`, which has this *data*, by name."""
    return {"report.json": json.dumps(data, indent=2) + "\n", "index.html": render_page(data)}


def write_replay_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write replay *files*, texts by name, into *folder*, and remove those of earlier runs."""
    folder.mkdir(exist_ok=True)
    write_atomically(folder, files)
    for path in folder.glob("*.json"):
        if path.name not in files:
            path.unlink(missing_ok=True)


def write_atomically(folder: Path, files: Mapping[str, str]) -> None:
    """
    Write all *files*, texts by name, into *folder*; existing files stay until all are complete.

    Raises:
        OSError: they cannot be written; none of the existing files has changed.
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
