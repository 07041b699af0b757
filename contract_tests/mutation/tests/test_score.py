"""The score counts each mutant by its outcome, and the reports show the counts."""

from __future__ import annotations

import pytest

from contract_tests.mutation import report, score
from contract_tests.mutation.score import DETECTED, MutantResult


def mutant_result(
    group: str, outcome: str, name: str = "n", equivalent: str = "", law: str = "request"
) -> MutantResult:
    """Return a result of that *group*, of a test that does not need Prism."""
    result = {"name": name, "outcome": outcome, "law": law}
    return MutantResult(group, "class", result, equivalent=equivalent)


KILLED, SURVIVED = mutant_result("client", "killed"), mutant_result("client", "survived")
IGNORED = mutant_result("server", "survived", equivalent="A client may ignore it.")


def test_no_fault_of_the_catalogue_may_survive() -> None:
    """One survivor of 1000 faults of the catalogue is too many."""
    assert list(score.failures([KILLED] * 999)) == []
    assert list(score.failures([*[KILLED] * 999, SURVIVED])) == [
        "client: 999 of 1000 caught, but 100% is required"
    ]


def test_two_percent_of_the_changes_of_code_may_survive() -> None:
    """Two survivors of 100 changes of code are allowed, three of 101 are not."""
    killed, survived = [mutant_result("code", "killed")] * 98, [mutant_result("code", "survived")]
    assert list(score.failures([*killed, *survived * 2])) == []
    assert list(score.failures([*killed, *survived * 3])) == [
        "code: 98 of 101 caught, but 98% is required"
    ]


def test_an_invalid_mutant_counts_as_an_error_in_the_catalogue_only() -> None:
    """A fault of the catalogue has to load; a change of code may be invalid Python."""
    of_catalogue = mutant_result("client", "invalid")
    (reason,) = score.failures([of_catalogue, mutant_result("code", "invalid")])
    assert reason == "n: the mutant does not load; rewrite the fault"
    assert score.counted([of_catalogue]) == []


@pytest.mark.parametrize("outcome", ["killed", "timeout"])
def test_a_killed_mutant_is_caught(outcome: str) -> None:
    """A failed law and a timeout count as caught."""
    assert mutant_result("client", outcome).caught


@pytest.mark.parametrize("outcome", ["survived", "suspicious"])
def test_a_mutant_is_not_caught_where_no_law_failed(outcome: str) -> None:
    """A failure of the harness does not count as caught."""
    result = mutant_result("client", outcome)
    assert score.survivors([result]) == [result]


def test_an_equivalent_mutant_does_not_count() -> None:
    """An equivalent mutant that survives is not a survivor of the score."""
    assert score.survivors([IGNORED]) == []


def test_stale_equivalents_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """An equivalent that is killed, missing, or not detected by its client test is reported."""
    patterns = [*"abcde", "f.f: *", "f.g: *"]
    monkeypatch.setattr(score, "equivalents", lambda: dict.fromkeys(patterns, "reason"))
    monkeypatch.setattr(score, "client_tests", lambda: {"d": "test_x", "e": "test_x"})
    outcomes = {"a": "killed", "b": "survived", "d": DETECTED, "e": "survived"}
    outcomes |= {"f.f: 1": "survived", "f.f: 2": "killed", "f1f: 1": "killed"}
    results = [mutant_result("client", outcome, name) for name, outcome in outcomes.items()]
    assert list(score.stale_equivalents(results)) == [
        "a: listed as equivalent, but the outcome is: killed",
        "c: listed as equivalent, but there is no such mutant",
        "e: listed as equivalent, but contract_tests/client/test_x.py passes",
        "f.f: 2: listed as equivalent, but the outcome is: killed",
        "f.g: *: listed as equivalent, but there is no such mutant",
    ]


def test_the_last_row_of_the_table_is_the_sum() -> None:
    """The table adds up the faults and the caught faults of all classes."""
    *_, last = report.table([KILLED, SURVIVED, mutant_result("server", "timeout")])
    assert [cell.strip() for cell in last.split("|")[1:4]] == ["all", "3", "2"]


def test_a_survivor_is_printed_with_its_change() -> None:
    """The output names each survivor, shows its diff, and the message of a failed harness."""
    result = {"name": "n", "outcome": "suspicious", "message": "no memory"}
    failed = MutantResult("client", "class", result, diff="-a\n+b")
    output = "\n".join(report.lines([failed, SURVIVED]))
    assert "suspicious: n\n-a\n+b\nThe harness failed:\nno memory" in output
    assert "survived: n" in output


def test_the_number_of_faults_is_given_for_each_law() -> None:
    """Faults of the client and the server are counted by law; those of the harness are not."""
    parity = mutant_result("server", "killed", law="parity")
    others = [mutant_result("client", "timeout"), mutant_result("harness", "killed"), IGNORED]
    assert report.by_law([parity, parity, *others]) == "Caught by: parity 2, timeout 1."


def test_each_reason_is_given_with_the_number_of_its_mutants() -> None:
    """Mutants that do not count are listed by their reason."""
    assert list(report.equivalents([KILLED, IGNORED, IGNORED])) == [
        "- 2 of server: A client may ignore it."
    ]


def test_the_facts_for_programs_name_the_law_or_the_reason() -> None:
    """The JSON report says what caught a fault, or why no law has to."""
    result = {"name": "n", "outcome": "killed", "law": "request", "check": "path conformance"}
    killed = MutantResult("client", "path", result)
    assert killed.facts == {"group": "client", "class": "path", **result}
    assert IGNORED.facts["equivalent"] == "A client may ignore it."


def test_new_results_replace_the_old_ones_on_the_page() -> None:
    """The page keeps its text, and has the table, the duration and what does not count."""
    page = f"# Scores\n\n{report.BEGIN}\n\nold results\n\n{report.END}\n\nNotes.\n"
    page = report.updated_page(page, [KILLED, SURVIVED, IGNORED], 471.6)
    assert page.startswith(f"# Scores\n\n{report.BEGIN}\n\nMeasured on: ")
    assert page.endswith(f"{report.END}\n\nNotes.\n")
    assert "; 472 s." in page
    assert "\n".join(report.table([KILLED, SURVIVED, IGNORED])) in page
    assert "- 1 of server: A client may ignore it." in page
    assert "old results" not in page
