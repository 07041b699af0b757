# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The types of JSON, and the keywords of JSON Schema that look at one value: its assertions.

Four formats are asserted; any other is an annotation. No message contains a value, which may be
a secret.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeGuard


class Violation(NamedTuple):
    """Where and why a value breaks a schema."""

    pointer: str
    """A JSON pointer; empty for the value as a whole."""
    reason: str

    def within(self, name: str) -> Violation:
        """Return this violation of the member *name* as one of the whole object."""
        escaped = name.replace("~", "~0").replace("/", "~1")
        return Violation(f"/{escaped}{self.pointer}", self.reason)


#: (value, argument of the keyword, schema with the keyword) -> violation.
Keyword = Callable[[Any, Any, Any], Violation | None]


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    """Return whether *value* is a mapping, with names of any type."""
    return isinstance(value, (dict, Mapping))  # the check of an ABC is slow, so dict comes first


def is_object(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Return whether *value* is a JSON object: a mapping whose names are strings."""
    return is_mapping(value) and all(isinstance(name, str) for name in value)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)


def _is_number(value: Any) -> bool:
    """Return whether *value* is a JSON number: not a bool, NaN or infinity (which is 1e999)."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "integer": lambda value: _is_number(value) and value == int(value),  # 1.0 too
    "object": is_object,
    "string": lambda value: isinstance(value, str),
}


def _json_equal(left: Any, right: Any) -> bool:
    """Compare JSON values: true is not 1, also inside arrays and objects."""
    if isinstance(left, str):
        return bool(left == right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(_json_equal, left, right))
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(
            _json_equal(left[key], right[key]) for key in left
        )
    return bool(left == right)


def _matches_type(value: Any, argument: Any, schema: Any) -> Violation | None:
    if isinstance(argument, str):
        return None if _TYPES[argument](value) else Violation("", f"must be {argument}")
    if any(_TYPES[name](value) for name in argument):
        return None
    return Violation("", f"must be {' or '.join(argument)}")


def _matches_one(value: Any, argument: Any, schema: Any) -> Violation | None:
    for allowed in argument:
        if _json_equal(value, allowed):
            return None
    return Violation("", f"must be one of {', '.join(map(repr, argument))}")


def _has_required(value: Any, argument: Any, schema: Any) -> Violation | None:
    if is_mapping(value):
        for name in argument:
            if name not in value:
                return Violation("", "is missing").within(name)
    return None


# RFC 3986: the characters of an absolute URI and percent-encoded octets. The alternatives share
# no character, so possessive quantifiers (`++`) never reject a match.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?:[!#$&-;=?-Z\[\]_a-z~]++|%[0-9A-Fa-f]{2})*+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

#: Format -> a check whose result is true for a text of that format, and an example.
FORMATS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "uri": (_URI.fullmatch, "https://example.com/"),
    "uuid": (_UUID.fullmatch, "123e4567-e89b-12d3-a456-426614174000"),
}


def _matches_format(value: Any, argument: Any, schema: Any) -> Violation | None:
    if argument in FORMATS and isinstance(value, str):
        check, example = FORMATS[argument]
        if not check(value):
            return Violation("", f"must be a {argument} such as {example}")
    return None


#: Keyword -> check.
ASSERTIONS: Mapping[str, Keyword] = {
    "type": _matches_type,
    "enum": _matches_one,
    "required": _has_required,
    "format": _matches_format,
}
