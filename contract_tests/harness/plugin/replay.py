"""
Failures that can be seen again: each is written as a file, and `--replay FILE` makes it anew.

With `--report DIR` the files are in `DIR/replay`. They hold no key.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Generator, Mapping
from pathlib import Path

import pytest

from contract_tests.harness import checks
from contract_tests.harness.mismatch import contract_failures
from contract_tests.harness.replay_record import (
    REPLAYS,
    ReplayData,
    ReplayFileError,
    as_file,
    command,
    named_files,
    read_all,
    read_operation,
    read_replay_file,
)
from contract_tests.harness.report.files import write_whole
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.report.summary import shown
from contract_tests.harness.spec import Contract

TEST = "test_replay.py"
MOST = 10


def add_options(group: pytest.OptionGroup) -> None:
    """The option that `register` reads."""
    group.addoption("--replay", type=Path, metavar="FILE", help="make one failed call again")


def register(
    config: pytest.Config, contract: Contract, newer: Contract | None, verdict: ResultCollector
) -> ReplayData | None:
    """
    Have failures written; return what to make again instead, if that is asked for.

    *newer* is the contract that the server keeps, where that is another.

    Raises:
        pytest.UsageError: the file cannot be used.
    """
    made = _read(config.getoption("--replay"), contract, newer)
    if made is not None:
        verdict.rows.clear()
        verdict.files, verdict.who = frozenset(), "The client, in this one call,"
        verdict.thorough = False
        verdict.expect(made["failure"]["law"], read_operation(made, contract).label)
    config.pluginmanager.register(Replays(config, made), "contract-replay")
    return made


def _read(path: Path | None, contract: Contract, newer: Contract | None) -> ReplayData | None:
    if path is None:
        return None
    try:
        made = read_replay_file(path, contract, newer)
        read_operation(made, contract)
        read_checks(made)
        read_all(made)
    except ReplayFileError as error:
        raise pytest.UsageError(f"--replay: {error}") from error
    except Exception as error:  # edited by hand, it may hold anything
        raise pytest.UsageError(f"--replay: {path} is not whole") from error
    return made


class Replays:
    """The plugin; *made* is what to make again, or None."""

    def __init__(self, config: pytest.Config, made: ReplayData | None) -> None:
        self.config = config
        self.made = made
        self.found: dict[str, str] = {}

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Make one call again, or run all the rest."""
        if not collection_path.is_file() or collection_path.suffix != ".py":
            return None
        is_replay = collection_path.name == TEST
        return True if is_replay != (self.made is not None) else None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        failures = contract_failures(call.excinfo.value) if call.excinfo else ()
        report.replays = dict(filter(None, map(as_file, failures)))  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.found.update(getattr(report, "replays", {}))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        if (folder := self._folder()) and not self.made:
            folder.mkdir(exist_ok=True)
            write_whole(folder, self.found)
            for path in folder.glob("*.json"):
                if path.name not in self.found:
                    path.unlink(missing_ok=True)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.made:
            terminalreporter.write_line("This was one call made again, and no proof of the rest.")
            return
        if not self.found:
            return
        folder = self._folder()
        if folder is None:
            terminalreporter.write_line("With `--report DIR`, failed calls can be made again.")
            return
        terminalreporter.write_line("To make a failed call again:")
        names = _first_of_each(self.found)
        for name in names:
            line = command(folder.parent, name, named_files(self.config))
            terminalreporter.write_line(f"  {line}")
        if others := len(self.found) - len(names):
            where = shown(folder)
            terminalreporter.write_line(f"  {others} more are in {where}")

    def _folder(self) -> Path | None:
        report: Path | None = self.config.getoption("--report")
        if report is None or hasattr(self.config, "workerinput"):
            return None
        return report / REPLAYS


def _first_of_each(found: Mapping[str, str]) -> list[str]:
    """The names of the files of calls that failed each in a way of its own: not many."""
    first: dict[str, str] = {}
    for name, text in found.items():
        made = json.loads(text)
        first.setdefault(json.dumps([made["operation"], made["failure"]]), name)
    return list(first.values())[:MOST]


def read_checks(made: ReplayData) -> list[Callable[..., None]]:
    """
    The checks of a recipe.

    Raises:
        RecipeError: this version of the harness has no such check.
    """
    modules = [
        importlib.import_module(f"{checks.__name__}.{found.name}")
        for found in pkgutil.iter_modules(checks.__path__)
    ]
    known = {name: value for module in modules for name, value in vars(module).items()}
    if missing := [name for name in made["checks"] if name not in known]:
        raise ReplayFileError(f"the harness has no check {', '.join(missing)} (any more)")
    return [known[name] for name in made["checks"]]
