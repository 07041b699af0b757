"""What fails alike is shown once, in few words."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

CONFTEST = """
from contract_tests.harness.report.deduplication import FailureDeduplicator


def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(FailureDeduplicator())
"""
TESTS = """
import pytest
from contract_tests.harness.mismatch import ContractFailure


def failure(check, received="this", operation="GET /a", law="request"):
    made = ContractFailure(
        operation=operation, law=law, check=check, received=received, documented="that"
    )
    made.explain("from a import b\\ncurl -i", {})
    return made


@pytest.mark.law("request")
@pytest.mark.parametrize("case", range(5))
def test_it(case):
    BODY
"""
OPTIONS = pytest.mark.parametrize("options", [[], ["-n", "2"]])


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI, pytest's own summary repeats each message whole, unless its options forbid it."""
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)


def run(pytester: pytest.Pytester, body: str, *options: str) -> pytest.RunResult:
    """Run five little tests, each of which is *body*."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.replace("BODY", body))
    return pytester.runpytest_inprocess("-p", "no:schemathesis", "-ra", *options)


@OPTIONS
def test_failures_of_one_check_are_shown_once(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """The others are counted, and the run fails all the same."""
    result = run(pytester, "raise failure('c', received=str(case))", *options)
    assert result.ret == 1
    text = result.stdout.str()
    assert text.count("request law, GET /a: c\n    Received:   ") == 1
    assert text.count("\nFAILED ") == 1 and "1 failed, 4 failed alike" in text


@pytest.mark.parametrize("part", ["check", "operation", "law"])
def test_failures_that_differ_are_all_shown(pytester: pytest.Pytester, part: str) -> None:
    """In their check, their operation or their law."""
    result = run(pytester, f"raise failure(**{{'check': 'c', '{part}': str(case)}})")
    result.assert_outcomes(failed=5)


def test_a_failure_is_told_without_the_source_of_its_test(pytester: pytest.Pytester) -> None:
    """Which is ours; asked for by `--tb`, it is there."""
    short = run(pytester, "raise failure('c')").stdout
    short.fnmatch_lines(
        [
            "request law, GET /a: c",
            "    Received:   this",
            "    Documented: that",
            "    from a import b",
            "    curl -i",
        ]
    )
    short.no_fnmatch_line("*raise failure*")
    run(pytester, "raise failure('c')", "--tb=short").stdout.fnmatch_lines("*raise failure('c')")


def test_a_group_is_shown_where_one_of_it_is_new(pytester: pytest.Pytester) -> None:
    """With all of its failures."""
    body = "raise ExceptionGroup('several', [failure('c'), failure('d' * (case > 2) + 'c')])"
    text = run(pytester, body).stdout.str()
    assert "2 failed, 3 failed alike" in text
    assert text.count("GET /a: c\n") == 3 and text.count("GET /a: dc\n") == 1


def test_a_test_of_no_law_is_shown_as_pytest_does(pytester: pytest.Pytester) -> None:
    """It is a proof of the harness: whoever mends that wants to see each, and its source."""
    pytester.makeconftest(CONFTEST)
    tests = TESTS.replace('@pytest.mark.law("request")', "").replace("BODY", "raise failure('c')")
    pytester.makepyfile(tests)
    result = pytester.runpytest_inprocess("-p", "no:schemathesis")
    result.assert_outcomes(failed=5)
    result.stdout.fnmatch_lines("*raise failure('c')")


def test_an_error_of_the_harness_is_always_shown(pytester: pytest.Pytester) -> None:
    """With its source; also where failures are beside it."""
    result = run(pytester, "raise ExceptionGroup('both', [failure('c'), OSError('no luck')])")
    result.stdout.fnmatch_lines(["*raise ExceptionGroup*", "*OSError: no luck"])
