"""The results of a run: a law is kept only if all its tests ran and passed."""

from __future__ import annotations

import json
from itertools import product

import pytest

from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.results import LAWS, ResultCollector
from contract_tests.harness.report.table import Row
from contract_tests.harness.tests.sample_run import A, B, run
from contract_tests.harness.tests.sample_spec import things

pytest_plugins = ["pytester"]

KEPT = [
    f"{law} * {operation} * {cases} * kept" for law in LAWS for operation, cases in ((A, 5), (B, 7))
]
PROCESSES = pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "workers"])


@PROCESSES
def test_a_run_in_which_all_tests_pass_keeps_the_contract(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """The table has a row for each law and operation; the cases of all workers are added up."""
    result = run(pytester, "pass", *processes)
    result.stdout.fnmatch_lines([*KEPT, "", "The client keeps the contract."])
    assert result.ret == 0


def test_a_failure_breaks_one_law_of_one_operation(pytester: pytest.Pytester) -> None:
    """The verdict names the check; the law is still kept for the other operation."""
    result = run(pytester, "if law == 'request' and operation is A: raise failure()")
    result.stdout.fnmatch_lines([f"request * {A} * broken", f"request * {B} * kept"])
    result.stdout.fnmatch_lines([f"parity * {A} * 5 * kept"])
    result.stdout.fnmatch_lines("The client breaks the contract: request law (the_check)")
    assert result.ret == 1


@PROCESSES
def test_a_failure_counts_for_the_law_of_its_check(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """The law of the test that found the failure is neither broken nor verified."""
    result = run(pytester, "if law == 'parity': raise failure()", *processes)
    result.stdout.fnmatch_lines(
        [
            f"request * {A} * broken",
            f"request * {B} * kept",
            f"parity * {A} * not verified (stopped by a failure of the request law)",
            f"parity * {B} * not verified (stopped by a failure of the request law)",
            "The client breaks the contract: request law (the_check)",
        ]
    )


def test_each_failure_of_an_exception_group_counts(pytester: pytest.Pytester) -> None:
    """Hypothesis raises several failures of one test as a group."""
    result = run(pytester, "raise ExceptionGroup('several', [ValueError(), failure()])")
    result.stdout.fnmatch_lines(f"request * {A} * broken")


def test_an_error_of_the_harness_does_not_break_a_law(pytester: pytest.Pytester) -> None:
    """An exception other than `MismatchError` verifies nothing about the client."""
    result = run(pytester, "if law == 'parity': raise OSError")
    result.stdout.fnmatch_lines(f"parity * {B} * not verified (error)")
    result.stdout.fnmatch_lines("The contract is not verified: parity law (2 errors)")


@PROCESSES
def test_a_law_whose_tests_were_deselected_is_not_kept(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """Tests that were not selected leave their laws unverified."""
    result = run(pytester, "pass", "-k", "request", *processes)
    result.stdout.fnmatch_lines(["request * kept", "response * not verified (no tests ran)"])
    expected = "The contract is not verified: incomplete results for response law, failure law, *"
    result.stdout.fnmatch_lines(expected)


@PROCESSES
def test_one_deselected_test_leaves_a_law_unverified(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """A row needs all its collected tests."""
    result = run(pytester, "pass", "-k", "not second", *processes)
    result.stdout.fnmatch_lines(f"parity * {B} * 7 * not verified (1 of 2 tests did not run)")


def test_a_test_selected_by_name_leaves_its_law_unverified(pytester: pytest.Pytester) -> None:
    """The other tests of its file count as collected, although pytest does not report them."""
    result = run(pytester, "pass", "test_laws.py::test_law")
    result.stdout.fnmatch_lines(f"parity * {B} * 7 * not verified (1 of 2 tests did not run)")


def test_a_run_of_the_last_failures_does_not_keep_the_contract(pytester: pytest.Pytester) -> None:
    """`--last-failed` makes pytest drop the other tests of a file during collection."""
    run(pytester, "if law == 'request': raise failure()", "-p", "cacheprovider")
    result = run(pytester, "pass", "-p", "cacheprovider", "--last-failed")
    result.stdout.no_fnmatch_line("*keeps the contract.")


def test_a_run_that_stopped_early_does_not_keep_the_contract(pytester: pytest.Pytester) -> None:
    """A law with a test that did not run any more is not kept."""
    result = run(pytester, "if law is None: raise OSError", "-x")
    result.stdout.fnmatch_lines(f"parity * {B} * 7 * not verified (1 of 2 tests did not run)")


@PROCESSES
@pytest.mark.parametrize("selection", [(), ("test_laws.py",), ("test_laws.py::test_law",)], ids=str)
def test_a_run_without_some_law_files_is_partial(
    pytester: pytest.Pytester, selection: tuple[str, ...], processes: tuple[str, ...]
) -> None:
    """A run keeps no law if it does not collect all files of law tests."""
    result = run(pytester, "pass", "--law-folder=parity", *selection, *processes)
    result.stdout.no_fnmatch_line("* kept")
    result.stdout.no_fnmatch_line("*keeps the contract.")
    expected = "The contract is not verified: only part of its tests was selected"
    result.stdout.fnmatch_lines(expected)


@pytest.mark.parametrize("body", ["pytest.skip('no')", "pytest.xfail('no')"])
def test_a_skipped_test_does_not_keep_a_law(pytester: pytest.Pytester, body: str) -> None:
    """A test that was skipped, or expected to fail, verifies nothing."""
    result = run(pytester, body)
    result.stdout.no_fnmatch_line("* kept")
    result.stdout.no_fnmatch_line("The client keeps the contract.")


def test_a_run_without_law_tests_has_no_verdict(pytester: pytest.Pytester) -> None:
    """Other tests say nothing about the contract."""
    result = run(pytester, "pass", "-k", "other")
    result.stdout.no_fnmatch_line("*contract*")


@PROCESSES
def test_inconclusive_cases_are_counted(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """The end of the run has their number and their kinds."""
    body = "results.inconclusive('pears')"
    condition = "if law == 'request' and operation is A"
    result = run(pytester, f"{condition}: {body}; {body}", *processes)
    result.stdout.fnmatch_lines("The client keeps the contract.")
    result.stdout.fnmatch_lines("* 2 cases verified nothing: pears (2)")


@PROCESSES
def test_tests_that_are_not_applicable_are_summarised(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """One line has their number and the reasons."""
    body = "if law == 'parity': results.not_applicable('no header')"
    result = run(pytester, body, *processes)
    result.stdout.fnmatch_lines("not applicable: 2 tests (no header)")


def test_an_unreached_value_class_leaves_the_contract_unverified() -> None:
    """With full coverage required, rows that are all kept are not enough."""
    for full_coverage in (False, True):
        results = ResultCollector((), Observer(things()), full_coverage=full_coverage)
        assert results.kept is not full_coverage
    assert results.verdict == "The contract is not verified: no tests ran"
    results.rows["request", "a"] = Row("request", "a", cases=1, tests_completed=1)
    assert results.verdict.replace(" POST /things/{id}/parts", "") == (
        "The contract is not verified: no case for (sync), (sync_detailed), (asyncio), ..."
    )


def collected(*tests: tuple[str, str], reason: str = "") -> ResultCollector:
    """The results of tests with these names and numbers of cases, with full coverage required."""
    results = ResultCollector((), full_coverage=True)
    for name, cases in tests:
        report = pytest.TestReport(f"test_a.py::{name}", ("", 0, ""), {}, "passed", None, "call")
        report.user_properties = [("law", "parity"), ("operation", "GET /a"), ("cases", cases)]
        report.user_properties += [("not applicable", reason)] * bool(reason)
        result = {"collected": len(tests), "partial": False}
        report.law_result = json.dumps(result)  # type: ignore[attr-defined]
        results.pytest_runtest_logreport(report)
    return results


def test_a_test_without_a_case_leaves_the_contract_unverified() -> None:
    """Other tests of the law do not make up for it."""
    results = collected(("test_it[a]", "0"), ("test_other[a]", "7"))
    assert all(row.kept for row in results.rows.values()) and not results.kept
    assert results.verdict == "The contract is not verified: no case for test_it[a]"


def test_a_test_that_is_not_applicable_needs_no_case() -> None:
    """A contract without headers has no case of one; the reason is in the results."""
    results = collected(("test_it[a]", "0"), ("test_other[a]", "7"), reason="no header")
    assert results.kept and len(results.not_applicable_tests) == 2
    assert results.not_applicable_tests[0]["reason"] == "no header"


def test_expected_laws_have_a_row_before_any_test() -> None:
    """Rows exist for each expected law and operation; each lists its unsupported bodies."""
    unsupported = [("request", "GET /a", "bodies in text/xml")]
    results = ResultCollector(product(LAWS, ["GET /a"]), inconclusive=unsupported)
    assert list(results.rows) == [(law, "GET /a") for law in LAWS] and not results.ran
    assert results.rows["request", "GET /a"].notes == ["inconclusive: bodies in text/xml"]
