"""Boundary values of schemas, headers and calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.cases.boundary_values import (
    BASE64_ENDING,
    LONG_LENGTH,
    PREFIX,
    boundary_values,
    call_boundary_cases,
    credential_boundary_cases,
    header_boundary_values,
)
from contract_tests.harness.cases.valid_messages import valid_call
from contract_tests.harness.spec import ABSENT
from contract_tests.harness.tests.sample_spec import make_part, missed_classes, things

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
    {
        "allOf": [
            {"type": "object", "properties": {n: each}}
            for n, each in {"a": LIST, "b": TEXTS}.items()
        ]
    },
    {"oneOf": [{"type": "string"}, LIST]},
    {"$ref": "#/components/schemas/Part"},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_boundary_values_are_valid_and_reach_every_value_class(schema: dict[str, Any]) -> None:
    """The values reach each allowed value class of each place, nested members included."""
    values = list(boundary_values(things(), schema))
    assert all(things().validator(schema).is_valid(value) for value in values)
    assert missed_classes(schema, values) == set()


def test_header_boundary_values_are_texts_that_a_header_can_carry() -> None:
    """Each header of a response has the boundary values of its schema."""
    limits = {"schema": {"type": "integer", "minimum": 3, "maximum": 9}}
    response = replace(make_part().responses[0], headers={"X-A": limits, "X-B": {}})
    pairs = set(header_boundary_values(things(), response))
    assert {("X-A", "3"), ("X-A", "9"), ("X-B", "true"), ("X-B", "x" * LONG_LENGTH)} <= pairs
    assert {text for name, text in pairs if name == "X-A"} <= set("3456789")
    assert all(text.isprintable() for _, text in pairs)


def test_call_boundary_cases_leave_out_each_optional_part() -> None:
    """Each case lacks at most one argument."""
    call = valid_call(things(), make_part())
    calls = [case.call for case in call_boundary_cases(make_part(), call)]
    left_out = [call.arguments.keys() - each.arguments.keys() for each in calls]
    optional = {each.identity for each in make_part().parameters if each.optional}
    assert {identity for identities in left_out for identity in identities} == optional != set()
    assert max(map(len, left_out)) == 1
    assert any(each.body is ABSENT for each in calls) and any(each.native for each in calls)


def test_credential_boundary_cases_vary_every_security_alternative() -> None:
    """Credentials are long, have a prefix, or end like base64."""
    call = valid_call(things(), make_part())
    calls = [case.call for case in credential_boundary_cases(make_part(), call)]
    assert {frozenset(each.credentials) for each in calls} == {
        frozenset({"Client", "Token"}),
        frozenset({"Token"}),
    }
    credentials = [each for one in calls for each in one.credentials.values()]
    assert any(len(each.value) > LONG_LENGTH for each in credentials)
    assert any(each.prefix == PREFIX for each in credentials)
    assert any(each.value.endswith(BASE64_ENDING) for each in credentials)
