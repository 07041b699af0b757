"""A keyword that violates JSON Schema is deleted; the rest of the schema is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generation.schema_repairs import is_pattern
from tests.spoiled_contract import POST, THING, Spoil, assert_repaired, loaded, put

INVALID_DEFAULTS: list[tuple[dict[str, Any], object]] = [
    ({"type": "integer"}, "many"),
    ({"type": "string", "enum": ["a"]}, "b"),
    ({"type": "string", "format": "date-time"}, "now"),
    ({"allOf": [{"$ref": "#/components/schemas/Thing"}]}, 1),
]
#: How the contract is spoiled -> the items that are reported.
REPAIRS: dict[str, tuple[Spoil, list[str]]] = {
    "schema of the default response": (
        put({"$ref": "#/x"}, *POST, "responses", "default", "content", "a/b", "schema"),
        ["repaired #/paths/~1b/post/responses/default/content/a~1b/schema"],
    ),
    "schema": (put([], *THING), ["repaired #/components/schemas/Thing"]),
    "schema to nowhere": (
        put({"$ref": "#/x"}, *THING, "properties", "a"),
        ["repaired #/components/schemas/Thing/properties/a"],
    ),
    "schema of itself": (
        put({"$ref": "#/components/schemas/Thing"}, *THING),
        ["repaired #/components/schemas/Thing"],
    ),
    **{
        f"{name}: {value!r}": (
            put(value, *THING, "properties", "a", name),
            [f"repaired #/components/schemas/Thing/properties/a/{name}"],
        )
        for name, value in [
            ("type", "text"),
            ("type", ["string", "text"]),
            ("enum", []),
            ("required", True),
            ("properties", None),
            ("items", []),
            ("allOf", []),
            ("minLength", "1"),
            ("minLength", -1),
            ("multipleOf", 0),
            ("pattern", "(?<a>b)"),
            ("pattern", r"\p{L}"),
            ("pattern", "[[a]"),
            ("unevaluatedItems", False),
            ("$dynamicRef", "#a"),
            ("nullable", "true"),
        ]
    },
    "impossible enum": (
        put({"type": "integer", "enum": ["1"]}, *THING, "properties", "a"),
        ["repaired #/components/schemas/Thing/properties/a/enum"],
    ),
    **{
        f"default: {value!r}": (
            put(schema | {"default": value}, *THING, "properties", "a"),
            ["repaired #/components/schemas/Thing/properties/a/default"],
        )
        for schema, value in INVALID_DEFAULTS
    },
    "name of a pattern": (
        put({"(": {}}, *THING, "patternProperties"),
        ["repaired #/components/schemas/Thing/patternProperties/("],
    ),
}


@pytest.mark.parametrize(("spoil", "items"), REPAIRS.values(), ids=REPAIRS.keys())
def test_the_rest_of_a_schema_is_used(tmp_path: Path, spoil: Spoil, items: list[str]) -> None:
    """Each change has a JSON pointer, a reason and a remedy; a strict generator refuses it."""
    assert_repaired(tmp_path, spoil, items)


def test_a_repair_is_the_smallest_change(tmp_path: Path) -> None:
    """Only the keyword without its form is deleted."""
    spoil = put({"type": "string", "pattern": "(", "maxLength": 2}, *THING, "properties", "a")
    found, _ = loaded(tmp_path, spoil)
    schema = found["components"]["schemas"]["Thing"]
    assert schema["properties"]["a"] == {"type": "string", "maxLength": 2}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "default": 3},
        {"type": "string", "default": None},
        {"type": "string", "nullable": True, "enum": ["a", None], "default": "a"},
        {"allOf": [{"$ref": "#/components/schemas/Thing"}], "default": {}},
        {"type": "string", "format": "date", "default": "2024-02-29"},
    ],
    ids=str,
)
def test_a_valid_default_stays(tmp_path: Path, schema: dict[str, Any]) -> None:
    """Null means that there is none, as in many contracts."""
    found, limitations = loaded(tmp_path, put(schema, *THING, "properties", "a"))
    assert found["components"]["schemas"]["Thing"]["properties"]["a"] == schema
    assert limitations == []


@pytest.mark.parametrize("keyword", ["properties", "additionalProperties"])
def test_a_schema_with_members_is_one_of_an_object(tmp_path: Path, keyword: str) -> None:
    """JSON Schema would also allow a number, which authors do not mean; this is not reported."""
    found, limitations = loaded(tmp_path, put({keyword: {"b": {}}}, *THING, "properties", "a"))
    schema = found["components"]["schemas"]["Thing"]["properties"]["a"]
    assert schema == {"type": "object", keyword: {"b": {}}}
    assert limitations == []


def test_null_may_be_written_without_quotes(tmp_path: Path) -> None:
    """In YAML, `type: [string, null]` has the value null."""
    found, limitations = loaded(tmp_path, put(["string", None], *THING, "properties", "a", "type"))
    assert found["components"]["schemas"]["Thing"]["properties"]["a"]["type"] == ["string", "null"]
    assert limitations == []


@pytest.mark.parametrize(
    ("pattern", "valid"), [("^a$", True), (r"[\w-]+", True), ("(", False), ("[[a]", False)]
)
def test_a_pattern_must_be_one_of_python(pattern: str, valid: bool) -> None:
    """A pattern that causes a warning would cause it in each process that uses the client."""
    assert is_pattern(pattern) is valid
