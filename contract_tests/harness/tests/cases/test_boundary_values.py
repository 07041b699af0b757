"""Edges are sound, and reach each class of value that a schema allows."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.cases.boundary_values import boundary_values
from contract_tests.harness.report.coverage.schema_tree import build_tree
from contract_tests.harness.tests.sample_spec import things

TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
LIST = {"type": "array", "items": {"type": "integer", "minimum": 3}}
SCHEMAS: list[dict[str, Any]] = [
    {"type": "string"},
    {"type": "string", "minLength": 2, "maxLength": 9},
    {"type": "string", "nullable": True, "enum": ["a", "b", None]},
    {"type": "string", "format": "uuid"},
    {"type": "integer"},
    {"type": "integer", "minimum": 0, "maximum": 9},
    {"type": "number", "minimum": 0, "exclusiveMinimum": True},
    {"type": "boolean"},
    LIST,
    {**LIST, "minItems": 2, "maxItems": 2},
    TEXTS,
    {"type": "object", "required": ["a"], "properties": {"a": TEXTS, "b": LIST}},
    {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    {"allOf": [{"type": "object", "properties": {"a": LIST}}, {"properties": {"b": TEXTS}}]},
    {"oneOf": [{"type": "string"}, LIST]},
    {"$ref": "#/components/schemas/Part"},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_edges_keep_their_schema_and_are_complete(schema: dict[str, Any]) -> None:
    """Each place, members of members too, has each of its allowed classes."""
    found = list(boundary_values(things(), schema))
    assert all(things().validator(schema).is_valid(value) for value in found)
    root = build_tree(things(), schema)
    seen: set[tuple[str, str]] = set()
    for value in found:
        root.visit(value, lambda node, kinds: seen.update((node.name, kind) for kind in kinds))
    allowed = {(node.name, kind) for node in root for kind, ok in node.class_names.items() if ok}
    assert allowed <= seen
