"""`nox -s merge` makes the report of one run from those of its shards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from contract_tests.harness.exit_codes import BROKEN, KEPT, NOT_VERIFIED
from contract_tests.harness.merge.__main__ import main
from contract_tests.harness.tests.merge.sample_shards import SHARDS, read, shards, write
from contract_tests.harness.tests.sample_run import A, run

pytest_plugins = ["pytester"]

#: Counts calls of the first operation, so that there are coverage and promises to add up.
PASSES = """
    if operation is A:
        from contract_tests.harness.checks.outcome import outcome_conformance
        from contract_tests.harness.tests.sample_records import REQUEST, exchange, record
        call = record(exchange(REQUEST))
        results.count(call)
        results.passed(call, (outcome_conformance,))
        results.inconclusive('pears')
    else:
        results.not_applicable('no apples')
"""
#: Tests of a promise, and two tests whose numbers of cases depend on the examples that Hypothesis
#: draws.
SEARCH = """
    pass

@pytest.mark.promise("secrets")
@pytest.mark.law("request")
@pytest.mark.parametrize("operation", [B])
def test_secrets(operation, results):
    raise failure()

from hypothesis import HealthCheck, given, settings, strategies as st

@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.law("parity")
@pytest.mark.parametrize("operation", [A, B])
@given(number=st.integers())
def test_search(operation, results, number):
    for _ in range(number % 7):
        results.count()
"""
ERROR = "if law == 'failure' and operation is B: raise OSError"
#: A baseline that accepts the limitation of the client.
KNOWN = "[[accepted]]\nitem = 'skipped /a'\nreason = 'old'\n"
FAILS = "if law == 'response' and operation is A: raise failure('a_check', law='response')"


def comparable(data: dict[str, Any]) -> dict[str, Any]:
    """What a single run and merged shards must have in common, without times and orders."""
    names = ("verdict", "coverage", "not_promised", "limitations", "contract", "package")
    laws = [{**row, "seconds": 0} for row in data["laws"]]
    unordered = ("failures", "errors", "without_case", "not_applicable", "promises")
    tests = {name: sorted(map(str, data[name])) for name in unordered}
    other = {"laws": laws, "tests": tests, "other": data["run"]["other_tests"]}
    return {**{name: data[name] for name in names}, **other}


def names_of_tests(folder: Path) -> list[str]:
    """The names of the tests in `junit.xml`."""
    root = ElementTree.parse(folder / "junit.xml").getroot()  # noqa: S314 (written by pytest)
    return sorted(str(case.get("name")) for case in root.iter("testcase"))


@pytest.mark.parametrize(
    ("body", "other", "known", "codes"),
    [
        (PASSES, SEARCH, KNOWN, [KEPT, KEPT, KEPT]),
        (FAILS, SEARCH, KNOWN, [KEPT, KEPT, BROKEN]),
        (ERROR, SEARCH, KNOWN, [KEPT, KEPT, NOT_VERIFIED]),
        (PASSES, SEARCH.replace("pass", "assert False", 1), KNOWN, [KEPT, KEPT, BROKEN]),
        (PASSES, SEARCH, KNOWN.replace("/a", "/b"), [BROKEN, BROKEN, BROKEN]),
        (PASSES, SEARCH, f"{KNOWN}expires = 2001-01-01", [BROKEN, BROKEN, BROKEN]),
    ],
    ids=[
        "kept",
        "broken",
        "an error",
        "another test fails",
        "a new limitation",
        "an expired entry",
    ],
)
def test_merged_shards_equal_a_single_run(
    pytester: pytest.Pytester,
    capsys: pytest.CaptureFixture[str],
    body: str,
    other: str,
    known: str,
    codes: list[int],
) -> None:
    """Cases, coverage, failures and verdict are the same, whichever shard draws the examples."""
    (pytester.path / "known.toml").write_text(known)
    options = ["--baseline=known.toml", "--limitation=/a", "--not-promised=secrets"]
    single = run(pytester, body, "--report=single", *options, other=other)
    folders, found = shards(pytester, body, *options, other=other)
    code = max(codes)
    assert sorted(found) == codes and single.ret == code
    capsys.readouterr()
    assert main([*folders, "--report=merged"]) == code
    output = capsys.readouterr().out
    expected, merged = read(pytester.path / "single"), read(pytester.path / "merged")
    assert comparable(merged) == comparable(expected)
    assert expected["coverage"]["items"]["reached"] > 0 or body != PASSES
    assert merged["run"]["shard"] is None and read(pytester.path / folders[0])["run"]["shard"]
    junit = (pytester.path / "merged" / "junit.xml").read_text()
    assert [f'name="shard {number} of 3"' in junit for number in (1, 2, 3)] == [True] * 3
    assert names_of_tests(pytester.path / "merged") == names_of_tests(pytester.path / "single")
    assert expected["verdict"]["sentence"] in output
    assert expected["verdict"]["sentence"] in (pytester.path / "merged/index.html").read_text()
    gaps = single.outlines[single.outlines.index("Not covered:") :]
    end = next(n for n, line in enumerate(gaps) if line.startswith("All of it: "))
    assert "\n".join(gaps[:end]) in output


@pytest.mark.parametrize(
    ("body", "options"), [("if law == 'parity': raise OSError", []), ("pass", ["-k", "not second"])]
)
def test_what_no_shard_verified_is_not_verified(
    pytester: pytest.Pytester, body: str, options: list[str]
) -> None:
    """An error of the harness in one shard, or a test that none of them ran, is enough."""
    folders, _ = shards(pytester, body, *options)
    assert main([*folders, "--report=merged"]) == NOT_VERIFIED
    assert "not verified" in read(pytester.path / "merged")["verdict"]["sentence"]


def test_the_whole_contract_must_be_covered_by_all_shards_together(
    pytester: pytest.Pytester,
) -> None:
    """Where full coverage is required, a value class that no shard reached is enough."""
    folders, _ = shards(pytester, "pass")
    for folder in folders:
        data = read(pytester.path / folder)
        data["coverage"]["required"] = True
        write(pytester.path / folder, data)
    assert main([*folders, "--report=merged"]) == NOT_VERIFIED
    assert "no case for" in read(pytester.path / "merged")["verdict"]["sentence"]


def test_stale_entries_of_a_baseline_are_those_of_all_shards(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shard that does not run a test cannot tell that its failure is gone."""
    items = [f"failure response law, {A}: a_check", f"failure response law, {A}: mended"]
    entries = [f"[[accepted]]\nitem = {json.dumps(each)}\nreason = 'known'\n" for each in items]
    (pytester.path / "known.toml").write_text("".join(entries))
    folders, codes = shards(pytester, FAILS, "--baseline=known.toml")
    assert codes == [KEPT] * SHARDS
    assert "stale, remove" not in capsys.readouterr().out
    assert main([*folders, "--report=merged"]) == KEPT
    output = capsys.readouterr().out
    assert f"stale, remove it from the baseline: {items[1]}" in output
    assert "findings that the baseline accepts: 1" in output
    assert "The client keeps the contract." in output


def test_the_times_are_those_of_all_shards(pytester: pytest.Pytester) -> None:
    """The shards run at the same time; the merged run is interrupted if one of them was."""
    folders, _ = shards(pytester, "pass")
    for number, folder in enumerate(folders):
        data = read(pytester.path / folder)
        started = f"2025-01-0{3 - number}T12:00:00+00:00"
        data["run"] |= {"started": started, "seconds": number, "interrupted": number == 1}
        write(pytester.path / folder, data)
    main([*folders, "--report=merged"])
    merged = read(pytester.path / "merged")["run"]
    assert merged["started"] == "2025-01-01T12:00:00+00:00"
    assert (merged["seconds"], merged["interrupted"]) == (2, True)


CHANGE = {
    "breaks": True,
    "law": "request",
    "operation": A,
    "statuses": [],
    "place": "query a",
    "old": "optional",
    "new": "required",
    "old_definition": "",
    "new_definition": "",
    "example": "GET /",
    "client": "",
    "item": "",
    "accepted": "",
}


def test_the_changes_of_a_newer_contract_are_those_of_all_shards(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each shard knows the changes of its operations only, so it knows no stale entry."""
    folders, _ = shards(pytester, "pass")
    for place, folder in enumerate(folders):
        data = read(pytester.path / folder)
        found = [{**CHANGE, "place": f"query {place}"}]
        entry = {"item": f"breaks request: {A}, query 9: gone", "reason": "old", "expires": None}
        data |= {"against": data["contract"], "baseline": [entry]}
        data["changes"] = {"found": found, "expired": [], "stale": []}
        write(pytester.path / folder, data)
    main([*folders, "--report=merged"])
    changes = read(pytester.path / "merged")["changes"]
    assert [each["place"] for each in changes["found"]] == ["query 0", "query 1", "query 2"]
    output = capsys.readouterr().out
    assert f"breaks request: {A}, query 1: optional -> required; example: GET /" in output
    assert "3 breaking changes" in output


def test_replay_files_come_along(pytester: pytest.Pytester) -> None:
    """The command of a failure names the file in the merged report."""
    folders, _ = shards(pytester, FAILS)
    for folder in folders:
        data = read(pytester.path / folder)
        for failure in data["failures"]:
            failure["replay"] = f"nox -s contract -- --replay '{folder}/replay/a b.json' --spec x"
            (pytester.path / folder / "replay" / "a b.json").write_text("{}")
        write(pytester.path / folder, data)
    assert main([*folders, "--report=merged"]) == BROKEN
    (failure,) = read(pytester.path / "merged")["failures"]
    assert failure["replay"] == "nox -s contract -- --replay 'merged/replay/a b.json' --spec x"
    assert (pytester.path / "merged" / "replay" / "a b.json").read_text() == "{}"
