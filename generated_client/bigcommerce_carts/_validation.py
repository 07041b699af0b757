# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
Is a JSON value what a schema says?

A small reader of JSON Schema 2020-12: the keywords that the contract uses, with the formats of
`_formats` asserted. A `$ref` is the name of one of the contract's schemas.
No message holds the value, which may be a secret.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
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


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "integer": lambda value: _is_number(value) and value == int(value),  # 1.0 too
    "object": is_object,
    "string": _is_text,
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
        named = schema.get("properties", {})
        others = ((name, item, argument) for name, item in value.items() if name not in named)
        return _first(others)
    return None


def _first(members: Iterable[tuple[str, Any, Schema]]) -> Fault | None:
    """The first fault of any (name, value, schema)."""
    for name, value, schema in members:
        fault = first_fault(value, schema)
        if fault is not None:
            return fault.inside(name)
    return None


def _matches_format(value: Any, argument: Any, schema: Any) -> Fault | None:
    check = FORMATS.get(argument)
    if check is not None and isinstance(value, str) and not check(value):
        return Fault("", f"must be a {argument}")
    return None


def _refers(value: Any, argument: Any, schema: Any) -> Fault | None:
    return first_fault(value, SCHEMAS[argument])


_KEYWORDS: Mapping[str, Keyword] = {
    "$ref": _refers,
    "type": _matches_type,
    "enum": _matches_one,
    "required": _has_required,
    "properties": _has_valid_members,
    "additionalProperties": _has_valid_others,
    "format": _matches_format,
}
