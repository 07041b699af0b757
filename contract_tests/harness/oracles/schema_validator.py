"""
A strict JSON Schema validator.

It differs from `jsonschema` where that follows Python instead of JSON: numbers are finite and
compared in decimal, `$` in a pattern matches only the end, and formats are those of `spec.formats`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from contract_tests.harness.spec.formats import FORMATS


def is_number(_: object, value: object) -> bool:
    """Whether *value* is a JSON number; NaN and infinity (1e999 in Python) are not."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def compile_ecma_pattern(pattern: str) -> re.Pattern[str]:
    """Compile an ECMA-262 pattern; in Python, `$` would also match before a final line break."""
    translated, in_class, escaped = "", False, False
    for character in pattern:
        is_end = character == "$" and not (in_class or escaped)
        translated += r"\Z" if is_end else character
        if not escaped:
            in_class = character == "[" or (in_class and character != "]")
        escaped = character == "\\" and not escaped
    return re.compile(translated)


def _pattern(_: Any, pattern: str, value: object, __: object) -> Iterator[ValidationError]:
    if isinstance(value, str) and not compile_ecma_pattern(pattern).search(value):
        yield ValidationError(f"it does not match {pattern}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], value: object, _: object
) -> Iterator[ValidationError]:
    if isinstance(value, Mapping):
        for pattern, schema in patterns.items():
            for name, item in value.items():
                if compile_ecma_pattern(pattern).search(name):
                    yield from validator.descend(item, schema, path=name, schema_path=pattern)


def _multiple_of(_: Any, step: Any, value: object, __: object) -> Iterator[ValidationError]:
    if is_number(None, value) and _as_decimal(value) % _as_decimal(step):
        yield ValidationError(f"it is not a multiple of {step}")


def _as_decimal(number: Any) -> Fraction:
    """Return the decimal number that was written, 19.99 for example, not its binary neighbour."""
    return Fraction(number if isinstance(number, int) else repr(number))


_StrictValidator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern, "patternProperties": _pattern_properties, "multipleOf": _multiple_of},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", is_number),
)


def strict_validator(validator: Draft202012Validator) -> Any:
    """Return a strict validator for the schema of *validator*."""
    return _StrictValidator(validator.schema, format_checker=FORMATS)
