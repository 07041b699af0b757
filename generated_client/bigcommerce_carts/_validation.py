# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Validation of JSON values by the keywords of JSON Schema 2020-12 that the contract uses.

This module has the keywords that apply other schemas; `_assertions` has the rest. A `$ref` is the
name of a schema in `_contract`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._assertions import ASSERTIONS, Keyword, Violation, is_mapping, is_object
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
    "properties": lambda argument: argument.__contains__
}


def _first(members: Iterable[tuple[str, Any, Schema]]) -> Violation | None:
    """Return the first violation of any (name, value, schema)."""
    for name, value, schema in members:
        violation = first_violation(value, schema)
        if violation is not None:
            return violation.within(name)
    return None


def _check_ref(value: Any, argument: Any, schema: Any) -> Violation | None:
    return first_violation(value, SCHEMAS[argument])


#: Keyword -> check.
_APPLICATORS: Mapping[str, Keyword] = {
    "$ref": _check_ref,
    "properties": _has_valid_members,
    "additionalProperties": _has_valid_others,
}
_KEYWORDS: Mapping[str, Keyword] = {**ASSERTIONS, **_APPLICATORS}
