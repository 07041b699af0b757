"""Promises in the results: kept, broken and not promised are counted apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.checks.outcome import error_is_one_line, outcome_conformance
from contract_tests.harness.records import ExpectedResult
from contract_tests.harness.report.promises import ALL_CHECKS, PromiseRow, PromiseRows
from contract_tests.harness.tests.sample_records import REQUEST, exchange, record
from contract_tests.harness.tests.sample_run import A, run

pytest_plugins = ["pytester"]

RECORD = record(exchange(REQUEST))
INVALID = record(exchange(REQUEST), expected_result=ExpectedResult("E", kind="body"))
REASONS = {"one-line errors": "it has none"}


def test_each_result_is_counted_for_its_check_and_promise() -> None:
    """One check verifies several promises, depending on the expected result."""
    rows = PromiseRows()
    rows.count("passed", RECORD, (outcome_conformance,))
    rows.count("failed", INVALID, (outcome_conformance,))
    rows.count("not promised", RECORD, (error_is_one_line,))
    rows.add(rows.take())
    label = RECORD.operation.label
    assert rows.sorted() == [
        PromiseRow(label, "one-line errors", "error is one line", not_promised=1),
        PromiseRow(label, "successes", "outcome conformance", passed=1),
        PromiseRow(label, "response validation", "outcome conformance", failed=1),
    ]
    assert [row.status for row in rows.sorted()] == ["not promised", "kept", "broken"]
    assert rows.not_promised(REASONS) == [
        {"promise": "one-line errors", "reason": "it has none", "cases": 1}
    ]


def test_results_are_taken_once_and_survive_the_way_through_json() -> None:
    """Workers of pytest-xdist send them as text."""
    rows, others = PromiseRows(), PromiseRows()
    rows.count("passed", RECORD, CALL_CHECKS)
    others.add(json.loads(json.dumps(rows.take())))
    others.add(json.loads(json.dumps(rows.take())))
    assert {row.passed for row in others.sorted()} == {1}
    assert len(others.rows) == len(CALL_CHECKS)


def test_a_test_of_one_promise_counts_for_that_promise() -> None:
    """Its checks verify others elsewhere; a case counts once, whatever their number."""
    rows = PromiseRows()
    rows.count("passed", RECORD, CALL_CHECKS, "shared clients")
    rows.add(rows.take())
    assert rows.sorted() == [
        PromiseRow(RECORD.operation.label, "shared clients", ALL_CHECKS, passed=1)
    ]


MARKED = "@pytest.mark.promise('secrets')\n@pytest.mark.law('request')"
TEST_OF_A_PROMISE = f"""
    pass

{MARKED}
@pytest.mark.parametrize("operation", [A])
def test_secrets(operation, results):
    raise failure()
"""


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "workers"])
def test_a_test_whose_promise_is_not_made_does_not_run(
    pytester: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    """The promise has a row of its own, and the law is kept without the test."""
    options = ["--not-promised=secrets", "--report=report", *processes]
    result = run(pytester, "pass", *options, other=TEST_OF_A_PROMISE)
    result.stdout.fnmatch_lines([f"request * {A} * 5 * kept", "secrets * 1 * it has no secrets"])
    result.stdout.fnmatch_lines("The client keeps the contract.")
    report = read_report(pytester)
    assert report["not_promised"] == [
        {"promise": "secrets", "reason": "it has no secrets", "cases": 1}
    ]
    assert [row["status"] for row in report["promises"]] == ["not promised"]
    page = (pytester.path / "report" / "index.html").read_text()
    assert page.count("it has no secrets") == 1
    assert result.ret == 0


def test_the_same_test_runs_if_the_promise_is_made(pytester: pytest.Pytester) -> None:
    """Nothing is excluded by default, and the report has no row for it."""
    result = run(pytester, "pass", "--report=report", other=TEST_OF_A_PROMISE)
    result.stdout.fnmatch_lines(f"request * {A} * 5 * broken")
    report = read_report(pytester)
    assert report["not_promised"] == [] and result.ret == 1
    page = (pytester.path / "report" / "index.html").read_text()
    assert "Not promised" not in page


KEEPS_TWO = """
        from contract_tests.harness.checks.outcome import outcome_conformance
        from contract_tests.harness.tests.sample_records import REQUEST, exchange, record
        long, short = (exchange(REQUEST, b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n"
            % size + b"x" * size) for size in (9, 2))
        for each, name in ((long, "long"), (short, "short"), (long, "again")):
            one = failure(received=name)
            if results.failed(one, record(each), outcome_conformance):
                results.fail(one)
"""


def test_a_test_goes_on_after_a_failure_and_keeps_the_smallest(pytester: pytest.Pytester) -> None:
    """The failure is raised when the test ends; a failure of another check would be as well."""
    body = f"if law == 'request' and operation is A:{KEEPS_TWO}"
    run(pytester, body, "--report=report")
    report = read_report(pytester)
    (failed,) = report["failures"]
    assert failed["received"] == "short"
    (row,) = report["promises"]
    assert (row["status"], row["failed"]) == ("broken", 3)


def read_report(pytester: pytest.Pytester) -> dict[str, Any]:
    """The content of `report.json`."""
    report: dict[str, Any] = json.loads((pytester.path / "report" / "report.json").read_bytes())
    return report
