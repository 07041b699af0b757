"""Validation of JSON values by the keywords of JSON Schema 2020-12 that the contract uses.

This module has the keywords that apply other schemas; `_assertions` has the rest. A `$ref` is the
name of a schema in `_contract`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._assertions import (
    ASSERTIONS,
    Keyword,
    Violation,
    compile_pattern,
    is_array,
    is_mapping,
    is_object,
)
from ._base_errors import InvalidArgumentError
from ._contract import SCHEMAS

Schema = Mapping[str, Any] | bool


def first_violation(value: Any, schema: Schema) -> Violation | None:
    """Return the first violation of *schema* by *value*, or None if it is valid."""
    if isinstance(schema, bool):
        return None if schema else Violation("", "is not allowed")
    for keyword, argument in schema.items():
        violation = _KEYWORDS[keyword](value, argument, schema)
        if violation is not None:
            return violation
    return None


def validate(name: str, value: Any, schema: Schema) -> None:
    """Raise `InvalidArgumentError` unless *value* is valid; no value is in the message."""
    try:
        violation = first_violation(value, schema)
    except RecursionError:
        violation = Violation("", "is nested too deep")
    if violation is not None:
        raise InvalidArgumentError(name, violation.reason, violation.pointer)


def _has_valid_members(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_mapping(value):
        for name, member in argument.items():
            if name in value:
                violation = first_violation(value[name], member)
                if violation is not None:
                    return violation.within(name)
    return None


def _has_valid_others(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_object(value):
        return _first((name, value[name], argument) for name in other_members(value, schema))
    return None


def other_members(value: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """Return the names of *value* that `additionalProperties` of *schema* describes."""
    covers = [check(schema[keyword]) for keyword, check in _COVERS.items() if keyword in schema]
    return [name for name in value if not any(covered(name) for covered in covers)]


#: Keyword -> from its argument, a check whether it covers a name.
_COVERS: Mapping[str, Callable[[Any], Callable[[str], bool]]] = {
    "properties": lambda argument: argument.__contains__,
    "patternProperties": lambda argument: (
        lambda name: any(compile_pattern(pattern).search(name) for pattern in argument)
    ),
}


def _has_valid_patterns(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_object(value):
        matching = (
            (name, item, member)
            for pattern, member in argument.items()
            for name, item in value.items()
            if compile_pattern(pattern).search(name)
        )
        return _first(matching)
    return None


def _has_valid_rest(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_object(value):
        evaluated = _evaluated(value, schema)
        for name, item in value.items():
            if name not in evaluated and first_violation(item, argument) is not None:
                return Violation("", "is not allowed").within(name)
    return None


def _evaluated(value: Mapping[str, Any], schema: Schema) -> set[str]:
    """Return the members of *value* that *schema*, or a valid part of it, has evaluated."""
    if isinstance(schema, bool):
        return set()
    if "additionalProperties" in schema:
        return set(value)
    evaluated = set(schema.get("properties", ()))
    for pattern in schema.get("patternProperties", ()):
        evaluated.update(name for name in value if compile_pattern(pattern).search(name))
    parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, ())]
    parts += [part for name, part in schema.get("dependentSchemas", {}).items() if name in value]
    if "$ref" in schema:
        parts.append(SCHEMAS[schema["$ref"]])
    if "if" in schema:
        holds = first_violation(value, schema["if"]) is None
        parts += [schema["if"], schema.get("then" if holds else "else", True)]
    for part in parts:
        if first_violation(value, part) is None:
            whole = is_mapping(part) and "unevaluatedProperties" in part
            evaluated |= set(value) if whole else _evaluated(value, part)
    return evaluated


def _first(members: Iterable[tuple[str, Any, Schema]]) -> Violation | None:
    """Return the first violation of any (name, value, schema)."""
    for name, value, schema in members:
        violation = first_violation(value, schema)
        if violation is not None:
            return violation.within(name)
    return None


def _has_valid_items(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_array(value):
        start = len(schema.get("prefixItems", ()))
        others = enumerate(value[start:], start)
        return _first((str(index), item, argument) for index, item in others)
    return None


def _has_valid_start(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_array(value):
        pairs = enumerate(zip(value, argument, strict=False))
        return _first((str(index), item, first) for index, (item, first) in pairs)
    return None


def _has_enough_of(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_array(value):
        count = sum(first_violation(item, argument) is None for item in value)
        if not schema.get("minContains", 1) <= count <= schema.get("maxContains", count):
            return Violation("", f"{count} items match `contains`")
    return None


def _has_valid_names(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_object(value):
        for name in value:
            if first_violation(name, argument) is not None:
                return Violation("", "invalid name").within(name)
    return None


def _keeps_dependents(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_mapping(value):
        for name, whole in argument.items():
            if name in value and (violation := first_violation(value, whole)) is not None:
                return violation
    return None


def _matches_branch(value: Any, argument: Any, schema: Any) -> Violation | None:
    branch = "then" if first_violation(value, argument) is None else "else"
    return first_violation(value, schema.get(branch, True))


def _ignore(value: Any, argument: Any, schema: Any) -> Violation | None:
    """Leave the check to the keyword that this one belongs to."""
    return None


def _check_ref(value: Any, argument: Any, schema: Any) -> Violation | None:
    return first_violation(value, SCHEMAS[argument])


def _matches_all(value: Any, argument: Any, schema: Any) -> Violation | None:
    violations = (first_violation(value, part) for part in argument)
    return next((violation for violation in violations if violation is not None), None)


def _matches_any(value: Any, argument: Any, schema: Any) -> Violation | None:
    if _count(value, argument):
        return None
    return Violation("", "matches none of the allowed schemas")


def _matches_exactly_one(value: Any, argument: Any, schema: Any) -> Violation | None:
    count = _count(value, argument)
    if count == 1:
        return None
    return Violation("", f"matches {count} of the allowed schemas, not exactly one")


def _matches_not(value: Any, argument: Any, schema: Any) -> Violation | None:
    if _count(value, [argument]):
        return Violation("", "matches a forbidden schema")
    return None


def _count(value: Any, schemas: list[Schema]) -> int:
    return sum(first_violation(value, schema) is None for schema in schemas)


#: Keyword -> check.
_APPLICATORS: Mapping[str, Keyword] = {
    "$ref": _check_ref,
    "properties": _has_valid_members,
    "patternProperties": _has_valid_patterns,
    "additionalProperties": _has_valid_others,
    "unevaluatedProperties": _has_valid_rest,
    "propertyNames": _has_valid_names,
    "prefixItems": _has_valid_start,
    "items": _has_valid_items,
    "contains": _has_enough_of,
    "minContains": _ignore,
    "maxContains": _ignore,
    "allOf": _matches_all,
    "anyOf": _matches_any,
    "oneOf": _matches_exactly_one,
    "not": _matches_not,
    "if": _matches_branch,
    "then": _ignore,
    "else": _ignore,
    "dependentSchemas": _keeps_dependents,
}
_KEYWORDS: Mapping[str, Keyword] = {**ASSERTIONS, **_APPLICATORS}
