"""Value classes follow from a schema, and each value has its classes."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.report.coverage.schema_tree import build_tree, flatten
from contract_tests.harness.report.coverage.value_classes import LONG, classify, value_classes
from contract_tests.harness.tests.sample_spec import things

FORMATS = Draft202012Validator.FORMAT_CHECKER


def classes(schema: dict[str, Any], value: Any) -> set[str]:
    """The names of the classes of *value*."""
    return set(classify(value, value_classes(flatten(things(), schema), FORMATS)))


def names(schema: dict[str, Any], *, allowed: bool) -> set[str]:
    """The names of the classes that a schema allows, or of the others."""
    classes = value_classes(flatten(things(), schema), FORMATS)
    return {each.name for each in classes if each.allowed is allowed}


@pytest.mark.parametrize(
    ("schema", "allowed", "violations"),
    [
        ({"type": "string"}, "given, empty, long, non-ASCII", "null, wrong type"),
        (
            {"type": "string", "minLength": 2, "maxLength": 9},
            "given, shortest, longest, non-ASCII",
            "null, wrong type, outside limits",
        ),
        ({"type": "string", "format": "uuid"}, "given", "null, wrong type, wrong format"),
        ({"type": "string", "enum": ["a", "b"]}, "a, b", "null, wrong type, not in enum"),
        ({"type": "string", "nullable": True}, "given, null, empty, long, non-ASCII", "wrong type"),
        (
            {"type": "integer", "minimum": 1},
            "given, minimum",
            "null, wrong type, outside limits",
        ),
        ({"type": "integer"}, "given, negative, zero", "null, wrong type"),
        (
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            "given, fraction",
            "null, wrong type, outside limits",
        ),
        ({"type": "boolean"}, "given, true, false", "null, wrong type"),
        (
            {"type": "array", "maxItems": 2},
            "given, no items, one item, several items",
            "null, wrong type, outside limits",
        ),
        ({"type": "object"}, "given, no members, extra member", "null, wrong type"),
        (
            {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
            "given, no members",
            "null, wrong type, extra member",
        ),
        ({"enum": [1, None]}, "1, null", "wrong type, not in enum"),
    ],
)
def test_the_value_classes_follow_from_the_schema(
    schema: dict[str, Any], allowed: str, violations: str
) -> None:
    """A schema has classes for what it allows, and for the ways to violate it."""
    assert names(schema, allowed=True) == set(allowed.split(", "))
    assert names(schema, allowed=False) == set(violations.split(", "))


def test_a_schema_that_allows_everything_has_no_class_of_violations() -> None:
    """The empty schema has the classes of all types."""
    assert names({}, allowed=False) == set()
    assert {"null", "true", "given", "empty", "zero", "no items", "no members"} <= names(
        {}, allowed=True
    )


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string"}, "", {"given", "empty"}),
        ({"type": "string"}, "ä" * LONG, {"given", "long", "non-ASCII"}),
        ({"type": "string"}, 1, {"wrong type"}),
        ({"type": "string"}, None, {"null"}),
        ({"type": "string", "format": "uuid"}, "x", {"wrong format"}),
        ({"type": "integer"}, True, {"wrong type"}),
        ({"type": "integer"}, 0, {"given", "zero"}),
        ({"type": "integer"}, 1.5, {"wrong type"}),
        ({"type": "integer", "maximum": 9}, 10, {"outside limits"}),
        ({"type": "integer", "maximum": 9}, 9, {"given", "maximum"}),
        ({"type": "number"}, 1.5, {"given", "fraction"}),
        ({"enum": [1]}, True, {"wrong type"}),
        ({"enum": ["a"]}, "b", {"not in enum"}),
        ({"type": "array", "minItems": 1}, [], {"outside limits"}),
        ({"type": "object", "required": ["a"]}, {"b": 1}, {"given", "extra member"}),
    ],
)
def test_a_value_that_violates_its_schema_has_no_allowed_class(
    schema: dict[str, Any], value: Any, expected: set[str]
) -> None:
    """A valid value has all classes that apply to it; for others, only the violations count."""
    assert classes(schema, value) == expected


@pytest.mark.parametrize("word", ["allOf", "oneOf", "anyOf"])
def test_a_composed_schema_is_flattened(word: str) -> None:
    """The properties of all parts are merged; only `allOf` makes members required."""
    part = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    other = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}
    merged = flatten(things(), {word: [part, other]})
    assert merged["properties"].keys() == {"a", "b"}
    assert merged["required"] == ({"a", "b"} if word == "allOf" else set())


def test_an_alternative_of_a_schema_and_null_is_a_nullable_schema() -> None:
    """OpenAPI 3.1 has no `nullable`: contracts use `anyOf` with the type `null`."""
    schema = {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}
    assert names(schema, allowed=True) == {"a", "null"}


def test_a_recursive_schema_is_followed_once() -> None:
    """The places of a value are named by their path from the root."""
    part = {"$ref": "#/components/schemas/Part"}
    names = [node.name for node in build_tree(things(), part)]
    assert {"", "name", "parts", "parts[]"} <= set(names)
    assert not any(name.startswith("parts[].") for name in names)
