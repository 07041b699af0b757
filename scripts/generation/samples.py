"""Sample values for the README of a client: valid arguments and bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker

from generation.document import deref, escape
from generation.schemas import reduce, types_of

# Texts for a schema of a string, of which the first that is valid is taken.
_TEXTS = (
    "text",
    "1",
    "a",
    "A",
    "ABC",
    "en-US",
    "USD",
    "US",
    "2024-01-31",
    "12345",
    "+15550100",
    "/",
)
_BY_FORMAT = {
    "date": "2024-01-31",
    "date-time": "2024-01-31T08:00:00Z",
    "time": "08:00:00Z",
    "duration": "P1D",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "8f14e45f-ceea-467f-a1d6-0c2b1f3a4e5d",
}
# A schema that contains itself gets no deeper value.
_DEEPEST = 5
_checker = FormatChecker(formats=())


class NoSampleError(Exception):
    """No valid value was found."""


class Samples:
    """
    Makes values that the client accepts.

    Args:
        document: the contract, with a variant of each schema for requests.
        schemas: the reduced schemas by name, as `named_schemas` returns them.
    """

    def __init__(self, document: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
        self._document = document
        self._definitions = {escape(name): _with_pointers(each) for name, each in schemas.items()}

    def value(self, schema: Any, *examples: Any) -> Any:
        """
        Return a value that *schema*, a schema of the contract, allows.

        Args:
            schema: the schema.
            examples: values of the contract that are preferred, if they are valid.

        Raises:
            NoSampleError: none was found.
        """
        if (found := self._first_valid(schema, 0, examples)) is None:
            raise NoSampleError
        return found

    def _first_valid(self, schema: Any, depth: int, examples: tuple[Any, ...] = ()) -> Any:
        """Return the first candidate that is valid, or None."""
        checked = _with_pointers(reduce(self._document, schema))
        validator = Draft202012Validator(
            {"allOf": [checked], "$defs": self._definitions}, format_checker=_checker
        )
        return next(filter(validator.is_valid, self._candidates(schema, depth, examples)), None)

    def _candidates(self, schema: Any, depth: int, examples: tuple[Any, ...] = ()) -> Iterator[Any]:
        yield from (each for each in examples if each is not None)
        node = deref(self._document, schema)
        if not isinstance(node, Mapping) or depth > _DEEPEST:
            yield "text"
            return
        named = node.get("examples")
        known = [node.get("example"), *(named if isinstance(named, list) else ())]
        known += [node.get("default"), node.get("const"), *node.get("enum", ())]
        yield from (each for each in known if each is not None)
        for union in ("oneOf", "anyOf"):
            for branch in node.get(union, ()):
                yield from self._candidates(branch, depth + 1)
        types = types_of(node)
        for name in types:
            yield from _scalars(name, node)
        if "array" in types:
            if depth and not node.get("minItems"):
                yield []
            item = self._first_valid(node.get("items", {}), depth + 1)
            yield [item] * max(1, node.get("minItems", 0))
        if "object" in types or "allOf" in node:
            yield self._object(node, depth)
        if not types and "allOf" in node:
            for part in node["allOf"]:
                yield from self._candidates(part, depth + 1)
        if not types:
            yield "text"

    def _object(self, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """Return an object with the required members, of *node* and of its `allOf`."""
        found: dict[str, Any] = {}
        if depth > _DEEPEST:
            return found
        members = dict(node.get("properties", {}))
        required = list(node.get("required", ()))
        for part in node.get("allOf", ()):
            target = deref(self._document, part)
            if isinstance(target, Mapping):
                found |= self._object(target, depth + 1)
                members = {**target.get("properties", {}), **members}
        for name in required:
            found[name] = self._first_valid(members.get(name, {}), depth + 1)
        return found


def _scalars(name: str, node: Mapping[str, Any]) -> Iterator[Any]:
    """Yield candidates of the JSON type *name*."""
    if name == "boolean":
        yield True
    if name == "null":
        yield None
    if name in ("integer", "number"):
        step = node.get("multipleOf", 1)
        least, most = node.get("minimum", node.get("exclusiveMinimum", 1)), node.get("maximum", 1)
        numbers = [1, 10, step, least, most]
        yield from (each for each in numbers if isinstance(each, int | float))
        if isinstance(least, int | float):
            yield from (least + step, int(least / step + 1) * step)
    if name == "string":
        if text := _BY_FORMAT.get(node.get("format", "")):
            yield text
        least = node.get("minLength", 0)
        yield from (
            text * (least // len(text) + 1) if least > len(text) else text for text in _TEXTS
        )
        yield "x" * max(1, least)


def _with_pointers(node: Any) -> Any:
    """Return a reduced schema whose references lead to `$defs`."""
    if isinstance(node, list):
        return [_with_pointers(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: _with_pointers(value) for key, value in node.items()}
    if isinstance(name := node.get("$ref"), str):
        found["$ref"] = "#/$defs/" + escape(escape(name)).replace("%", "%25")
    return found


@_checker.checks("uuid", ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or bool(UUID(value))


@_checker.checks("date", ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@_checker.checks("date-time", ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_checker.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:[!-~]+$", value))
