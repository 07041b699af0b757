"""
Value classes: the kinds of value that a schema allows, and the ways in which values violate it.

They are computed from the schema alone. Members and items have schemas, and classes, of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from jsonschema import FormatChecker

from contract_tests.harness.spec.strict_json import json_equal

Schema = Mapping[str, Any]
#: The name of a class, and the predicate of its values.
Named = tuple[str, Callable[[Any], bool]]

# Length from which a string counts as long; known limits of HTTP or of clients are not below it.
LONG = 64
NON_ASCII = "non-ASCII"
ANY = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
TYPES = {
    bool: {"boolean"},
    int: {"integer", "number"},
    float: {"number"},
    str: {"string"},
    list: {"array"},
    dict: {"object"},
    type(None): {"null"},
}
LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minLength": lambda value, limit: not isinstance(value, str) or len(value) >= limit,
    "maxLength": lambda value, limit: not isinstance(value, str) or len(value) <= limit,
    "pattern": lambda value, limit: not isinstance(value, str) or bool(re.search(limit, value)),
    "minimum": lambda value, limit: not is_number(value) or value >= limit,
    "maximum": lambda value, limit: not is_number(value) or value <= limit,
    "exclusiveMinimum": lambda value, limit: not is_number(value) or value > limit,
    "exclusiveMaximum": lambda value, limit: not is_number(value) or value < limit,
    "minItems": lambda value, limit: not isinstance(value, list) or len(value) >= limit,
    "maxItems": lambda value, limit: not isinstance(value, list) or len(value) <= limit,
}


@dataclass(frozen=True)
class ValueClass:
    """A kind of value: whether the schema allows it, and the predicate of its values."""

    name: str
    allowed: bool
    contains: Callable[[Any], bool]


def value_classes(schema: Schema, formats: FormatChecker) -> tuple[ValueClass, ...]:
    """The classes of a *schema* that was flattened (`schema_tree.flatten`), allowed ones first."""
    return (
        *(ValueClass(name, True, contains) for name, contains in _allowed(schema)),
        *(ValueClass(name, False, contains) for name, contains in _violations(schema, formats)),
    )


def classify(value: Any, classes: Sequence[ValueClass]) -> list[str]:
    """The names of the *classes* of *value*: violated ones if there are any, else the others."""
    violated = [each.name for each in classes if not each.allowed and each.contains(value)]
    return violated or [each.name for each in classes if each.allowed and each.contains(value)]


def _allowed(schema: Schema) -> Iterator[Named]:
    types = schema["type"]
    if "null" in types:
        yield "null", lambda value: value is None
    if "enum" in schema:
        for member in schema["enum"]:
            if member is not None:
                yield _label(member), partial(json_equal, member)
        return
    yield "given", lambda value: value is not None
    if "boolean" in types:
        yield "true", lambda value: value is True
        yield "false", lambda value: value is False
    if "string" in types and not schema.keys() & {"format", "pattern"}:
        yield from _strings(schema.get("minLength", 0), schema.get("maxLength"))
    if types & {"integer", "number"}:
        yield from _numbers(schema)
    if "array" in types:
        yield from _arrays(schema.get("minItems", 0), schema.get("maxItems"))
    if "object" in types:
        if not schema["required"]:
            yield "no members", lambda value: value == {}
        if schema["additionalProperties"] is True:
            yield "extra member", lambda value: _has_extra_member(value, schema)


def _strings(least: int, most: int | None) -> Iterator[Named]:
    if least:
        yield "shortest", lambda value: isinstance(value, str) and len(value) == least
    else:
        yield "empty", lambda value: value == ""
    if most is not None:
        yield "longest", lambda value: isinstance(value, str) and len(value) == most
    else:
        yield "long", lambda value: isinstance(value, str) and len(value) >= LONG
    yield NON_ASCII, lambda value: isinstance(value, str) and not value.isascii()


def _numbers(schema: Schema) -> Iterator[Named]:
    low = [schema[name] for name in ("minimum", "exclusiveMinimum") if name in schema]
    high = [schema[name] for name in ("maximum", "exclusiveMaximum") if name in schema]
    for name, edges in (("minimum", low), ("maximum", high)):
        # An exclusive limit has no smallest or largest number.
        if edges and all(
            LIMITS[limit](edges[0], schema[limit]) for limit in LIMITS if limit in schema
        ):
            yield name, partial(json_equal, edges[0])
    if not low or max(low) < 0:
        yield "negative", lambda value: is_number(value) and value < 0
        if not high or min(high) > 0:
            yield "zero", lambda value: is_number(value) and value == 0
    if "number" in schema["type"]:
        yield "fraction", lambda value: is_number(value) and value % 1 != 0


def _arrays(least: int, most: int | None) -> Iterator[Named]:
    if least == 0:
        yield "no items", lambda value: value == []
    if least <= 1 and (most is None or most >= 1):
        yield "one item", lambda value: isinstance(value, list) and len(value) == 1
    if most is None or most > 1:
        yield "several items", lambda value: isinstance(value, list) and len(value) > 1


def _violations(schema: Schema, formats: FormatChecker) -> Iterator[Named]:
    types = schema["type"]
    if "null" not in types:
        yield "null", lambda value: value is None
    if not types >= ANY:
        yield "wrong type", lambda value: value is not None and not _is_a(value, types)
    if enum := schema.get("enum"):
        yield "not in enum", lambda value: _is_a(value, types) and value not in enum
    if (name := schema.get("format", "")) in formats.checkers:
        yield "wrong format", lambda v: isinstance(v, str) and not formats.conforms(v, name)
    if limits := [(LIMITS[name], schema[name]) for name in LIMITS if name in schema]:
        yield (
            "outside limits",
            lambda v: not all(within(v, limit) for within, limit in limits),
        )
    if "object" in types and schema["additionalProperties"] is False:
        yield "extra member", lambda value: _has_extra_member(value, schema)


def _label(member: Any) -> str:
    return member if isinstance(member, str) else json.dumps(member)


def _has_extra_member(value: Any, schema: Schema) -> bool:
    return isinstance(value, dict) and not value.keys() <= schema["properties"].keys()


def _is_a(value: Any, types: frozenset[str]) -> bool:
    whole = isinstance(value, float) and value.is_integer()
    return not types.isdisjoint(TYPES[type(value)]) or (whole and "integer" in types)


def is_number(value: Any) -> bool:
    """Whether *value* is a number in JSON; a bool is not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
