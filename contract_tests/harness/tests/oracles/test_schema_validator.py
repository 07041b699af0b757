"""The strict validator, where Python and JSON Schema differ."""

from __future__ import annotations

import json
import math

import pytest

from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.tests.sample_spec import things


@pytest.mark.parametrize(
    ("schema", "value", "allowed"),
    [
        ({"type": "number"}, 1.5, True),
        ({"type": "number"}, json.loads("1e999"), False),
        ({"type": "number"}, -math.inf, False),
        ({"type": "number"}, True, False),
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, math.inf, False),
        ({}, math.inf, True),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 0.01}, 19.995, False),
        ({"multipleOf": 0.5}, 1e308, True),
        ({"multipleOf": 3}, 10**400, False),
        ({"multipleOf": 3}, True, True),
        ({"pattern": "^a$"}, "a", True),
        ({"pattern": "^a$"}, "a\n", False),
        ({"pattern": r"^a\$$"}, "a$", True),
        ({"pattern": "^[$]$"}, "$", True),
        ({"pattern": "a$|b"}, "bc", True),
        ({"pattern": "^a$"}, 1, True),
        ({"patternProperties": {"^a$": {"type": "null"}}}, {"a": 1}, False),
        ({"patternProperties": {"^a$": {"type": "null"}}}, {"a\n": 1}, True),
        ({"format": "uri"}, "a b", False),
        ({"format": "int32"}, "a b", True),
    ],
)
def test_a_schema_allows_what_json_schema_defines(
    schema: dict[str, object], value: object, allowed: bool
) -> None:
    """Numbers, patterns and formats do not follow Python."""
    assert strict_validator(things().validator(schema)).is_valid(value) is allowed
