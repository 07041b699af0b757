"""An error may point to each place where a value breaks its schema, and to no other."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.oracles.violation_pointers import violation_pointers
from contract_tests.harness.tests.sample_spec import things

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "value", "pointers"),
    [
        (TEXT, "a", set()),
        (TEXT, 1, {""}),
        ({"properties": {"a": TEXT, "b": TEXT}}, {"a": 1, "b": 1, "c": 1}, {"/a", "/b"}),
        ({"items": {"additionalProperties": TEXT}}, [{}, {"a/~": 1}], {"/1/a~1~0"}),
        ({"required": ["a", "b"]}, {"c": 1}, {"/a", "/b", "/c"}),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, {"/a", "/b"}),
        ({"properties": {"a": TEXT}, "additionalProperties": False}, {"x": 1}, {"/x"}),
        ({"items": {"uniqueItems": True}}, [[1, 1]], {"/0/0", "/0/1"}),
        (
            {"properties": {"a": {"propertyNames": {"maxLength": 1}}}},
            {"a": {"b/": 1}},
            {"/a", "/a/b~1"},
        ),
        ({"properties": {"a": {"anyOf": [TEXT, {"items": TEXT}]}}}, {"a": [1]}, {"/a"}),
    ],
)
def test_each_violation_has_its_pointer(
    schema: dict[str, Any], value: Any, pointers: set[str]
) -> None:
    """A keyword about the names of members, or about equal items, points to one of them."""
    errors = strict_validator(things().validator(schema)).iter_errors(value)
    assert violation_pointers(errors) == pointers


def test_a_value_that_is_nested_too_deep_may_have_any_pointer() -> None:
    """The validator reaches the recursion limit before it finds a violation."""
    value: dict[str, Any] = {}
    for _ in range(100_000):
        value = {"parts": [value]}
    validator = strict_validator(things().validator({"$ref": "#/components/schemas/Part"}))
    assert violation_pointers(validator.iter_errors(value)) == frozenset()
