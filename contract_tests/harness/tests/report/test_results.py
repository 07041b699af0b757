"""The verdict counts what ran, and never calls silence a success."""

from __future__ import annotations

import json

import pytest

from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.results import LAWS, ResultCollector
from contract_tests.harness.report.table import LEFT, Row, sentence, table
from contract_tests.harness.tests.sample_spec import things

pytest_plugins = ["pytester"]

CONFTEST = """
import types
import pytest
from contract_tests.harness.report.results import ResultCollector

VERDICT = ResultCollector(("GET /a", "PUT /b"))


def pytest_configure(config):
    config.addinivalue_line("markers", "law(name): a law")
    config.pluginmanager.register(VERDICT)


@pytest.fixture
def count():
    return VERDICT.count
"""
TESTS = """
import types
import pytest
from contract_tests.harness.mismatch import ContractFailure

A, B = types.SimpleNamespace(label="GET /a"), types.SimpleNamespace(label="PUT /b")
FAILURE = ContractFailure(
    operation="GET /a", law="request", check="it is", received="", documented=""
)
LAWS = [pytest.param(law, marks=pytest.mark.law(law)) for law in
        ("request", "response", "failure", "parity")]


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("operation", [A, B])
def test_law(law, operation, count):
    for case in range(5 if operation is A else 7):
        count()
    {body}


@pytest.mark.law("parity")
@pytest.mark.parametrize("operation", [A, B])
def test_twice(operation):
    law = None
    {body}
"""
KEPT = [
    f"{law} * {operation} * {cases} * kept"
    for law in LAWS
    for operation, cases in (("GET /a", 5), ("PUT /b", 7))
]


def run(pytester: pytest.Pytester, body: str, *options: str) -> pytest.RunResult:
    """Run the ten little tests, each of which ends with *body*."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(body=body))
    return pytester.runpytest_inprocess("-p", "no:schemathesis", *options)


def test_a_run_that_proves_all_says_so(pytester: pytest.Pytester) -> None:
    """A row for each law and operation, with the cases that ran."""
    result = run(pytester, "pass")
    result.stdout.fnmatch_lines([*KEPT, "", "The client keeps the contract."])
    assert result.ret == 0


def test_counts_add_up_over_workers(pytester: pytest.Pytester) -> None:
    """The table of a run with xdist is the same."""
    result = run(pytester, "pass", "-n", "2")
    result.stdout.fnmatch_lines([*KEPT, "", "The client keeps the contract."])


def test_a_broken_law_is_named(pytester: pytest.Pytester) -> None:
    """With the check that saw it; the other laws are still kept."""
    result = run(pytester, "if law == 'request' and operation is A: raise FAILURE")
    result.stdout.fnmatch_lines(["request   GET /a * broken", "request   PUT /b * kept"])
    result.stdout.fnmatch_lines(["parity * GET /a * 5 * kept"])
    result.stdout.fnmatch_lines("The client breaks the contract: request law (it is)")
    assert result.ret == 1


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_a_failure_is_of_the_law_of_its_check(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """The law whose test came upon it is not broken by it, and not proven either."""
    result = run(pytester, "if law == 'parity': raise FAILURE", *options)
    result.stdout.fnmatch_lines(
        [
            "request   GET /a * broken",
            "request   PUT /b * kept",
            "parity    GET /a * not proven (a failure of the request law stopped it)",
            "parity    PUT /b * not proven (a failure of the request law stopped it)",
            "The client breaks the contract: request law (it is)",
        ]
    )


def test_a_group_of_failures_is_a_failure(pytester: pytest.Pytester) -> None:
    """Hypothesis raises several faults as a group."""
    result = run(pytester, "raise ExceptionGroup('several', [ValueError(), FAILURE])")
    result.stdout.fnmatch_lines("request * GET /a * broken")


def test_the_harness_does_not_blame_the_client_for_its_own_faults(
    pytester: pytest.Pytester,
) -> None:
    """An error that is no `ContractFailure` proves nothing about the client."""
    result = run(pytester, "if law == 'parity': raise OSError")
    result.stdout.fnmatch_lines("parity    PUT /b * not proven (error)")
    result.stdout.fnmatch_lines("The contract is not proven: parity law (2 errors)")


@pytest.mark.parametrize("options", [["-k", "request"], ["-k", "request", "-n", "2"]])
def test_what_did_not_run_is_not_kept(pytester: pytest.Pytester, options: list[str]) -> None:
    """Tests that were not selected leave their rows unproven."""
    result = run(pytester, "pass", *options)
    result.stdout.fnmatch_lines(["request * kept", "response * not proven (none of its tests ran)"])
    result.stdout.fnmatch_lines("The contract is not proven: too few cases of the response, *")


@pytest.mark.parametrize("options", [["-k", "not twice"], ["-k", "not twice", "-n", "2"]])
def test_a_law_that_was_proven_in_part_is_not_kept(
    pytester: pytest.Pytester, options: list[str]
) -> None:
    """One deselected test of a row is enough."""
    result = run(pytester, "pass", *options)
    result.stdout.fnmatch_lines("parity * PUT /b * 7 * not proven (1 of 2 tests did not run)")


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
@pytest.mark.parametrize("picked", ["", "::test_law", "::test_twice"])
def test_a_run_of_named_tests_is_a_part(
    pytester: pytest.Pytester, picked: str, options: list[str]
) -> None:
    """Whatever is named on the command line: a file, one test of it; all the laws may be in it."""
    pytester.makepyfile(test_more="from test_first import *")
    files = "frozenset(Path(__file__).with_name(f'test_{n}.py') for n in ('first', 'more'))"
    conftest = CONFTEST.replace('"PUT /b"))', f'"PUT /b"), files={files})')
    pytester.makeconftest(f"from pathlib import Path\n{conftest}")
    pytester.makepyfile(test_first=TESTS.format(body="pass"))
    result = pytester.runpytest_inprocess(
        "-p", "no:schemathesis", f"test_first.py{picked}", *options
    )
    result.stdout.no_fnmatch_line("* kept")
    result.stdout.no_fnmatch_line("*keeps the contract.")
    result.stdout.fnmatch_lines("The contract is not proven: a part of its tests was asked for")


def test_a_test_that_is_picked_by_name_is_not_all_of_its_file(pytester: pytest.Pytester) -> None:
    """The tests beside it count as not run, though pytest never speaks of them."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS.format(body="pass"))
    name = "test_a_test_that_is_picked_by_name_is_not_all_of_its_file.py::test_law"
    result = pytester.runpytest_inprocess("-p", "no:schemathesis", name)
    result.stdout.fnmatch_lines("parity * PUT /b * 7 * not proven (1 of 2 tests did not run)")


def test_what_failed_last_is_a_part(pytester: pytest.Pytester) -> None:
    """`--last-failed` has pytest forget the other tests of a file."""
    run(pytester, "if law == 'request': raise FAILURE", "-p", "cacheprovider")
    result = run(pytester, "pass", "-p", "cacheprovider", "--last-failed")
    result.stdout.no_fnmatch_line("*keeps the contract.")


def test_a_class_of_value_that_no_case_reached_is_missed() -> None:
    """Where all are to be reached, all rows may be kept and the contract is not."""
    verdict = ResultCollector((), Observer(things()))
    assert verdict.sentence == "The contract is not proven: no cases at all"
    verdict.rows["request", "a"] = Row("request", "a", cases=1, tests=1)
    assert verdict.kept and verdict.sentence == "The client keeps the contract."
    verdict.thorough = True
    assert not verdict.kept
    said = verdict.sentence.replace(" POST /things/{id}/parts", "")
    assert said == (
        "The contract is not proven: no case reached (sync), (sync_detailed), (asyncio), ..."
    )


def test_a_test_without_a_case_is_missed() -> None:
    """The others of its row do not make up for it, where the run is to be thorough."""
    verdict = ResultCollector(("GET /a",))
    facts = {"law": "parity", "operation": "GET /a"}
    for name, cases in (("test_it[a]", "0"), ("test_other[a]", "7")):
        report = pytest.TestReport(f"test_a.py::{name}", ("", 0, ""), {}, "passed", None, "call")
        report.user_properties = [*facts.items(), ("cases", cases)]
        report.proof = json.dumps({"planned": 2, "part": False})  # type: ignore[attr-defined]
        verdict.pytest_runtest_logreport(report)
    verdict.rows = {key: row for key, row in verdict.rows.items() if row.tests}
    assert verdict.kept
    verdict.thorough = True
    assert not verdict.kept
    assert verdict.sentence == "The contract is not proven: no case reached test_it[a]"


def test_a_test_without_an_occasion_is_not_missed() -> None:
    """The contract may have no header, and then there is no case of one."""
    verdict = ResultCollector(("GET /a",), thorough=True)
    report = pytest.TestReport("test_a.py::test_it[a]", ("", 0, ""), {}, "passed", None, "call")
    report.user_properties = [("law", "parity"), ("operation", "GET /a"), ("cases", "0")]
    for excused, missed in ((True, []), (False, ["test_it[a]"])):
        proof = {"planned": 1, "part": False, "not applicable": excused}
        report.proof = json.dumps(proof)  # type: ignore[attr-defined]
        verdict.pytest_runtest_logreport(report)
        assert verdict.missed == missed


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_what_is_left_aside_is_told(pytester: pytest.Pytester, options: list[str]) -> None:
    """How often, by the test that did."""
    aside = "count.__self__.inconclusive('pears')"
    result = run(pytester, f"if law == 'request' and operation is A: {aside}; {aside}", *options)
    result.stdout.fnmatch_lines("request law, GET /a, left aside: 2 pears")
    result.stdout.no_fnmatch_line("*PUT /b, left aside*")
    result.stdout.fnmatch_lines("The client keeps the contract.")


def test_what_two_tests_left_aside_is_told_in_one_line() -> None:
    """A test of each flavour says it, and a reader wants to know how much it was."""
    row = Row("failure", "GET /a")
    for name, text in ((LEFT, "2 pears"), ("lattice", "all 3"), (LEFT, "3 pears"), (LEFT, "1 fig")):
        row.note(name, text)
    assert row.notes == ["lattice all 3", "left aside: 5 pears", "left aside: 1 fig"]


def test_a_run_that_stopped_early_proves_less(pytester: pytest.Pytester) -> None:
    """A row whose other test did not get its turn is not kept."""
    result = run(pytester, "if law is None: raise OSError", "-x")
    result.stdout.fnmatch_lines("parity * PUT /b * 7 * not proven (1 of 2 tests did not run)")


@pytest.mark.parametrize("body", ["pytest.skip('no')", "pytest.xfail('no')"])
def test_a_test_that_gave_up_keeps_nothing(pytester: pytest.Pytester, body: str) -> None:
    """Skipped and expected to fail are no verdict."""
    result = run(pytester, body)
    result.stdout.no_fnmatch_line("* kept")
    result.stdout.no_fnmatch_line("The client keeps the contract.")


def test_a_run_without_laws_has_no_verdict(pytester: pytest.Pytester) -> None:
    """Tests of something else say nothing about the client."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("def test_other(): pass")
    result = pytester.runpytest_inprocess("-p", "no:schemathesis")
    result.stdout.no_fnmatch_line("*contract*")


def test_nothing_ran_is_never_kept() -> None:
    """Rows without cases are unproven, also when their tests passed."""
    rows = [Row(law, "GET /a", tests=1) for law in LAWS]
    assert {row.verdict for row in rows} == {"not proven (no cases)"}
    assert sentence(rows) == (
        "The contract is not proven: too few cases of the request, response, failure, parity law"
    )
    assert sentence([]) == "The contract is not proven: no cases at all"


def test_of_many_checks_some_are_named() -> None:
    """Of each law, and for all operations together."""
    rows = [
        Row("request", "a", failures=9, broken={"w", "x", "y"}),
        Row("request", "b", failures=1, broken={"x", "z"}),
        Row("parity", "a", failures=1, broken={"p"}),
    ]
    assert sentence(rows, "It") == (
        "It breaks the contract: request law (w, x, y, ...), parity law (p)"
    )


def test_the_table_is_aligned() -> None:
    """Text to the left, numbers to the right."""
    rows = [
        Row("request", "GET /a", 200, 1.25, 2, tests=2),
        Row("parity", "DELETE /long/{id}", 7, 10.0, 1, tests=1),
    ]
    assert table(rows) == [
        "law      operation          cases    time  verdict",
        "request  GET /a               200   1.2 s  kept",
        "parity   DELETE /long/{id}      7  10.0 s  kept",
    ]
