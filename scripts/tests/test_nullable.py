"""`nullable` beside a reference or a composition allows null."""

from __future__ import annotations

from typing import Any

import pytest

from generation.errors import GenerationError
from generation.limitations import Limitations
from generation.schema_repairs import repair_schemas

NAME = {"$ref": "#/components/schemas/Name"}
NULL = {"3.0.3": {"type": "string", "nullable": True, "enum": [None]}, "3.1.0": {"type": "null"}}
POINTER = "#/components/schemas/A"


def document(schema: Any, version: str, **schemas: Any) -> dict[str, Any]:
    """Return a contract with the component *schema*, called A."""
    names = {"Name": {"type": "string"}, "Either": {"type": "string", "nullable": True}}
    components = {"schemas": {"A": schema, **names, **schemas}}
    return {"openapi": version, "paths": {}, "components": components}


def repaired(schema: Any, version: str, **schemas: Any) -> tuple[Any, list[str]]:
    """Return the component after the repairs, and the items that are reported."""
    found = document(schema, version, **schemas)
    limitations = Limitations(strict=False)
    repair_schemas(found, limitations)
    return found["components"]["schemas"]["A"], [each.item for each in limitations]


@pytest.mark.parametrize("version", NULL)
@pytest.mark.parametrize(
    "schema",
    [
        NAME,
        {"allOf": [NAME]},
        {"oneOf": [NAME, {"type": "integer"}]},
        {"anyOf": [NAME]},
        {"type": "string", "allOf": [NAME]},
        {"allOf": [{"$ref": "#/components/schemas/Either"}, NAME]},
    ],
    ids=str,
)
def test_null_is_an_alternative(schema: dict[str, Any], version: str) -> None:
    """What describes the member stays beside the alternatives."""
    notes = {"description": "It.", "readOnly": True, "x-env": "A"}
    found, items = repaired({**notes, **schema, "nullable": True}, version)
    assert found == {**notes, "anyOf": [schema, NULL[version]]}
    assert items == [f"repaired {POINTER}/nullable"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"nullable": True, "enum": ["a"]},
        {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Either"}]},
        {"nullable": True, "oneOf": [NAME, {"type": "integer", "nullable": True}]},
        {"nullable": False, "allOf": [NAME]},
    ],
    ids=str,
)
def test_a_schema_that_says_enough_is_not_changed(schema: dict[str, Any]) -> None:
    """It allows null already, or has no schema of its own that refuses it."""
    assert repaired(dict(schema), "3.0.3") == (schema, [])


def test_a_schema_into_which_a_reference_leads_is_not_changed() -> None:
    """Its parts must stay where they are."""
    schema = {"nullable": True, "allOf": [{"type": "object"}]}
    user = {"$ref": f"{POINTER}/allOf/0"}
    assert repaired(dict(schema), "3.0.3", User=user) == (schema, [])


def test_a_checked_in_contract_must_say_what_it_means() -> None:
    """The error names the place."""
    contract = document({"nullable": True, "allOf": [NAME]}, "3.0.3")
    with pytest.raises(GenerationError, match=f"{POINTER}/nullable"):
        repair_schemas(contract, Limitations(strict=True))
