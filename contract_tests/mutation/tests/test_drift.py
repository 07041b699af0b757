"""A comparison finds each drift that breaks a promise of the client, and blames no other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contract_tests.harness.cases.strategies import calls, from_schema
from contract_tests.harness.comparison.endpoints import matching_pair
from contract_tests.harness.comparison.engine import compare_operation
from contract_tests.harness.exit_codes import BROKEN, KEPT, NOT_VERIFIED, USAGE
from contract_tests.harness.oracles.request_violations import request_violations
from contract_tests.harness.oracles.response_violations import response_violations
from contract_tests.harness.project import ROOT
from contract_tests.harness.report.summary import SCHEMA_FILE
from contract_tests.harness.spec import load_contract, parse_contract
from contract_tests.harness.tests.checked_in_success import DATA, URL
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.mutation.drift.catalogue import Drift, drifts, inlined
from contract_tests.mutation.drift.worker import breaking_changes, known_drifts, old_contract

T = TypeVar("T")

POINTER = f"/{DATA}/{URL}"
NULLABLE = f"201 {POINTER} made nullable"
OLD, DRIFTS = old_contract(), known_drifts()
OPERATION = OLD.operations[0].label
CATEGORIES = sorted({drift.category for drift in DRIFTS.values()})
RICH_FILE = Path(__file__).with_name("rich.yaml")
RICH = parse_contract(RICH_FILE, inlined(load_contract(RICH_FILE).document))
RICH_DRIFTS = {drift.name: drift for drift in drifts(RICH.document)}


def named(start: str) -> Drift:
    """Return the first drift whose name starts like this, after the name of the operation."""
    names = {each.removeprefix(f"{OPERATION}: "): each for each in DRIFTS}
    return DRIFTS[next(names[name] for name in names if name.startswith(start))]


@pytest.mark.parametrize("category", CATEGORIES)
def test_exactly_the_drifts_that_break_a_promise_are_detected(category: str) -> None:
    """Each drift of the checked-in contract is detected, unless a client may ignore it."""
    of_category = {name: drift for name, drift in DRIFTS.items() if drift.category == category}
    found = {name: breaking_changes(OLD, each) for name, each in of_category.items()}
    wrong = {
        name: found[name]
        for name, drift in of_category.items()
        if drift.breaks != bool(found[name])
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "item"),
    [
        (
            "another credential required",
            "breaks request: OPERATION, credentials X-Auth-Token: accepted -> refused",
        ),
        (
            "required query added",
            "breaks request: OPERATION, query parameter X-Later: absent -> required",
        ),
        (
            "server",
            "breaks request: OPERATION, server https://api.bigcommerce.com/stores/{store_hash}/v3: "
            "documented -> absent",
        ),
        ("201 dropped", "breaks response: OPERATION, 201: documented -> absent"),
        ("201 becomes 200", "breaks response: OPERATION, 200: absent -> documented"),
        ("200 added beside 201", "breaks response: OPERATION, 200: absent -> documented"),
        (
            f"201 {POINTER} retyped",
            f"breaks response: OPERATION, 201 application/json {POINTER}: type: string -> integer",
        ),
        (
            "5XX application/json changed",
            "breaks failure: OPERATION, 5XX application/vnd.later+json: absent -> documented",
        ),
        (
            "429 X-Retry-After retyped",
            "breaks failure: OPERATION, 429 header X-Retry-After: type: integer -> string",
        ),
    ],
)
def test_a_change_names_the_law_the_place_and_both_definitions(name: str, item: str) -> None:
    """The line of the change says what the older and the newer contract document."""
    items = [change.item for change in breaking_changes(OLD, named(name))]
    assert item.replace("OPERATION", OPERATION) in items


def test_drifts_have_unique_names_and_changed_documents() -> None:
    """The drifts of the checked-in contract cover each category that a contract can drift in."""
    every = list(drifts(OLD.document))
    assert len(every) == len(DRIFTS) > 250
    assert ", ".join(CATEGORIES) == (
        "body, content type, member, method, parameter, path, response header, security, status"
    )
    assert not [drift.name for drift in every if drift.document == OLD.document]


def test_the_drifts_of_a_richer_contract_are_detected() -> None:
    """Drifts of required headers, limits, enums, open bodies and all parameters are detected."""
    assert len(list(drifts(RICH.document))) == len(RICH_DRIFTS) > 200
    wrong = [
        name
        for name, drift in RICH_DRIFTS.items()
        if drift.breaks != bool(breaking_changes(RICH, drift))
    ]
    assert wrong == []


def drawn(strategy: st.SearchStrategy[T]) -> list[T]:
    """Return random values of *strategy*."""
    values: list[T] = []

    @settings(max_examples=100, derandomize=True, database=None)
    @given(strategy)
    def collect(value: T) -> None:
        values.append(value)

    collect()
    return values


def test_random_messages_show_no_break_that_a_comparison_misses() -> None:
    """Calls and bodies of schemathesis are allowed wherever the comparison finds no break."""
    operation = RICH.operations[0]
    random_calls = drawn(calls(RICH, operation))
    schema = operation.responses[0].content["application/json"]
    headers = ((b"Content-Type", b"application/json"), (b"X-Count", b"1"))
    responses = [
        CannedResponse("random", 200, headers, json.dumps(body).encode()).response
        for body in drawn(from_schema(RICH, schema))
    ]
    missed = []
    for name, drift in RICH_DRIFTS.items():
        other = parse_contract(RICH.path, drift.document, whole=True)
        if (pair := matching_pair(RICH, operation, other)) is None:
            continue
        old, new = pair.old.effective, pair.new.effective
        laws = {each.law for each in breaking_changes(RICH, drift)}
        if "request" not in laws and any(
            any(request_violations(other, new, old, call)) for call in random_calls
        ):
            missed.append(f"request, {name}")
        reverse = compare_operation(other, pair.new.operation, RICH)
        backwards = {each.law for each in reverse if each.breaks}
        if "response" not in backwards and any(
            any(response_violations(other, new, response)) for response in responses
        ):
            missed.append(f"response, {name}")
    assert missed == []


def run_against(newer: Mapping[str, object], folder: Path, *options: str) -> tuple[int, str]:
    """Return the exit code and the output of a run with `--against` *newer*."""
    path = folder / "newer.json"
    path.write_text(json.dumps(newer))
    command = [sys.executable, "-m", "contract_tests", "--against", str(path), "--profile=brief"]
    command += ["-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_run_passes_for_a_newer_contract_that_is_compatible(tmp_path: Path) -> None:
    """The exit code is 0 for a drift that a client may ignore, and the change is shown."""
    code, output = run_against(named("credentials made optional").document, tmp_path)
    assert code == KEPT, output
    assert " against " in output
    assert "credentials none: refused -> accepted" in output
    assert "0 breaking changes, 1 compatible change." in output
    assert "keeps the contract, and the newer contract does not break it." in output


def test_a_run_fails_for_a_newer_contract_that_is_incompatible(tmp_path: Path) -> None:
    """The exit code, the summary and the report say what the newer contract changes."""
    report = tmp_path / "report"
    options = "-k", "newer_contract", "--report", str(report)
    drift = named(NULLABLE)
    code, output = run_against(drift.document, tmp_path, *options)
    assert code == BROKEN, output
    (change,) = breaking_changes(OLD, drift)
    assert f"{change.line}\n" in output
    assert "The newer contract breaks the client: POST " in output
    data = json.loads((report / "report.json").read_bytes())
    assert data["against"]["path"] == str(tmp_path / "newer.json")
    Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes())).validate(data)
    (found,) = data["changes"]["found"]
    assert (found["item"], found["example"]) == (change.item, change.example)
    assert (found["client"], found["accepted"]) == ("raises InvalidResponseError", "")
    page = (report / "index.html").read_text().replace("<wbr>", "")
    assert str(tmp_path) in page and change.place in page


def test_a_baseline_accepts_the_changes_that_it_lists(tmp_path: Path) -> None:
    """It is written without reasons, which it needs before it is accepted; stale entries show."""
    baseline = tmp_path / "baseline.toml"
    newer = named(NULLABLE).document
    written = run_against(newer, tmp_path, "-k", "newer_contract", f"--write-baseline={baseline}")
    assert written[0] == BROKEN, written[1]
    use = f"--baseline={baseline}"
    code, output = run_against(newer, tmp_path, "-k", "newer_contract", use)
    assert code == USAGE, output
    text = baseline.read_text().replace('reason = ""', 'reason = "Fixed next week."')
    baseline.write_text(f'{text}\n[[accepted]]\nitem = "breaks nothing"\nreason = "Old."\n')
    code, output = run_against(newer, tmp_path, use)
    assert code == KEPT, output
    assert "; accepted: Fixed next week.\n" in output
    assert "stale, remove it from the baseline: breaks nothing\n" in output
    assert "1 breaking change (1 accepted), 0 compatible changes." in output


def test_a_part_of_the_laws_writes_no_baseline(tmp_path: Path) -> None:
    """Without the comparison of every operation, all its changes would be missing."""
    baseline = tmp_path / "baseline.toml"
    newer = named(NULLABLE).document
    code, output = run_against(newer, tmp_path, "-k", "freshness", f"--write-baseline={baseline}")
    assert (code, baseline.exists()) == (NOT_VERIFIED, False), output
    assert "breaking change" not in output
