"""The README of a client shows calls with valid values."""

from __future__ import annotations

from typing import Any

import pytest

from generation.samples import NoSampleError, Samples
from generation.schemas import named_schemas

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {},
    "components": {
        "schemas": {
            "Money": {
                "type": "object",
                "required": ["amount", "currency"],
                "properties": {
                    "amount": {"type": "number", "exclusiveMinimum": 10, "multipleOf": 5},
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                    "note": {"type": "string"},
                },
            },
            "Endless": {
                "type": "object",
                "required": ["next", "other"],
                "properties": {
                    "next": {"$ref": "#/components/schemas/Endless"},
                    "other": {"$ref": "#/components/schemas/Endless"},
                },
            },
            "Node": {
                "type": "object",
                "required": ["children"],
                "properties": {
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}
                },
            },
        }
    },
}
SAMPLES = Samples(DOCUMENT, named_schemas(DOCUMENT))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"$ref": "#/components/schemas/Money"}, {"amount": 15, "currency": "ABC"}),
        ({"type": "integer", "example": "wrong", "default": 7}, 7),
        ({"type": "string", "format": "uuid"}, "8f14e45f-ceea-467f-a1d6-0c2b1f3a4e5d"),
        ({"type": "string", "format": "date", "example": "2024-13-01"}, "2024-01-31"),
        ({"type": "string", "minLength": 6}, "texttext"),
        ({"enum": ["a", "b"]}, "a"),
        ({"type": "array", "minItems": 2, "items": {"type": "boolean"}}, [True, True]),
        ({"oneOf": [{"type": "integer", "minimum": 3}, {"type": "string"}]}, 10),
        (
            {"allOf": [{"$ref": "#/components/schemas/Money"}, {"required": ["note"]}]},
            {"amount": 15, "currency": "ABC", "note": "text"},
        ),
    ],
)
def test_a_sample_is_valid(schema: dict[str, Any], value: Any) -> None:
    """An example or a default is taken only if it is valid."""
    assert SAMPLES.value(schema) == value


def test_an_example_of_the_parameter_is_preferred() -> None:
    """An invalid example is ignored."""
    assert SAMPLES.value({"type": "integer"}, "text", 5) == 5


@pytest.mark.parametrize("schema", [{"not": {}}, {"type": "string", "pattern": "^[0-9]{9}z$"}])
def test_a_schema_may_have_no_sample(schema: dict[str, Any]) -> None:
    """The README then shows another operation."""
    with pytest.raises(NoSampleError):
        SAMPLES.value(schema)


def test_a_recursive_schema_ends() -> None:
    """A list of itself is empty; an object that must contain itself has no value."""
    assert SAMPLES.value({"$ref": "#/components/schemas/Node"}) == {"children": []}
    with pytest.raises(NoSampleError):
        SAMPLES.value({"$ref": "#/components/schemas/Endless"})
