"""The page says what the data says, to whoever reads it and however."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.html import page, same_definition
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.report.summary import summary
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.html_outline import Outline

SCHEMA = json.loads(Path(__file__).with_name("report.schema.json").read_bytes())
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


def facts(contract_text: str, folder: Path) -> dict[str, Any]:
    """The summary of a run that failed, on a contract of one's own."""
    path = folder / "contract.yaml"
    path.write_text(contract_text, encoding="utf-8")
    contract = load_contract(path)
    verdict = ResultCollector(tuple(each.label for each in contract.operations), Observer(contract))
    about = {"law": "request", "operation": EVIL, "test": EVIL}
    saw = {"check": EVIL, "received": EVIL, "documented": EVIL, "played": EVIL}
    seen = {**about, **saw, "python": [EVIL] * 3, "curl": EVIL, "replay": EVIL}
    verdict.failures += [seen, {**seen, "test": f"{EVIL} too"}]
    verdict.errors.append({**about, "message": EVIL})
    next(iter(verdict.rows.values())).said.append(EVIL)
    return summary(verdict, contract, folder / EVIL, RUN, against=contract)


@pytest.fixture
def outline(tmp_path: Path) -> Outline:
    """The page of a contract that means harm."""
    return Outline(page(facts(HOSTILE, tmp_path)))


def test_the_data_keeps_its_schema(tmp_path: Path) -> None:
    """The schema is the promise to programs that read it."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(facts(HOSTILE, tmp_path))


def test_the_page_is_well_formed_and_whole(outline: Outline) -> None:
    """Each tag is closed, each id is there once, and nothing is loaded from elsewhere."""
    assert outline.open == []
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    used = {tag for tag, _ in outline.tags}
    assert used.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert not any(name in a for _, a in outline.tags for name in ("src", "href", "onclick"))


def test_the_page_can_be_heard(outline: Outline) -> None:
    """Headings go down one step at a time, and each cell has a heading to tell it by."""
    levels = [int(tag[1]) for tag, _ in outline.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all("scope" in attributes for tag, attributes in outline.tags if tag == "th")
    assert ("html", {"lang": "en"}) in outline.tags


def test_text_of_a_contract_is_text_on_the_page(outline: Outline) -> None:
    """Whatever it says: it cannot end the page's style, and starts no script."""
    assert outline.text.count(EVIL) >= 15


def test_what_failed_alike_is_told_once(outline: Outline) -> None:
    """The others by the name of their test, and how to make the call again."""
    assert outline.text.count("Documented") == 1
    assert "1 more failed alike" in outline.text and f"{EVIL} too" in outline.text


def test_the_one_that_is_told_can_be_made_again() -> None:
    """Where any of those that failed alike can; the laws are in their order."""
    failures = [
        {"law": law, "operation": "o", "check": "c", "replay": replay}
        for law, replay in (("failure", ""), ("request", ""), ("failure", "x"), ("other", ""))
    ]
    found = [
        (f["law"], f["replay"], len(o))
        for f, o in same_definition(failures, ["request", "failure"])
    ]
    assert found == [("request", "", 0), ("failure", "x", 1), ("other", "", 0)]


def test_what_is_not_covered_is_said_in_words(outline: Outline) -> None:
    """A colour alone is not seen by all."""
    assert "not covered" in outline.text
    assert any("uncovered" in str(attributes.get("class")) for _, attributes in outline.tags)
