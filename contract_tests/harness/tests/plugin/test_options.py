"""The exit status names who is at fault, and a seed makes a run repeatable."""

from __future__ import annotations

import pytest

from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_VERIFIED
from contract_tests.harness.project import ROOT
from contract_tests.harness.tests.sample_run import run

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("law", "other", "code"),
    [
        ("pass", "pass", KEPT),
        ("raise failure()", "pass", BROKEN),
        ("raise OSError", "pass", NOT_VERIFIED),
        ("if law == 'parity': raise failure()\n    raise OSError", "pass", BROKEN),
        ("pytest.skip('no')", "pass", NOT_VERIFIED),
        ("pass", "assert False", BROKEN),
        ("raise OSError", "assert False", BROKEN),
        ("raise KeyboardInterrupt", "pass", INTERRUPTED),
    ],
)
def test_the_exit_code_names_who_is_at_fault(
    pytester: pytest.Pytester, law: str, other: str, code: int
) -> None:
    """Failures of the client come before errors of the harness; Ctrl-C has a code of its own."""
    assert run(pytester, law, other=other).ret == code


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["one process", "a worker"])
def test_a_run_that_stops_at_the_first_failure_is_broken(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """Pytest and pytest-xdist treat `--exitfirst` like Ctrl-C; the exit code must differ."""
    assert run(pytester, "raise failure()", "-x", *options).ret == BROKEN


def test_a_run_of_some_tests_verifies_nothing(pytester: pytest.Pytester) -> None:
    """The laws that did not run are not kept, although all selected tests passed."""
    assert run(pytester, "pass", "-k", "parity").ret == NOT_VERIFIED


def test_tests_of_no_law_pass_without_results_of_laws(pytester: pytest.Pytester) -> None:
    """A run without law tests has the usual exit code."""
    assert run(pytester, "pass", "-k", "other").ret == KEPT


def test_an_import_error_is_an_error_of_the_harness(pytester: pytest.Pytester) -> None:
    """Pytest has the same exit code for an import error and for Ctrl-C."""
    pytester.makepyfile(test_broken="import nothing_of_that_name")
    assert run(pytester, "pass").ret == NOT_VERIFIED


SEARCH = """
import pytest
from hypothesis import given, strategies as st

SEEN = []


@given(st.integers())
def test_search(number):
    SEEN.append(number)


def test_print(pytestconfig):
    print(len(SEEN), hash(tuple(SEEN)), pytestconfig.run_options)
"""
SEARCH_CONFTEST = """
import pytest
from contract_tests.harness.plugin import options


def pytest_addoption(parser):
    options.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.run_options = options.configure_hypothesis(config)
"""


def test_a_run_with_the_same_seed_has_the_same_examples(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--seed` works with derandomised profiles too; without it, a random run prints its seed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(SEARCH_CONFTEST)
    pytester.makepyfile(SEARCH)

    def examples_and_options(*options: str) -> list[str]:
        result = pytester.runpytest_subprocess("-p", "no:schemathesis", "-rP", *options)
        (line,) = [line for line in result.outlines if "profile: " in line]
        return line.split(maxsplit=2)

    plain = examples_and_options()
    one, again, other = (examples_and_options("--seed", seed) for seed in ("1", "1", "2"))
    assert plain[2] == "profile: ci"
    assert one == again and one[2] == "profile: ci, seed: 1"
    assert len({plain[1], one[1], other[1]}) == 3
    drawn = examples_and_options("--profile", "dev")
    assert drawn[0] == "25"
    assert examples_and_options("--profile", "dev", "--seed", drawn[2].rpartition(" ")[2]) == drawn
