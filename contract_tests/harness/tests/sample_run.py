"""
Runs of pytest inside a test: the plugins of the harness, and law tests with a given body.

The hooks and the fixture of this module are those of the inner run.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contract_tests.harness.plugin.options import RunOptions, add_options
from contract_tests.harness.plugin.setup import register_plugins
from contract_tests.harness.plugin.stash import (
    CONTRACT,
    EXCLUDED,
    LIMITATIONS,
    NEWER,
    PACKAGE,
    REPLAY_DATA,
    RESULTS,
    RUN_OPTIONS,
)
from contract_tests.harness.project import LAW_FOLDERS, TESTS
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.tests.sample_spec import things

CONFTEST = f"from {__name__} import pytest_addoption, pytest_configure, results"
LAW_TESTS = """
import pytest
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.tests.sample_spec import things

A, B = things().operations


def failure(check="the_check", law="request", operation=A.label, received="this"):
    error = MismatchError(
        operation=operation, law=law, check=check, received=received, documented="that"
    )
    error.explain("from a import b\\ncurl -i", {})
    return error


@pytest.mark.parametrize("law", [pytest.param(law, marks=pytest.mark.law(law)) for law in LAWS])
@pytest.mark.parametrize("operation", [A, B])
def test_law(law, operation, results):
    for _ in range(5 if operation is A else 7):
        results.count()
    BODY


@pytest.mark.law("parity")
@pytest.mark.parametrize("operation", [A, B])
def test_second(operation, results):
    law = None
    BODY


def test_other():
    OTHER
"""
#: The labels of the operations `A` and `B` of the tests.
A, B = (operation.label for operation in things().operations)


def run(
    pytester: pytest.Pytester, body: str, *options: str, other: str = "pass"
) -> pytest.RunResult:
    """
    Run eight tests with this *body*, one for each law and operation, and three others.

    Two more with this *body* are of the parity law; the body *other* is that of a test of no law.
    Each of the eight has cases: five for operation `A`, seven for `B`.
    """
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_laws=LAW_TESTS.replace("BODY", body).replace("OTHER", other))
    options = ("-p", "no:schemathesis", "-ra", *options)
    return pytester.runpytest_inprocess(*options, no_reraise_ctrlc=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)
    parser.addoption("--law-folder", action="append", default=[])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "law(name): a law")
    config.stash[CONTRACT] = replace(things(), path=Path(__file__))
    config.stash[NEWER] = None
    config.stash[PACKAGE] = Path("some_client")
    config.stash[LIMITATIONS] = ()
    config.stash[REPLAY_DATA] = None
    config.stash[RUN_OPTIONS] = RunOptions("ci", seed=7)
    # No file of the law tests has to be collected, but for those of `--law-folder`.
    folders = set(LAW_FOLDERS) - set(config.getoption("--law-folder"))
    config.stash[EXCLUDED] = frozenset(TESTS / folder for folder in folders)
    register_plugins(config)


@pytest.fixture
def results(pytestconfig: pytest.Config) -> ResultCollector:
    """The results of the inner run."""
    return pytestconfig.stash[RESULTS]
