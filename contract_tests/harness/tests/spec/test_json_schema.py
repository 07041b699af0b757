"""Schemas of a document, read as their authors mean them."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.spec.json_schema import normalized

MEMBERS: dict[str, Any] = {"properties": {"a": {}}}
OBJECT = {"type": "object", **MEMBERS}


@pytest.mark.parametrize(
    ("schema", "changed"),
    [
        (MEMBERS, OBJECT),
        ({"additionalProperties": {}}, {"type": "object", "additionalProperties": {}}),
        ({"items": MEMBERS}, {"items": OBJECT}),
        ({"allOf": [MEMBERS, {"required": ["a"]}]}, {"allOf": [OBJECT, {"required": ["a"]}]}),
        ({"properties": {"properties": MEMBERS}}, {**OBJECT, "properties": {"properties": OBJECT}}),
    ],
    ids=str,
)
def test_a_schema_with_members_is_one_of_an_object(schema: Any, changed: Any) -> None:
    """JSON Schema would also allow a number, which authors do not mean."""
    assert normalized(schema) == changed


@pytest.mark.parametrize(
    "node",
    [
        {"type": ["object", "null"], **MEMBERS},
        {"$ref": "#/components/schemas/A", **MEMBERS},
        {"enum": [MEMBERS], "const": MEMBERS, **MEMBERS},
        {"additionalProperties": False},
        {"example": MEMBERS},
        {"content": {"multipart/form-data": {"encoding": {"properties": {"headers": {}}}}}},
        {"headers": {"properties": {"schema": {"type": "string"}}}},
    ],
    ids=str,
)
def test_no_other_node_is_changed(node: Any) -> None:
    """A type stays as it is, and so do data, and objects whose names only look like keywords."""
    assert normalized(node) == node


@pytest.mark.parametrize("keyword", ["default", "example", "examples", "x-note"])
def test_data_with_a_lost_reference_is_left_out(keyword: str) -> None:
    """It is data, but schemathesis would download its target."""
    value = [{"a": {"$ref": "https://a.test/b.json"}}]
    schema = {"type": "array", keyword: value}
    assert normalized({"items": schema, "enum": value}) == {
        "items": {"type": "array"},
        "enum": value,
    }
    assert normalized({"properties": {keyword: schema}})["properties"] == {
        keyword: {"type": "array"}
    }
