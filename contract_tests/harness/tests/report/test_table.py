"""The table of the laws, its notes, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.report.promises import PromiseRows
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.report.run_results import RunResults
from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.table import INCONCLUSIVE, Row, sentence, table


def test_notes_add_up_the_counts_of_several_tests() -> None:
    """Inconclusive cases of one kind are one note."""
    row = Row("failure", "GET /a")
    row.record(INCONCLUSIVE, "2 pears")
    row.record("combinations", "all 3")
    row.record(INCONCLUSIVE, "3 pears")
    row.record(INCONCLUSIVE, "1 fig")
    notes = ["combinations all 3", "inconclusive: 5 pears", "inconclusive: 1 fig"]
    assert row.notes == notes


def test_laws_without_cases_are_not_kept() -> None:
    """Passed tests without a case verify nothing."""
    rows = [Row(law, "GET /a", tests_completed=1) for law in LAWS]
    assert {row.status for row in rows} == {"not verified (no cases)"}
    assert sentence(rows, "It") == (
        "The contract is not verified: "
        "incomplete results for request law, response law, failure law, parity law"
    )
    rows[0].tests_not_applicable = 1
    assert (rows[0].status, rows[0].kept) == ("not applicable", True)
    rows[0].tests_completed = 2
    assert rows[0].status == "not verified (no cases)", "one test had something to verify"
    assert sentence([], "It") == "The contract is not verified: no tests ran"


def test_the_verdict_names_the_first_checks_of_each_law() -> None:
    """The failed checks of all operations are listed together."""
    rows = [
        Row("request", "a", failures=9, failed_checks={"w", "x", "y"}),
        Row("request", "b", failures=1, failed_checks={"x", "z"}),
        Row("parity", "a", failures=1, failed_checks={"p"}),
    ]
    expected = "It breaks the contract: request law (w, x, y, ...), parity law (p)"
    assert sentence(rows, "It") == expected


@pytest.mark.parametrize(
    "found",
    [
        {"failures": 1},
        {"errors": 1},
        {"stopped_by": {"response"}},
        {"tests_skipped": 1},
        {"partial": True},
    ],
)
def test_a_shard_lacks_no_tests_but_hides_no_problem(found: dict[str, Any]) -> None:
    """The tests of other shards are not missing; the law is kept only when all have passed."""
    row = Row("request", "GET /a", cases=3, tests_collected=4, tests_completed=2)
    assert row.status_in(Shard(1, 2)) == "2 of 4 tests passed in this shard"
    assert Row("request", "GET /a").status_in(Shard(1, 2)) == "no tests in this shard"
    spoiled = replace(row, **found)
    assert spoiled.status_in(Shard(1, 2)) == spoiled.status != row.status_in(Shard(1, 2))
    assert not row.kept


def test_a_shard_never_keeps_the_contract() -> None:
    """Not even if it ran all tests: the merged report has the verdict."""
    row = Row("request", "GET /a", cases=1, tests_collected=1, tests_completed=1)
    assert RunResults([row], PromiseRows()).kept
    results = RunResults([row], PromiseRows(), shard=Shard(1, 1))
    assert not results.kept and "merge the reports of all shards" in results.verdict


def test_the_rows_of_two_shards_add_up() -> None:
    """Each shard collects all tests; a kind of case that no test can make keeps its count of 0."""
    row = Row("request", "GET /a", 1, 2.0, 8, 3, 1, False, 1, 2, 3, {"b"}, {"parity"}, ["all 3"])
    row.inconclusive.update(pears=1, figs=0)
    row.tests_not_applicable = 2
    other = Row("request", "GET /a", 4, 5.0, 7, 6, 7, True, 8, 9, 1, {"c"}, {"failure"}, ["all 4"])
    other.inconclusive.update(pears=2, figs=0)
    other.tests_not_applicable = 1
    both = Row("request", "GET /a", 5, 7.0, 8, 9, 8, True, 9, 11, 4, {"b", "c"})
    both = replace(both, stopped_by={"parity", "failure"}, recorded=["all 3", "all 4"])
    both.tests_not_applicable = 3
    both.inconclusive.update(pears=3, figs=0)
    assert row.plus(other) == both and dict(row.plus(other).inconclusive) == {"pears": 3, "figs": 0}


def test_the_table_is_aligned() -> None:
    """Text is aligned to the left, numbers to the right."""
    rows = [
        Row("request", "GET /a", 200, 1.25, 2, tests_completed=2),
        Row("parity", "DELETE /long/{id}", 7, 10.0, 1, tests_completed=1),
    ]
    assert table(rows) == [
        "law      operation          cases    time  status",
        "request  GET /a               200   1.2 s  kept",
        "parity   DELETE /long/{id}      7  10.0 s  kept",
    ]
