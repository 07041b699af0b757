"""The end of a run shows what was not covered, and why, in at most 20 lines."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from contract_tests.harness.report.coverage import Coverage
from contract_tests.harness.report.gaps import WIDTH, gaps
from contract_tests.harness.report.promises import PromiseRows
from contract_tests.harness.report.run_results import RunResults
from contract_tests.harness.report.summary import limitations_data, results_data
from contract_tests.harness.report.table import Row
from generation.limitations import Limitation

PAGE = "report/index.html"
A, B = "GET /a", "GET /b"
LIMITED = [
    Limitation(kind, f"#/paths/{number}", "it is odd", "change it")
    for kind in ("ignored", "untyped", "repaired", "skipped")
    for number in range(5)
]


def report(*limitations: Limitation, gap: str = A, **members: Any) -> dict[str, Any]:
    """
    The data of a run of two operations, with a parameter each, of which one value class has a case.

    Args:
        limitations: of the client.
        gap: the operation whose other value class has no case.
        members: of the row of operation `B`.
    """
    coverage = Coverage()
    for operation in (A, B):
        count = coverage.add_item(operation, "query parameter", "q", {"given": True, "long": True})
        count("given", *["long"] * (operation != gap))
    coverage.add(coverage.take())
    row = Row("request", A, cases=1, tests_collected=1, tests_completed=1)
    rows = [row, replace(row, operation=B, **members)]
    data = results_data(RunResults(rows, PromiseRows(), coverage))
    return {**data, "limitations": limitations_data(limitations)}


def test_a_covered_contract_has_no_gaps() -> None:
    """Violations of OpenAPI without an effect on the client are no gap."""
    assert gaps(report(*LIMITED[:5], gap=""), PAGE) == []


def test_a_value_class_without_a_case_is_named() -> None:
    """The class and the reason are shown, and the page has the place."""
    assert gaps(report(), PAGE) == [
        "",
        "Not covered:",
        "      1 of 4 value classes have no case: long (1)",
        "          1 not reached by any test",
        "All of it: report/index.html",
    ]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"tests_completed": 0}, "1 in operations with a test that failed or did not run"),
        ({"failures": 1}, "1 in operations with a test that failed or did not run"),
        ({"inconclusive": {"pears": 2}}, "1 in operations with cases that verified nothing"),
    ],
)
def test_the_reason_is_that_of_the_operation(members: dict[str, Any], reason: str) -> None:
    """The other operation, whose law is kept, does not matter."""
    assert reason in [line.strip() for line in gaps(report(gap=B, **members), PAGE)]


def test_skipped_parts_come_first_with_their_remedy() -> None:
    """Each kind has its number and its meaning; the first ones of each kind have their reasons."""
    shown = gaps(report(*LIMITED, gap=""), PAGE)
    assert shown[2:5] == [
        "      5 skipped: not in the client, and not verified",
        "          #/paths/0: it is odd; change it",
        "          #/paths/1: it is odd; change it",
    ]
    assert [line.split()[1] for line in shown if line.startswith("      5")] == [
        *("skipped:", "untyped:", "repaired:")
    ]


def test_cases_that_verified_nothing_are_added_up() -> None:
    """A kind of case that no test can make has no number."""
    shown = gaps(report(gap="", inconclusive={"pears": 2, "bodies in text/xml": 0}), PAGE)
    assert shown[2:4] == [
        "      2 cases verified nothing: pears (2)",
        "      1 kind of cases that no test can make: bodies in text/xml",
    ]


def test_the_largest_groups_are_named_and_the_others_counted() -> None:
    """A line has at most four names."""
    kinds = {kind: number for number, kind in enumerate("abcdef", start=1)}
    data = report(gap="", inconclusive=kinds)
    data["without_case"] = [f"test_{number}" for number in (5, 3, 1, 2, 4)]
    assert gaps(data, PAGE)[2:4] == [
        "     21 cases verified nothing: f (6), e (5), d (4), c (3), others (3)",
        "      5 tests without a case: test_1, test_2, test_3, test_4, ...",
    ]


def test_an_item_without_a_case_is_counted_by_its_part() -> None:
    """Its value classes have none either; one law that is not kept is the reason."""
    data = report(gap="", failures=1)
    data["laws"].append({**data["laws"][0], "law": "response", "operation": B})
    missing = {"operation": B, "part": "response header", "cases": 0, "classes": []}
    data["coverage"]["parts"].append(missing)
    assert gaps(data, PAGE)[2:4] == [
        "      1 of 2 items have no case: response header (1)",
        "          1 in operations with a test that failed or did not run",
    ]


def test_the_summary_is_bounded() -> None:
    """Every kind of gap at once, each with more entries than are shown, takes at most 20 lines."""
    long = [replace(each, reason="odd " * 100) for each in LIMITED * 20]
    data = report(*long, inconclusive={f"pears {n}": n for n in range(1, 90)} | {"figs": 0})
    data["without_case"] = [f"test_{number}" for number in range(90)]
    for number in range(90):
        data["coverage"]["parts"].append(
            {"operation": A, "part": f"part {number}", "cases": 0, "classes": []}
        )
    shown = gaps(data, PAGE)
    assert 15 < len(shown) - 1 <= 20  # after an empty line
    assert max(map(len, shown)) <= WIDTH


def test_texts_of_the_contract_are_printable() -> None:
    """A value of an enum is the name of its class, and could control the terminal."""
    data = report()
    data["coverage"]["parts"][0]["classes"][1]["name"] = "\x1b[2J\n\u202e"
    shown = gaps(data, PAGE)
    assert len(shown) == 5 and all(line.isprintable() for line in shown)


def test_a_run_without_tests_has_no_gaps() -> None:
    """Nothing is covered by `--collect-only`."""
    data = report()
    data["laws"] = [{**asdict(Row("request", A)), "kept": False}]
    assert gaps(data, PAGE) == []
