"""
A JSON Schema validator that is exact where the usual one follows Python: a number is finite and the
one that was written, `$` in a pattern is the end, and the formats are those of `formats`.
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
    """NaN and the infinities, which Python makes of 1e999, are no numbers in JSON."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def compile_ecma_pattern(pattern: str) -> re.Pattern[str]:
    """An ECMA-262 pattern, as far as Python can read it: there, a line break may follow `$`."""
    found, in_class, escaped = "", False, False
    for letter in pattern:
        found += r"\Z" if letter == "$" and not (in_class or escaped) else letter
        if not escaped:
            in_class = letter == "[" or (in_class and letter != "]")
        escaped = letter == "\\" and not escaped
    return re.compile(found)


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
    if is_number(None, value) and _as_written(value) % _as_written(step):
        yield ValidationError(f"it is no multiple of {step}")


def _as_written(number: Any) -> Fraction:
    """Of a float, the number that was written: 19.99, not the binary one beside it."""
    return Fraction(number if isinstance(number, int) else repr(number))


_Exact: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern, "patternProperties": _pattern_properties, "multipleOf": _multiple_of},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", is_number),
)


def strict_validator(validator: Draft202012Validator) -> Any:
    """The exact validator of the schema that *validator* is for."""
    return _Exact(validator.schema, format_checker=FORMATS)
