"""A run can be made again, and its exit code says who is at fault."""

from __future__ import annotations

import pytest

from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_PROVEN
from contract_tests.harness.project import ROOT

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from contract_tests.harness.plugin.options import Control
from contract_tests.harness.report.results import LAWS, ResultCollector

VERDICT = ResultCollector(("GET /a",))


def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(VERDICT)
    config.pluginmanager.register(Control("ci", None, VERDICT))


@pytest.fixture
def count():
    return VERDICT.count


def pytest_generate_tests(metafunc):
    if "law" in metafunc.fixturenames:
        each = [pytest.param(law, marks=pytest.mark.law(law)) for law in LAWS]
        metafunc.parametrize("law", each)
"""
TESTS = """
import types
import pytest
from contract_tests.harness.mismatch import ContractFailure

A = types.SimpleNamespace(label="GET /a")
FAILURE = ContractFailure(operation="", law="", check="", received="", documented="")


@pytest.mark.parametrize("operation", [A])
def test_law(law, operation, count):
    count()
    {law}


def test_of_the_harness():
    {other}
"""


def code_of(
    pytester: pytest.Pytester, *options: str, law: str = "pass", other: str = "pass"
) -> int:
    """The exit code of a run whose tests end so."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(law=law, other=other))
    return int(pytester.runpytest_inprocess("-p", "no:schemathesis", *options).ret)


@pytest.mark.parametrize(
    ("law", "other", "code"),
    [
        ("pass", "pass", KEPT),
        ("raise FAILURE", "pass", BROKEN),
        ("raise OSError", "pass", NOT_PROVEN),
        ("if law == 'parity': raise FAILURE\n    raise OSError", "pass", BROKEN),
        ("pytest.skip('no')", "pass", NOT_PROVEN),
        ("pass", "assert False", BROKEN),
        ("raise OSError", "assert False", BROKEN),
        ("raise KeyboardInterrupt", "pass", INTERRUPTED),
    ],
)
def test_the_exit_code_says_who_is_at_fault(
    pytester: pytest.Pytester, law: str, other: str, code: int
) -> None:
    """The client, the harness, a test of the harness, somebody with Ctrl-C, or nobody."""
    assert code_of(pytester, law=law, other=other) == code


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["one process", "a worker"])
def test_a_run_that_stops_at_the_first_failure_was_not_interrupted(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """Inside pytest and xdist, to stop early is a kind of Ctrl-C."""
    assert code_of(pytester, "-x", *options, law="raise FAILURE") == BROKEN


def test_a_run_of_a_part_proves_nothing(pytester: pytest.Pytester) -> None:
    """All that ran passed, and the laws that did not run are not kept."""
    assert code_of(pytester, "-k", "parity") == NOT_PROVEN


def test_what_is_no_law_has_no_verdict(pytester: pytest.Pytester) -> None:
    """Tests of the harness alone pass as tests do."""
    assert code_of(pytester, "-k", "harness") == KEPT


def test_a_file_that_cannot_be_imported_is_the_harness(pytester: pytest.Pytester) -> None:
    """Pytest says 2 there, as for Ctrl-C."""
    pytester.makepyfile(test_broken="import nothing_of_that_name")
    assert code_of(pytester) == NOT_PROVEN


SEARCH = """
import pytest
from hypothesis import given, strategies as st

SEEN = []


@given(st.integers())
def test_search(number):
    SEEN.append(number)


def test_say(pytestconfig):
    print(len(SEEN), hash(tuple(SEEN)), pytestconfig.control)
"""
SEARCH_CONFTEST = """
import pytest
from contract_tests.harness.plugin import options
from contract_tests.harness.report.results import ResultCollector


def pytest_addoption(parser):
    options.add_options(parser.getgroup("contract"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.control = options.Control.of(config, ResultCollector(()))
    config.pluginmanager.register(config.control)
"""


def test_a_seed_makes_a_search_that_can_be_made_again(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with the profile that is derandomised; without a seed, a search says which it had."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(SEARCH_CONFTEST)
    pytester.makepyfile(SEARCH)

    def header_line(*options: str) -> list[str]:
        result = pytester.runpytest_subprocess("-p", "no:schemathesis", "-rP", *options)
        (line,) = [line for line in result.outlines if "profile: " in line]
        return line.split(maxsplit=2)

    plain, one, again, other = (
        header_line(),
        *(header_line("--seed", seed) for seed in ("1", "1", "2")),
    )
    assert plain[2] == "profile: ci"
    assert one == again and one[2] == "profile: ci, seed: 1"
    assert len({plain[1], one[1], other[1]}) == 3
    drawn = header_line("--profile", "dev")
    assert drawn[0] == "25"
    assert header_line("--profile", "dev", "--seed", drawn[2].rpartition(" ")[2]) == drawn
