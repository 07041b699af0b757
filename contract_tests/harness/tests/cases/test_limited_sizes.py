"""The limits of random values keep every schema satisfiable."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.cases.limited_sizes import MAX_ITEMS, composed_references, limited

NOTHING: frozenset[str] = frozenset()
OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
OBJECTS = {"type": "array", "items": OBJECT}


def allows(schema: Any, value: Any) -> bool:
    return Draft202012Validator(schema).is_valid(value)


def test_an_array_of_containers_is_limited() -> None:
    """Arrays of any values are limited, at any depth; arrays of scalars are not."""
    for items in (OBJECT, OBJECTS, {}, {"$ref": "#/components/schemas/A"}):
        schema = limited({"properties": {"a": {"type": "array", "items": items}}}, NOTHING)
        assert schema["properties"]["a"]["maxItems"] == MAX_ITEMS
    texts = {"type": "array", "items": {"type": ["string", "null"]}}
    assert limited(texts, NOTHING) == texts


def test_an_open_object_gets_one_more_member() -> None:
    """Documented members stay; a map of scalars and a closed object have no limit."""
    schema = limited({**OBJECT, "required": ["b"]}, NOTHING)
    assert allows(schema, {"a": "", "b": 1, "c": []})
    assert not allows(schema, {"a": "", "b": 1, "c": [], "d": []})
    for unlimited in ({"type": "string"}, False):
        assert limited({**OBJECT, "additionalProperties": unlimited}, NOTHING).keys() == {
            *OBJECT,
            "additionalProperties",
        }


@pytest.mark.parametrize(
    ("keyword", "number", "limit"),
    [
        ("minItems", 9, 9),
        ("maxItems", 2, 2),
        ("maxItems", 50, MAX_ITEMS),
        ("minItems", 1, MAX_ITEMS),
        ("prefixItems", [OBJECT] * 5, 5),
    ],
)
def test_the_limits_of_an_array_are_respected(keyword: str, number: Any, limit: int) -> None:
    """An array may be as short as the contract requires, and not longer than it allows."""
    assert limited({**OBJECTS, keyword: number}, NOTHING)["maxItems"] == limit


@pytest.mark.parametrize(
    ("keyword", "value", "limit"),
    [
        ("minProperties", 5, 5),
        ("maxProperties", 1, 1),
        ("maxProperties", 9, 2),
        ("patternProperties", {"^b": {}}, None),
    ],
)
def test_the_limits_of_an_object_are_respected(keyword: str, value: Any, limit: int | None) -> None:
    """An object with members by pattern has no limit, because they are documented."""
    assert limited({**OBJECT, keyword: value}, NOTHING).get("maxProperties") == limit


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_parts_of_a_composition_have_no_limits_of_their_own(keyword: str) -> None:
    """Another part may require more members; places inside a part have limits."""
    inner = {"type": "object", "properties": {"a": OBJECTS}}
    (part,) = limited({keyword: [inner], "type": "object"}, NOTHING)[keyword]
    assert part.keys() == inner.keys()
    assert part["properties"]["a"]["maxItems"] == MAX_ITEMS


def test_a_named_part_of_a_composition_has_no_limits() -> None:
    """A component to which no composition refers has limits."""
    used, unused = "#/components/schemas/A", "#/components/schemas/B"
    document = {"x": [{"allOf": [{"$ref": used}, OBJECT]}, {"$ref": unused}]}
    composed = frozenset(composed_references(document))
    assert composed == {used}
    assert limited(OBJECT, composed, used) == OBJECT
    assert "maxProperties" in limited(OBJECT, composed, unused)


@pytest.mark.parametrize("keyword", ["const", "example", "not", "contains"])
def test_data_and_negated_schemas_are_not_changed(keyword: str) -> None:
    """A limit within `not` would allow longer arrays instead of shorter ones."""
    assert limited({keyword: OBJECTS}, NOTHING) == {keyword: OBJECTS}
