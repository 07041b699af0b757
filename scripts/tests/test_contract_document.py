"""docs/contract.md is complete: each constraint and each revision has a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from contract_tests.harness.project import ROOT
from generation.contract import load

DOCUMENT = ROOT / "docs" / "contract.md"
HISTORY = ROOT / "contract_tests" / "harness" / "tests" / "specs" / "history"
#: Keywords that restrict a schema or a parameter, and the vendor extensions that promise something.
CONSTRAINTS = {
    "additionalProperties", "const", "enum", "exclusiveMaximum", "exclusiveMinimum", "format",
    "maximum", "maxItems", "maxLength", "maxProperties", "minimum", "minItems", "minLength",
    "minProperties", "multipleOf", "nullable", "pattern", "required", "security", "uniqueItems",
    "x-safe-to-repeat", "x-sensitive", "x-wait",
}  # fmt: skip


def constraints(node: Any, place: str = "") -> Iterator[str]:
    """Yield the location of each constraint, and of each response other than a success."""
    if isinstance(node, list):
        for item in node:
            yield from constraints(item, place)
    for key, value in node.items() if isinstance(node, dict) else ():
        below = f"{place}/{key}".lstrip("/")
        is_error = place.endswith("/responses") and not key.startswith("2")
        is_constraint = key in CONSTRAINTS and (value is not False or key == "additionalProperties")
        if is_error or is_constraint:
            yield below
        if key not in ("default", "example"):
            yield from constraints(value, below)


def rows(section: str) -> list[list[str]]:
    """Return the cells of the rows of the first table after the heading *section*."""
    text = DOCUMENT.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2]
    table = text[text.index("\n|") :].strip().partition("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def test_each_constraint_of_the_contract_has_a_row_with_a_reason() -> None:
    """No row is out of date, and no promise is made without a reason."""
    document = load(ROOT / "openapi" / "carts.yaml")
    operations = [each for path in document["paths"].values() for each in path.values()]
    parts = {**document["components"], **{each["operationId"]: each for each in operations}}
    table = rows("Promises")
    documented = [place for row in table for place in re.findall("`([^`]+)`", row[0])]
    assert sorted(documented) == sorted(constraints(parts))
    assert all(cell for row in table for cell in row)


def test_each_revision_of_the_history_has_a_row() -> None:
    """The revisions are those of the contracts, in the same order."""
    assert [row[0] for row in rows("History")] == sorted(path.stem for path in HISTORY.iterdir())
