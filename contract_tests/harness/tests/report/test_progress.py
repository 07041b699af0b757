"""Long work shows that it goes on, without spoiling what pytest writes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contract_tests.harness.project import ROOT
from contract_tests.harness.report.progress import CLEAR, EVERY, RESTORE, SAVE, Progress
from contract_tests.harness.report.results import ResultCollector

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from contract_tests.harness.report import progress
from contract_tests.harness.report.results import ResultCollector

VERDICT = ResultCollector(("GET /a",))


def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(VERDICT)
    progress.register(config, VERDICT)
"""
TESTS = """
import time
import types
from pathlib import Path
import pytest
from conftest import VERDICT

A = types.SimpleNamespace(label="GET /a")


@pytest.mark.law("request")
@pytest.mark.parametrize("operation", [A])
def test_long(operation):
    ends = time.monotonic() + {seconds}
    while time.monotonic() < ends and not Path("seen").exists():
        VERDICT.count()
"""


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["one process", "a worker"])
def test_a_log_has_none(pytester: pytest.Pytester, options: list[str]) -> None:
    """Where nothing can be taken back, nothing is shown."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(seconds=2 * EVERY))
    result = pytester.runpytest_inprocess("-p", "no:schemathesis", *options)
    result.stdout.no_fnmatch_line("*so far*")
    result.stdout.fnmatch_lines("request * GET /a * kept")


@pytest.mark.skipif(os.name == "nt", reason="has no pseudo-terminals")
@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["one process", "workers"])
def test_a_terminal_shows_one(pytester: pytest.Pytester, options: list[str]) -> None:
    """Law, operation, cases: of this process, or of those that work for it. It goes away again."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(seconds=60))
    command = [sys.executable, "-m", "pytest", "-p", "no:schemathesis", *options]
    shown = on_terminal(command, pytester.path)
    assert re.search(r"\x1b7  request law, GET /a: [\d,]+ cases so far\x1b\[K\x1b8", shown), shown
    assert CLEAR in shown.rpartition(RESTORE)[2]
    assert re.search(r"request +GET /a +\d+ .* kept", shown)


def on_terminal(command: list[str], folder: Path) -> str:
    """What *command* shows on a terminal. The file `seen` says that there was progress."""
    import pty

    ours, its = pty.openpty()
    settings = {**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT)}
    shown = b""
    with subprocess.Popen(command, cwd=folder, env=settings, stdout=its, stderr=its):
        os.close(its)
        with suppress(OSError):  # how Linux says that the other end is closed
            while data := os.read(ours, 65536):
                shown += data
                if b"so far" in shown:
                    folder.joinpath("seen").touch()
    os.close(ours)
    return shown.decode()


def test_the_line_takes_only_free_columns() -> None:
    """The cursor goes back to where pytest goes on, and the line is cleared when the test ends."""
    out = io.StringIO()
    writer = SimpleNamespace(fullwidth=40, width_of_current_line=20, _file=out, flush=lambda: None)
    reporter = SimpleNamespace(isatty=True, _tw=writer, write=lambda text, flush: out.write(text))
    config: Any = SimpleNamespace()
    progress = Progress(config, ResultCollector(()))
    progress._reporter = reporter
    progress._show("request law, GET /a: 7 cases so far")
    assert out.getvalue() == f"{SAVE}  request law, GET {CLEAR}{RESTORE}"
    report: Any = SimpleNamespace(when="call")
    progress.pytest_runtest_logreport(report)
    assert out.getvalue().endswith(CLEAR)
