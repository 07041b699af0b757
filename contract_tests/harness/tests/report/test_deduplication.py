"""Failures are shown briefly, and those with the same cause once."""

from __future__ import annotations

import pytest

from contract_tests.harness.tests.sample_run import A, run

pytest_plugins = ["pytester"]

OPTIONS = pytest.mark.parametrize("options", [[], ["-n", "2"]])


@pytest.fixture(autouse=True)
def outside_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset the variables with which pytest repeats whole messages in its summary."""
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)


@OPTIONS
def test_failures_of_one_check_are_shown_once(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """Further failures with the same cause are counted, and the run fails."""
    result = run(pytester, "raise failure('c', received=f'{law}')", *options)
    assert result.ret == 1
    text = result.stdout.str()
    assert text.count(f"request law, {A}: c\n    Received:   ") == 1
    assert (
        text.count("\nFAILED ") == 1 and "1 failed, 1 passed, 9 failed with the same cause" in text
    )


@pytest.mark.parametrize("part", ["check", "operation", "law"])
def test_failures_with_different_causes_are_all_shown(pytester: pytest.Pytester, part: str) -> None:
    """Another check, operation or law is another cause."""
    different = f"raise failure(**{{'check': 'c', '{part}': str((law, operation))}})"
    run(pytester, different).assert_outcomes(failed=10, passed=1)


def test_a_failure_is_shown_without_the_source_of_its_test(pytester: pytest.Pytester) -> None:
    """The source of the test is shown only with `--tb`."""
    short = run(pytester, "raise failure('c')").stdout
    short.fnmatch_lines(
        [
            f"request law, {A}: c",
            "    Received:   this",
            "    Documented: that",
            "    from a import b",
            "    curl -i",
        ]
    )
    short.no_fnmatch_line("*raise failure*")
    run(pytester, "raise failure('c')", "--tb=short").stdout.fnmatch_lines("*raise failure('c')")


def test_a_group_with_a_new_cause_is_shown(pytester: pytest.Pytester) -> None:
    """All failures of an exception group are shown if the cause of one is new."""
    body = "raise ExceptionGroup('several', [failure('c'), failure('d' * (law == 'parity') + 'c')])"
    text = run(pytester, body).stdout.str()
    assert "2 failed, 1 passed, 8 failed with the same cause" in text
    assert text.count(f"{A}: c\n") == 3 and text.count(f"{A}: dc\n") == 1


def test_failures_of_tests_of_no_law_are_shown_as_usual(pytester: pytest.Pytester) -> None:
    """A failed self-test is shown with its source, even if the cause of its failure is known."""
    result = run(pytester, "raise failure('c')", other="raise failure('c')")
    result.stdout.fnmatch_lines(["*raise failure('c')", "*2 failed, 9 failed with the same cause*"])


def test_an_error_of_the_harness_is_always_shown(pytester: pytest.Pytester) -> None:
    """An exception other than a failure is shown with its source, also in a group with failures."""
    result = run(pytester, "raise ExceptionGroup('both', [failure('c'), OSError('no luck')])")
    result.stdout.fnmatch_lines(["*raise ExceptionGroup*", "*OSError: no luck"])
