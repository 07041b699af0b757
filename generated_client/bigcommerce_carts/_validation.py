# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
Is a JSON value what a schema says?

A small reader of JSON Schema 2020-12: the keywords that contracts use, with the formats `date`,
`date-time`, `uri` and `uuid` asserted. A `$ref` is the name of one of the contract's schemas.
No message holds the value, which may be a secret.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeGuard

from attrs import frozen

from ._contract import SCHEMAS
from .errors import InvalidArgument

Schema = Mapping[str, Any] | bool


@frozen
class Fault:
    """The place and the reason of a breach."""

    pointer: str
    """A JSON pointer; empty for the value as a whole."""
    reason: str


def first_fault(value: Any, schema: Schema) -> Fault | None:
    """Return why *value* is not what *schema* says, or None where it is."""
    return next(_faults(value, schema, ""), None)


def require(name: str, value: Any, schema: Schema) -> None:
    """
    Raises:
        InvalidArgument: *value* is not what *schema* says. The error says *name*, not the value.
    """
    fault = first_fault(value, schema)
    if fault is not None:
        raise InvalidArgument(name + fault.pointer, fault.reason)


def _faults(value: Any, schema: Schema, pointer: str) -> Iterator[Fault]:
    if isinstance(schema, bool):
        if not schema:
            yield Fault(pointer, "is not allowed")
        return
    for keyword, argument in schema.items():
        yield from _KEYWORDS[keyword](value, argument, schema, pointer)


def is_object(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether *value* is a JSON object."""
    return isinstance(value, Mapping)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether *value* is a JSON array."""
    return isinstance(value, list)


def _is(value: Any, name: str) -> bool:
    """A bool is no number, and 1.0 is an integer."""
    if name in ("integer", "number"):
        whole = name == "number" or not isinstance(value, float) or value.is_integer()
        return isinstance(value, (int, float)) and not isinstance(value, bool) and whole
    return isinstance(value, _TYPES[name])


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "null": type(None),
    "object": Mapping,
    "string": str,
}


def _same(left: Any, right: Any) -> bool:
    """Equality as JSON has it: true is not 1, also inside arrays and objects."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(_same, left, right))
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)


def _matches_type(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    names = [argument] if isinstance(argument, str) else argument
    if not any(_is(value, name) for name in names):
        yield Fault(pointer, f"must be {' or '.join(names)}")


def _matches_one(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if not any(_same(value, allowed) for allowed in argument):
        yield Fault(pointer, f"must be one of {', '.join(map(repr, argument))}")


def _has_required(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if is_object(value):
        for name in argument:
            if name not in value:
                yield Fault(_join(pointer, name), "is missing")


def _has_valid_members(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if is_object(value):
        for name, member in argument.items():
            if name in value:
                yield from _faults(value[name], member, _join(pointer, name))


def _has_valid_others(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if is_object(value):
        patterns = schema.get("patternProperties", {})
        for name in value:
            if name not in schema.get("properties", {}) and not any(
                re.search(pattern, name) for pattern in patterns
            ):
                yield from _faults(value[name], argument, _join(pointer, name))


def _has_valid_patterns(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if is_object(value):
        for pattern, member in argument.items():
            for name in value:
                if re.search(pattern, name):
                    yield from _faults(value[name], member, _join(pointer, name))


def _has_valid_items(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if is_array(value):
        for index, item in enumerate(value):
            yield from _faults(item, argument, f"{pointer}/{index}")


def _has_no_repeats(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if argument and is_array(value):
        for index, item in enumerate(value):
            if any(_same(item, other) for other in value[:index]):
                yield Fault(f"{pointer}/{index}", "is there already")


def _matches_pattern(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(value, str) and not re.search(argument, value):
        yield Fault(pointer, f"must match {argument}")


def _matches_format(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    check = _FORMATS.get(argument)
    if check is not None and isinstance(value, str) and not check(value):
        yield Fault(pointer, f"must be a {argument}")


def _is_multiple(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if _is(value, "number") and (
        not math.isfinite(value) or Decimal(str(value)) % Decimal(str(argument))
    ):
        yield Fault(pointer, f"must be a multiple of {argument}")


def _refers(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    yield from _faults(value, SCHEMAS[argument], pointer)


def _matches_all(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    for part in argument:
        yield from _faults(value, part, pointer)


def _matches_any(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if _count(value, argument) == 0:
        yield Fault(pointer, "matches none of the schemas that are allowed")


def _matches_exactly_one(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    count = _count(value, argument)
    if count != 1:
        yield Fault(pointer, f"matches {count} of the schemas where one is allowed")


def _matches_not(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
    if _count(value, [argument]):
        yield Fault(pointer, "matches a schema that is not allowed")


def _count(value: Any, schemas: list[Schema]) -> int:
    return sum(first_fault(value, schema) is None for schema in schemas)


def _limit(kind: type | tuple[type, ...], fits: Callable[[Any, Any], bool], text: str) -> Any:
    def check(value: Any, argument: Any, schema: Any, pointer: str) -> Iterator[Fault]:
        if isinstance(value, kind) and not isinstance(value, bool) and not fits(value, argument):
            yield Fault(pointer, f"{text} {argument}")

    return check


def _join(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    return _parses(date.fromisoformat, text)


def _is_date_time(text: str) -> bool:
    shape = r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})"
    return bool(re.fullmatch(shape, text, re.ASCII)) and _parses(
        datetime.fromisoformat, text.upper()
    )


def _parses(parse: Callable[[str], Any], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


# RFC 3986: an absolute URI is made of these characters and percent-encoded octets.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-Z\[\]_a-z~]|%[0-9A-Fa-f]{2})*")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "uri": lambda text: bool(_URI.fullmatch(text)),
    "uuid": lambda text: bool(_UUID.fullmatch(text)),
}

_NUMBER = (int, float)

_KEYWORDS: Mapping[str, Callable[[Any, Any, Any, str], Iterator[Fault]]] = {
    "$ref": _refers,
    "type": _matches_type,
    "enum": _matches_one,
    "const": lambda value, argument, schema, pointer: _matches_one(
        value, [argument], schema, pointer
    ),
    "required": _has_required,
    "properties": _has_valid_members,
    "patternProperties": _has_valid_patterns,
    "additionalProperties": _has_valid_others,
    "items": _has_valid_items,
    "uniqueItems": _has_no_repeats,
    "pattern": _matches_pattern,
    "format": _matches_format,
    "multipleOf": _is_multiple,
    "minimum": _limit(_NUMBER, lambda value, least: value >= least, "must be at least"),
    "maximum": _limit(_NUMBER, lambda value, most: value <= most, "must be at most"),
    "exclusiveMinimum": _limit(_NUMBER, lambda value, bound: value > bound, "must be more than"),
    "exclusiveMaximum": _limit(_NUMBER, lambda value, bound: value < bound, "must be less than"),
    "minLength": _limit(str, lambda value, least: len(value) >= least, "length must be at least"),
    "maxLength": _limit(str, lambda value, most: len(value) <= most, "length must be at most"),
    "minItems": _limit(list, lambda value, least: len(value) >= least, "items must be at least"),
    "maxItems": _limit(list, lambda value, most: len(value) <= most, "items must be at most"),
    "minProperties": _limit(
        Mapping, lambda value, least: len(value) >= least, "members must be at least"
    ),
    "maxProperties": _limit(
        Mapping, lambda value, most: len(value) <= most, "members must be at most"
    ),
    "allOf": _matches_all,
    "anyOf": _matches_any,
    "oneOf": _matches_exactly_one,
    "not": _matches_not,
}
