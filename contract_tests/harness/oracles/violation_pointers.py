"""
The JSON pointers that an error for an invalid value may have: the places of the violations.

Rule 1: this module shares nothing with the generator, the client or httpx.
Rule 2: a keyword about the names of members, or about equal items, points to one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import ValidationError

from contract_tests.harness.spec.json_paths import pointer

# The keywords whose error in jsonschema names the object or array in place of its member or item.
ABOUT_MEMBERS = (
    *("required", "dependentRequired", "additionalProperties", "unevaluatedProperties"),
    "uniqueItems",
)


def violation_pointers(errors: Iterable[ValidationError]) -> frozenset[str]:
    """Return the pointers of *errors* (RFC 6901); empty for a value that is nested too deep."""
    try:
        return frozenset(each for error in errors for each in _pointers(error))
    except RecursionError:
        return frozenset()


def _pointers(error: ValidationError) -> Iterator[str]:
    place = (*error.absolute_path,)
    if error.validator in ABOUT_MEMBERS:
        yield from (pointer((*place, step)) for step in (*_steps(error), *_names(error)))
    else:
        yield pointer(place)
    if "propertyNames" in error.absolute_schema_path:  # the instance is a name
        yield pointer((*place, str(error.instance)))


def _steps(error: ValidationError) -> Iterable[str | int]:
    """The names of the members of an object, or the indexes of the items of an array."""
    value: Any = error.instance
    return range(len(value)) if isinstance(value, list) else value


def _names(error: ValidationError) -> Iterator[str]:
    """The names of the members that the keyword requires."""
    names: Any = error.validator_value
    if error.validator == "required":
        yield from names
    elif error.validator == "dependentRequired":
        yield from (name for others in names.values() for name in others)
