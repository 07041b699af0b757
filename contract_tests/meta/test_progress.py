"""Long work shows that it goes on, without spoiling what pytest writes."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from contract_tests.report.progress import CLEAR, RESTORE, SAVE, Progress
from contract_tests.report.verdict import Verdict

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from contract_tests.report import progress
from contract_tests.report.verdict import Verdict

VERDICT = Verdict(("GET /a",))


def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(VERDICT)
    progress.register(config, VERDICT)


@pytest.fixture
def wait(request):
    return lambda: setattr(request.config.pluginmanager.get_plugin("contract-progress"), "_due", 0)
"""
TESTS = """
import types
import pytest
from conftest import VERDICT

A = types.SimpleNamespace(label="GET /a")


@pytest.mark.law("request")
@pytest.mark.parametrize("operation", [A])
def test_long(operation, wait):
    for number in range(1200):
        VERDICT.count()
        if number == 1000:
            wait()
"""


def test_long_work_says_so_where_there_is_no_terminal(pytester: pytest.Pytester) -> None:
    """A line now and then: law, operation, cases. Nothing that is captured is lost."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_inprocess("-p", "no:schemathesis")
    assert result.outlines.count("request law, GET /a: 1,002 cases so far") == 1
    result.stdout.fnmatch_lines("request * GET /a * 1200 * kept")


def test_a_worker_shows_none(pytester: pytest.Pytester) -> None:
    """Nobody would see it."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.replace("            wait()\n", "            pass\n"))
    result = pytester.runpytest_inprocess("-p", "no:schemathesis", "-n", "1")
    result.stdout.no_fnmatch_line("*so far*")


def test_on_a_terminal_the_line_takes_only_free_columns() -> None:
    """The cursor goes back to where pytest goes on, and the line is cleared when the test ends."""
    out = io.StringIO()
    writer = SimpleNamespace(fullwidth=40, width_of_current_line=20, _file=out, flush=lambda: None)
    reporter = SimpleNamespace(isatty=True, _tw=writer, write=lambda text, flush: out.write(text))
    config: Any = SimpleNamespace()
    progress = Progress(config, Verdict(()))
    progress._reporter = reporter
    progress._show("request law, GET /a: 7 cases so far")
    assert out.getvalue() == f"{SAVE}  request law, GET {CLEAR}{RESTORE}"
    report: Any = SimpleNamespace(when="call")
    progress.pytest_runtest_logreport(report)
    assert out.getvalue().endswith(CLEAR)
