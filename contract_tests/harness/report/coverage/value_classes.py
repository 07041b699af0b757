"""
Classes of value: what kinds of value a schema allows, and in which ways a value can break it.

Rule 1: the classes of a schema are computed from the schema alone, before any value is seen.
Rule 2: they speak of one value. Members and items of it have schemas, and classes, of their own.
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
Named = tuple[str, Callable[[Any], bool]]

# A string as long as this is long; no limit of HTTP or of a client is known to be below it.
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
    """A kind of value. *allowed* says whether the schema allows it."""

    name: str
    allowed: bool
    holds: Callable[[Any], bool]


def value_classes(schema: Schema, formats: FormatChecker) -> tuple[ValueClass, ...]:
    """The classes of a flat *schema* (see `members.flat`), those that break it last."""
    return (
        *(ValueClass(name, True, holds) for name, holds in _allowed(schema)),
        *(ValueClass(name, False, holds) for name, holds in _broken(schema, formats)),
    )


def classify(value: Any, classes: Sequence[ValueClass]) -> list[str]:
    """The names of the *classes* that *value* is of. One that breaks the schema is no other."""
    broken = [kind.name for kind in classes if not kind.allowed and kind.holds(value)]
    return broken or [kind.name for kind in classes if kind.allowed and kind.holds(value)]


def _allowed(schema: Schema) -> Iterator[Named]:
    types = schema["type"]
    if "null" in types:
        yield "null", lambda value: value is None
    if "enum" in schema:
        for member in schema["enum"]:
            if member is not None:
                yield _shown(member), partial(json_equal, member)
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
            yield "extra member", lambda value: _extra(value, schema)


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
        # Of numbers that may come as near as they like, no one is the edge.
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


def _broken(schema: Schema, formats: FormatChecker) -> Iterator[Named]:
    types = schema["type"]
    if "null" not in types:
        yield "null", lambda value: value is None
    if not types >= ANY:
        yield "wrong type", lambda value: value is not None and not _is_a(value, types)
    if enum := schema.get("enum"):
        yield "not in the list", lambda value: _is_a(value, types) and value not in enum
    if (name := schema.get("format", "")) in formats.checkers:
        yield "wrong format", lambda v: isinstance(v, str) and not formats.conforms(v, name)
    if limits := [(LIMITS[name], schema[name]) for name in LIMITS if name in schema]:
        yield "out of limits", lambda v: not all(keeps(v, limit) for keeps, limit in limits)
    if "object" in types and schema["additionalProperties"] is False:
        yield "extra member", lambda value: _extra(value, schema)


def _shown(member: Any) -> str:
    return member if isinstance(member, str) else json.dumps(member)


def _extra(value: Any, schema: Schema) -> bool:
    return isinstance(value, dict) and not value.keys() <= schema["properties"].keys()


def _is_a(value: Any, types: frozenset[str]) -> bool:
    whole = isinstance(value, float) and value.is_integer()
    return not types.isdisjoint(TYPES[type(value)]) or (whole and "integer" in types)


def is_number(value: Any) -> bool:
    """Whether it is a number in JSON, where a truth value is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
