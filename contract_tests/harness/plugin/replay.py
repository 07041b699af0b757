"""
Replay of failed calls: `--report DIR` writes a file for each, `--replay FILE` makes the call again.

A replay file has no credentials: the replayed call gets new ones.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from contract_tests.harness import checks
from contract_tests.harness.replay_record import (
    ORIGIN,
    REPLAYS,
    ReplayData,
    ReplayFileError,
    command,
    options_of_client,
    read_all,
    read_replay_file,
)
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.report.summary import short_path
from contract_tests.harness.spec import Contract

# The most replay commands that are shown at the end of a run.
MAX_COMMANDS = 10


def load_replay_data(path: Path | None, contract: Contract) -> ReplayData | None:
    """
    Read and validate a replay file; None without one.

    Args:
        path: the value of `--replay`, or None.
        contract: the contract of the client.

    Raises:
        pytest.UsageError: the file cannot be used.
    """
    if path is None:
        return None
    try:
        data = read_replay_file(path, contract)
        read_checks(data)
        read_all(data, contract)
    except ReplayFileError as error:
        raise pytest.UsageError(f"--replay: {error}") from error
    except Exception as error:  # a file that was edited by hand may contain anything
        raise pytest.UsageError(f"--replay: {path} is incomplete") from error
    return data


def read_checks(data: ReplayData) -> list[Callable[..., None]]:
    """
    The checks that a replay file names.

    Raises:
        ReplayFileError: this version of the harness has no such check.
    """
    modules = [
        importlib.import_module(f"{checks.__name__}.{module.name}")
        for module in pkgutil.iter_modules(checks.__path__)
    ]
    known = {name: value for module in modules for name, value in vars(module).items()}
    if missing := [name for name in data["checks"] if name not in known]:
        raise ReplayFileError(f"unknown check {', '.join(missing)}: made by another version?")
    return [known[name] for name in data["checks"]]


class ReplaySummary:
    """
    A plugin that shows how to replay failed calls.

    Args:
        config: has the options of the run.
        results: has the replay files.
        is_replay: whether this run replays a call itself.
    """

    def __init__(self, config: pytest.Config, results: ResultCollector, *, is_replay: bool) -> None:
        self.config = config
        self.results = results
        self.is_replay = is_replay

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self._lines():
            terminalreporter.write_line(line)

    def _lines(self) -> Iterator[str]:
        files, folder = self.results.replay_files, self.config.getoption("--report")
        if self.is_replay:
            yield "This run replayed one call and verified nothing else."
        elif files and folder is None:
            yield "Run with `--report DIR` to get a command that replays a failed call."
        elif files:
            yield "To replay a failed call:"
            names = one_of_each_cause(files)
            for name in names:
                yield f"  {command(folder, name, options_of_client(self.config))}"
            if others := len(files) - len(names):
                yield f"  {others} more in {short_path(folder / REPLAYS)}"
            yield f"`nox -s replay -- FILE` serves its response at {ORIGIN}, for Python and curl."


def one_of_each_cause(files: Mapping[str, str]) -> list[str]:
    """The names of the first files with different operations, laws or checks: `MAX_COMMANDS`."""
    first: dict[str, str] = {}
    for name, text in files.items():
        data = json.loads(text)
        failure = data["failure"]
        first.setdefault(json.dumps([data["operation"], failure["law"], failure["check"]]), name)
    return list(first.values())[:MAX_COMMANDS]
