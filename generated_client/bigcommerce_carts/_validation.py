# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
Is a JSON value what a schema says?

A small reader of JSON Schema 2020-12: the keywords that contracts use, with the formats of
`_formats` asserted. A `$ref` is the name of one of the contract's schemas.
No message holds the value, which may be a secret.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeGuard

from ._contract import SCHEMAS
from ._formats import FORMATS
from .errors import InvalidArgument

Schema = Mapping[str, Any] | bool


class Fault(NamedTuple):
    """The place and the reason of a breach."""

    pointer: str
    """A JSON pointer; empty for the value as a whole."""
    reason: str

    def inside(self, name: str) -> Fault:
        """Return this fault of a member as one of what holds it under *name*."""
        escaped = name.replace("~", "~0").replace("/", "~1")
        return Fault(f"/{escaped}{self.pointer}", self.reason)


#: (value, the keyword's argument, the schema it stands in) -> why not.
Keyword = Callable[[Any, Any, Any], Fault | None]


def first_fault(value: Any, schema: Schema) -> Fault | None:
    """Return why *value* is not what *schema* says, or None."""
    if isinstance(schema, bool):
        return None if schema else Fault("", "is not allowed")
    for keyword, argument in schema.items():
        fault = _KEYWORDS[keyword](value, argument, schema)
        if fault is not None:
            return fault
    return None


def require(name: str, value: Any, schema: Schema) -> None:
    """
    Raises:
        InvalidArgument: *value* is not what *schema* says. The error says *name*, not the value.
    """
    try:
        fault = first_fault(value, schema)
    except RecursionError:
        fault = Fault("", "is nested too deep")
    if fault is not None:
        raise InvalidArgument(name + fault.pointer, fault.reason)


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    """Whether *value* is a mapping, of whatever."""
    return isinstance(value, (dict, Mapping))  # to ask for the second takes long


def is_object(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether *value* is a JSON object: its names are strings."""
    return is_mapping(value) and all(isinstance(name, str) for name in value)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether *value* is a JSON array."""
    return isinstance(value, list)


def _is_number(value: Any) -> bool:
    """A bool is no number; NaN and the infinities, which 1e999 becomes, are none in JSON."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "array": is_array,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and value == int(value),  # 1.0 too
    "null": lambda value: value is None,
    "number": _is_number,
    "object": is_object,
    "string": lambda value: isinstance(value, str),
}


def _same(left: Any, right: Any) -> bool:
    """Equality as JSON has it: true is not 1, also inside arrays and objects."""
    if isinstance(left, str):
        return bool(left == right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(_same, left, right))
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)


def _matches_type(value: Any, argument: Any, schema: Any) -> Fault | None:
    if isinstance(argument, str):
        return None if _TYPES[argument](value) else Fault("", f"must be {argument}")
    if any(_TYPES[name](value) for name in argument):
        return None
    return Fault("", f"must be {' or '.join(argument)}")


def _matches_one(value: Any, argument: Any, schema: Any) -> Fault | None:
    for allowed in argument:
        if _same(value, allowed):
            return None
    return Fault("", f"must be one of {', '.join(map(repr, argument))}")


def _matches_const(value: Any, argument: Any, schema: Any) -> Fault | None:
    return _matches_one(value, [argument], schema)


def _has_required(value: Any, argument: Any, schema: Any) -> Fault | None:
    if is_mapping(value):
        for name in argument:
            if name not in value:
                return Fault("", "is missing").inside(name)
    return None


def _has_valid_members(value: Any, argument: Any, schema: Any) -> Fault | None:
    if is_mapping(value):
        for name, member in argument.items():
            if name in value:
                fault = first_fault(value[name], member)
                if fault is not None:
                    return fault.inside(name)
    return None


def _has_valid_others(value: Any, argument: Any, schema: Any) -> Fault | None:
    if is_object(value):
        named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        others = (
            (name, item, argument)
            for name, item in value.items()
            if name not in named and not any(_regex(pattern).search(name) for pattern in patterns)
        )
        return _first(others)
    return None


def _has_valid_patterns(value: Any, argument: Any, schema: Any) -> Fault | None:
    if is_object(value):
        matching = (
            (name, item, member)
            for pattern, member in argument.items()
            for name, item in value.items()
            if _regex(pattern).search(name)
        )
        return _first(matching)
    return None


def _has_valid_rest(value: Any, argument: Any, schema: Any) -> Fault | None:
    if is_object(value):
        seen = _evaluated(value, schema)
        for name, item in value.items():
            if name not in seen and first_fault(item, argument) is not None:
                return Fault("", "is no member that is named").inside(name)
    return None


def _evaluated(value: Mapping[str, Any], schema: Schema) -> set[str]:
    """The members of *value* of which *schema* says something, or any part of it that holds."""
    if isinstance(schema, bool):
        return set()
    if "additionalProperties" in schema:
        return set(value)
    seen = set(schema.get("properties", ()))
    for pattern in schema.get("patternProperties", ()):
        seen.update(name for name in value if _regex(pattern).search(name))
    parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, ())]
    if "$ref" in schema:
        parts.append(SCHEMAS[schema["$ref"]])
    for part in parts:
        if first_fault(value, part) is None:
            whole = is_mapping(part) and "unevaluatedProperties" in part
            seen |= set(value) if whole else _evaluated(value, part)
    return seen


def _first(members: Iterable[tuple[str, Any, Schema]]) -> Fault | None:
    """The first fault of any (name, value, schema)."""
    for name, value, schema in members:
        fault = first_fault(value, schema)
        if fault is not None:
            return fault.inside(name)
    return None


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """In JSON Schema `$` is the end; in Python it may have a line break after it."""
    return re.compile(
        re.sub(r"(\\.|\[(?:\\.|[^\]])*\])|\$", lambda found: found[1] or r"\Z", pattern)
    )


def _has_valid_items(value: Any, argument: Any, schema: Any) -> Fault | None:
    if is_array(value):
        return _first(((str(index), item, argument) for index, item in enumerate(value)))
    return None


def _has_no_repeats(value: Any, argument: Any, schema: Any) -> Fault | None:
    if argument and is_array(value):
        for index, item in enumerate(value):
            if any(_same(item, other) for other in value[:index]):
                return Fault("", "is there already").inside(str(index))
    return None


def _matches_pattern(value: Any, argument: Any, schema: Any) -> Fault | None:
    if isinstance(value, str) and not _regex(argument).search(value):
        return Fault("", f"must match {argument}")
    return None


def _matches_format(value: Any, argument: Any, schema: Any) -> Fault | None:
    check = FORMATS.get(argument)
    if check is not None and isinstance(value, str) and not check(value):
        return Fault("", f"must be a {argument}")
    return None


def _is_multiple(value: Any, argument: Any, schema: Any) -> Fault | None:
    from fractions import Fraction  # seldom needed, and slow to import

    # As text a number is the one that was written, not the binary one beside it.
    if _is_number(value) and Fraction(repr(value)) % Fraction(repr(argument)):
        return Fault("", f"must be a multiple of {argument}")
    return None


def _refers(value: Any, argument: Any, schema: Any) -> Fault | None:
    return first_fault(value, SCHEMAS[argument])


def _matches_all(value: Any, argument: Any, schema: Any) -> Fault | None:
    faults = (first_fault(value, part) for part in argument)
    return next((fault for fault in faults if fault is not None), None)


def _matches_any(value: Any, argument: Any, schema: Any) -> Fault | None:
    if _count(value, argument):
        return None
    return Fault("", "matches none of the schemas that are allowed")


def _matches_exactly_one(value: Any, argument: Any, schema: Any) -> Fault | None:
    count = _count(value, argument)
    if count == 1:
        return None
    return Fault("", f"matches {count} of the schemas where one is allowed")


def _matches_not(value: Any, argument: Any, schema: Any) -> Fault | None:
    if _count(value, [argument]):
        return Fault("", "matches a schema that is not allowed")
    return None


def _count(value: Any, schemas: list[Schema]) -> int:
    return sum(first_fault(value, schema) is None for schema in schemas)


def _limit(kind: str, fits: Callable[[Any, Any], bool], text: str) -> Keyword:
    def check(value: Any, argument: Any, schema: Any) -> Fault | None:
        if _TYPES[kind](value) and not fits(value, argument):
            return Fault("", f"{text} {argument}")
        return None

    return check


_KEYWORDS: Mapping[str, Keyword] = {
    "$ref": _refers,
    "type": _matches_type,
    "enum": _matches_one,
    "const": _matches_const,
    "required": _has_required,
    "properties": _has_valid_members,
    "patternProperties": _has_valid_patterns,
    "additionalProperties": _has_valid_others,
    "unevaluatedProperties": _has_valid_rest,
    "items": _has_valid_items,
    "uniqueItems": _has_no_repeats,
    "pattern": _matches_pattern,
    "format": _matches_format,
    "multipleOf": _is_multiple,
    "minimum": _limit("number", lambda value, least: value >= least, "must be at least"),
    "maximum": _limit("number", lambda value, most: value <= most, "must be at most"),
    "exclusiveMinimum": _limit("number", lambda value, bound: value > bound, "must be more than"),
    "exclusiveMaximum": _limit("number", lambda value, bound: value < bound, "must be less than"),
    "minLength": _limit(
        "string", lambda value, least: len(value) >= least, "length must be at least"
    ),
    "maxLength": _limit("string", lambda value, most: len(value) <= most, "length must be at most"),
    "minItems": _limit("array", lambda value, least: len(value) >= least, "items must be at least"),
    "maxItems": _limit("array", lambda value, most: len(value) <= most, "items must be at most"),
    "minProperties": _limit(
        "object", lambda value, least: len(value) >= least, "members must be at least"
    ),
    "maxProperties": _limit(
        "object", lambda value, most: len(value) <= most, "members must be at most"
    ),
    "allOf": _matches_all,
    "anyOf": _matches_any,
    "oneOf": _matches_exactly_one,
    "not": _matches_not,
}
