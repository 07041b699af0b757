"""The violations that a client may tolerate in a response, one tolerance at a time."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import pytest

from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.oracles.tolerated import (
    NULL_MEMBER,
    TEXT_FORMAT,
    UNKNOWN_ENUM_VALUE,
    read_tolerantly,
)
from contract_tests.harness.tests.sample_spec import things

ALL = (NULL_MEMBER, TEXT_FORMAT, UNKNOWN_ENUM_VALUE)
TEXT = {"type": "string"}
URI = {"type": "string", "format": "uri"}
ENUM = {"type": "string", "enum": ["a"]}


def members(**schemas: Any) -> dict[str, Any]:
    """Return the schema of an object with these optional members."""
    return {"type": "object", "properties": schemas}


def read(schema: Any, body: Any, tolerances: tuple[str, ...] = ALL) -> tuple[bool, Any, Set[str]]:
    """Return whether *body* is tolerated, what is read, and the tolerances that were needed."""
    return read_tolerantly(strict_validator(things().validator(schema)), body, tolerances)


@pytest.mark.parametrize(
    ("schema", "body", "result", "needed"),
    [
        (URI, "a b", "a b", {TEXT_FORMAT}),
        ({"items": URI}, ["a b", "c:d"], ["a b", "c:d"], {TEXT_FORMAT}),
        (ENUM, "b", "b", {UNKNOWN_ENUM_VALUE}),
        ({"enum": ["a", 1]}, 2, 2, {UNKNOWN_ENUM_VALUE}),
        (members(a=TEXT), {"a": None}, {}, {NULL_MEMBER}),
        (members(a=members(b=TEXT)), {"a": {"b": None}}, {"a": {}}, {NULL_MEMBER}),
        ({"items": members(a=TEXT)}, [{"a": None}], [{}], {NULL_MEMBER}),
        ({"anyOf": [URI, {"type": "null"}]}, "a b", "a b", {TEXT_FORMAT}),
        ({"oneOf": [members(a=TEXT), {"type": "null"}]}, {"a": None}, {}, {NULL_MEMBER}),
        (
            members(a=TEXT, b=ENUM),
            {"a": None, "b": "x"},
            {"b": "x"},
            {NULL_MEMBER, UNKNOWN_ENUM_VALUE},
        ),
        (
            members(properties=members(a=TEXT)),
            {"properties": {"a": None}},
            {"properties": {}},
            {NULL_MEMBER},
        ),
    ],
)
def test_a_tolerance_excuses_its_violation(
    schema: Any, body: Any, result: Any, needed: Set[str]
) -> None:
    """The body is read, without null members, and each tolerance is needed."""
    assert read(schema, body) == (True, result, needed)
    for name in needed:
        assert not read(schema, body, tuple(other for other in ALL if other != name))[0]
    assert read(schema, body, tuple(needed)) == (True, result, needed)


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (TEXT, 1),
        ({"type": "string", "format": "date"}, "a"),
        ({"type": "string", "format": "uuid"}, "a"),
        (ENUM, 1),
        ({"enum": ["a"]}, 1),
        ({**members(a=TEXT), "required": ["a"]}, {"a": None}),
        ({"items": TEXT}, [None]),
        ({"additionalProperties": TEXT}, {"a": None}),
        (TEXT, None),
        ({"anyOf": [URI, {"type": "integer"}]}, "a b"),
        ({"propertyNames": {"enum": ["a"]}}, {"b": 1}),
        (members(a=URI, b=TEXT), {"a": "a b", "b": 1}),
    ],
)
def test_other_violations_are_not_tolerated(schema: Any, body: Any) -> None:
    """A format that is converted, another type, null for what is not an optional member."""
    assert read(schema, body) == (False, None, frozenset())


def test_a_valid_body_needs_no_tolerance() -> None:
    """A null that the schema allows is read."""
    schema = members(a={"type": ["string", "null"]}, b=URI)
    for body in ({"a": None, "b": "c:d"}, {}, {"x": None}):
        assert read(schema, body) == (True, body, frozenset())
