"""The HTML report is complete, accessible and safe against hostile texts."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.html import MAX_UNFOLDED, by_cause, render_page
from contract_tests.harness.report.results import LAWS, ResultCollector
from contract_tests.harness.report.summary import SCHEMA_FILE, summary
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.html_outline import Outline
from generation.limitations import Limitation

SCHEMA = json.loads(SCHEMA_FILE.read_bytes())
RUN = {
    "started": "2025-01-31T12:00:00+00:00",
    "seconds": 1.5,
    "profile": "ci",
    "seed": None,
    "interrupted": False,
    "other_tests": {"passed": 3, "failed": 0},
}
EVIL = "</style><script>alert(1)</script>"
HOSTILE = f"""
openapi: 3.1.0
info: {{title: "{EVIL}", version: "{EVIL}"}}
paths:
  "/{EVIL}":
    get:
      parameters:
        - {{name: "{EVIL}", in: query, schema: {{enum: ["{EVIL}"]}}}}
      responses:
        "200": {{description: "{EVIL}", content: {{application/json: {{schema: {{}}}}}}}}
"""


def report_of(contract_text: str, folder: Path) -> dict[str, Any]:
    """A report with a failure, an error, a test that is not applicable, and a missing promise."""
    path = folder / "contract.yaml"
    path.write_text(contract_text, encoding="utf-8")
    contract = load_contract(path)
    labels = [operation.label for operation in contract.operations]
    reasons = {"secrets": EVIL}
    results = ResultCollector(product(LAWS, labels), Observer(contract), not_promised=reasons)
    results.promises.add([[EVIL, "secrets", EVIL, "not promised", 1]])
    about = {"law": "request", "operation": EVIL, "test": EVIL}
    names = (
        "check",
        "promise",
        "received",
        "documented",
        "difference",
        "canned_response",
        "accepted",
    )
    texts = dict.fromkeys(names, EVIL)
    failure = {**about, **texts, "python": [EVIL] * 3, "curl": EVIL, "replay": EVIL}
    results.failures += [failure, {**failure, "test": f"{EVIL} too"}]
    results.errors.append({**about, "message": EVIL})
    results.not_applicable_tests.append({**about, "reason": EVIL})
    next(iter(results.rows.values())).recorded.append(EVIL)
    limited = (Limitation("skipped", EVIL, EVIL, EVIL), Limitation("ignored", "#", EVIL, EVIL))
    return summary(results, contract, folder / EVIL, RUN, newer=contract, limitations=limited)


@pytest.fixture
def outline(tmp_path: Path) -> Outline:
    """The page for a contract whose texts are HTML."""
    return Outline(render_page(report_of(HOSTILE, tmp_path)))


def large_report(count: int, folder: Path) -> dict[str, Any]:
    """A report on *count* operations, of which one law of the last one is broken."""
    report = report_of(HOSTILE, folder)
    row, part = report["laws"][0], report["coverage"]["parts"][0]
    names = [f"GET /{number}" for number in range(count)]
    report["laws"] = [
        {**row, "operation": name, "law": law, "status": "kept", "kept": True}
        for name in names
        for law in LAWS
    ]
    report["laws"][-1] |= {"status": "broken", "kept": False}
    report["coverage"]["parts"] = [{**part, "operation": name} for name in names]
    return report


def test_each_of_many_operations_can_be_unfolded(tmp_path: Path) -> None:
    """The page has a line for each operation; only those with a law not kept escape the filter."""
    page = render_page(large_report(MAX_UNFOLDED + 1, tmp_path))
    outline = Outline(page)
    folded = [str(a["class"]) for tag, a in outline.tags if "operation" in str(a.get("class"))]
    assert len(folded) == 2 * (MAX_UNFOLDED + 1)
    assert sum("all-kept" not in each for each in folded) == 2
    assert ("details", {"class": "operation"}) in outline.tags  # not hidden
    assert not any("open" in a for tag, a in outline.tags if "operation" in str(a.get("class")))
    assert "body:has(#not-kept:checked) .all-kept { display: none; }" in page
    assert "only the 1 whose laws are not all kept" in outline.text
    assert outline.open == []


def test_the_coverage_of_many_operations_has_only_their_gaps(tmp_path: Path) -> None:
    """A page of all items of a large contract would have many megabytes."""
    report = large_report(MAX_UNFOLDED + 1, tmp_path)
    part = {**report["coverage"]["parts"][0], "operation": "GET /0", "cases": 1, "classes": []}
    lacking = [{"name": "null", "allowed": True, "cases": 0}]
    report["coverage"]["parts"] = [
        {**part, "name": "with-all"},
        {**part, "name": "half", "classes": lacking},
        {**part, "name": "none", "cases": 0},
        {**part, "name": "unreached", "cases": 0, "operation": "GET /1"},
    ]
    text = Outline(render_page(report)).text
    assert "2 of 3 items covered" in text and "0 of 1 items covered" in text
    assert "half" in text and "none" in text
    assert "with-all" not in text and "unreached" not in text


def test_a_few_operations_are_not_folded(tmp_path: Path) -> None:
    """There is nothing to filter."""
    outline = Outline(render_page(large_report(MAX_UNFOLDED, tmp_path)))
    assert not any("operation" in str(a.get("class")) for _, a in outline.tags)
    assert "input" not in {tag for tag, _ in outline.tags}


def test_the_data_matches_its_json_schema(tmp_path: Path) -> None:
    """Programs that read `report.json` can rely on the schema."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(report_of(HOSTILE, tmp_path))


def test_the_page_is_well_formed_and_self_contained(outline: Outline) -> None:
    """Each tag is closed, each id is unique, and no external resource is loaded."""
    assert outline.open == []
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    used = {tag for tag, _ in outline.tags}
    assert used.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert not any(name in a for _, a in outline.tags for name in ("src", "href", "onclick"))


def test_the_page_is_accessible_to_screen_readers(outline: Outline) -> None:
    """Heading levels are not skipped, and each table header has a scope."""
    levels = [int(tag[1]) for tag, _ in outline.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all("scope" in attributes for tag, attributes in outline.tags if tag == "th")
    assert ("html", {"lang": "en"}) in outline.tags


def test_texts_of_the_contract_are_escaped(outline: Outline) -> None:
    """A text cannot end the page's style or start a script, wherever it is shown."""
    assert outline.text.count(EVIL) >= 22


def test_limitations_are_listed_by_their_kind(outline: Outline) -> None:
    """Each kind says what it means."""
    assert "1 skipped: not in the client, and not verified" in outline.text
    assert "1 ignored: violations of OpenAPI" in outline.text


def test_failures_with_the_same_cause_are_shown_once(outline: Outline) -> None:
    """The other failures are listed by the names of their tests."""
    assert outline.text.count("Documented") == 1
    assert "1 more with the same cause" in outline.text and f"{EVIL} too" in outline.text


def test_the_failure_that_is_shown_can_be_replayed() -> None:
    """A failure with a replay file comes before others of its cause; laws keep their order."""
    failures = [
        {"law": law, "operation": "o", "check": "c", "replay": replay}
        for law, replay in (("failure", ""), ("request", ""), ("failure", "x"), ("other", ""))
    ]
    shown = [
        (first["law"], first["replay"], len(others))
        for first, others in by_cause(failures, ["request", "failure"])
    ]
    assert shown == [("request", "", 0), ("failure", "x", 1), ("other", "", 0)]


def test_uncovered_items_are_marked_in_words(outline: Outline) -> None:
    """Color is not the only sign of an item without a case."""
    assert "not covered" in outline.text
    assert any("uncovered" in str(attributes.get("class")) for _, attributes in outline.tags)
