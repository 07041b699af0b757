"""Schemas that refer back to themselves for the same value are repaired, and others stay."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generation.limitations import Limitations
from generation.schema_repairs import repair_schemas

KIND = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
SIZE = {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer"}}}


def to(name: str) -> dict[str, str]:
    """Return a reference to the component *name*."""
    return {"$ref": f"#/components/schemas/{name}"}


def repaired(**schemas: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the contract after the repairs, and the items that are reported."""
    document = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": deepcopy(schemas)}}
    limitations = Limitations(strict=False)
    repair_schemas(document, limitations)
    return document, [each.item for each in limitations]


def is_valid(document: dict[str, Any], name: str, value: Any) -> bool:
    """Return whether the component *name* allows *value*."""
    schema = {**to(name), "components": document["components"]}
    return Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    "base",
    [
        {**KIND, "oneOf": [to("Small")]},
        {**KIND, "anyOf": [to("Small"), {"type": "null"}]},
        {"allOf": [KIND, {"oneOf": [to("Small")]}]},
        {"allOf": [KIND], "oneOf": [{"allOf": [to("Small")]}]},
    ],
)
def test_a_variant_that_refers_to_its_union_gets_the_members_of_the_base(base: Any) -> None:
    """The union may be beside the members, or in an `allOf`; the base itself keeps it."""
    document, items = repaired(Base=base, Small={"allOf": [to("Base"), SIZE]})
    assert items == ["repaired #/components/schemas/Small/allOf/0/$ref"]
    for name in ("Base", "Small"):
        assert is_valid(document, name, {"kind": "small", "size": 1})
        assert not is_valid(document, name, {"size": 1}), "the members of the base are kept"
        assert not is_valid(document, name, {"kind": "small"}), "the union is kept"


def test_a_variant_of_a_variant_keeps_its_reference() -> None:
    """One repair breaks both cycles."""
    base = {**KIND, "oneOf": [to("Small"), to("Tiny")]}
    tiny = {"allOf": [to("Small"), {"properties": {"weight": {"type": "number"}}}]}
    document, items = repaired(Base=base, Small={"allOf": [to("Base"), SIZE]}, Tiny=tiny)
    assert items == ["repaired #/components/schemas/Small/allOf/0/$ref"]
    assert document["components"]["schemas"]["Tiny"]["allOf"][0] == to("Small")


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [to("Loop"), SIZE]},
        {"not": to("Loop")},
        {"if": SIZE, "then": to("Loop")},
        {"dependentSchemas": {"size": to("Loop")}},
        {**SIZE, "anyOf": [to("Other")]},
    ],
)
def test_any_other_cycle_loses_one_reference(schema: Any) -> None:
    """What is left still decides."""
    document, items = repaired(Loop=schema, Other={"allOf": [to("Loop")]})
    assert len(items) == 1
    assert items[0].endswith("/$ref")
    assert is_valid(document, "Other", {"size": 1}) is ("not" not in schema)


def test_a_schema_of_other_values_may_refer_back() -> None:
    """A tree ends where a value does."""
    tree = {"type": "object", "properties": {"left": to("Tree"), "all": {"items": to("Tree")}}}
    schemas = {"Tree": tree, "Leaf": {"anyOf": [to("Tree"), SIZE]}}
    document, items = repaired(**schemas)
    assert items == []
    assert document["components"]["schemas"] == schemas
