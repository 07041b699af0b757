"""Validation of a document against the OpenAPI specification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from generation.document import escape

# Of a document with more, the others are seldom worth reading.
MOST_VIOLATIONS = 50
VAGUE = "does not match the OpenAPI schema"
# Keywords whose value is schemas by name.
_NAMED = ("properties", "patternProperties", "dependentSchemas")


def first_error(document: Mapping[str, Any]) -> str:
    """
    Return the location and the reason of the first error; an empty string without errors.

    It is empty, too, where openapi-spec-validator fails; `violations` reports that.
    """
    try:
        errors = _errors(document)
    except Exception:  # of several libraries
        return ""
    if not errors:
        return ""
    place = [str(part) for part in errors[0].absolute_path]
    # A message that begins with the whole value gives no reason; a later one may.
    reasons = [error.message.split("\n")[0] for error in errors if error.message[0] not in "{["]
    if place[:2] == ["components", "schemas"] and len(place) == 3:
        schema = document["components"]["schemas"][place[2]]
        place = innermost(schema, lambda part: not _errors(_alone(document, part)), place)
    reason = "; ".join(dict.fromkeys(reasons)) or VAGUE
    return f"{'/'.join(place) or 'the document'}: {reason[:300]}"


def violations(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (JSON pointer, reason) of each violation of OpenAPI, at most `MOST_VIOLATIONS`."""
    try:
        errors = _errors(document)[:MOST_VIOLATIONS]
    except Exception as error:  # openapi-spec-validator raises errors of several libraries
        yield "#", f"openapi-spec-validator fails: {type(error).__name__}"
        return
    for found in errors:
        place = "/".join(["#", *(escape(str(part)) for part in found.absolute_path)])
        reason = found.message.split("\n")[0]
        yield place, VAGUE if reason[0] in "{[" else reason


def innermost(schema: Any, is_valid: Callable[[Any], bool], place: list[str]) -> list[str]:
    """
    Return the location of the innermost part that makes *schema* invalid.

    Args:
        schema: an invalid schema.
        is_valid: validates a schema.
        place: the location of *schema*, as a list of keys.
    """
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if is_valid({other: schema[other] for other in schema if other != key}):
            inner: dict[str, Any] = {key: value}
            if key in _NAMED and isinstance(value, dict):
                inner = {f"{key}/{name}": member for name, member in value.items()}
            elif isinstance(value, list):
                inner = {f"{key}/{index}": item for index, item in enumerate(value)}
            for below, part in inner.items():
                if isinstance(part, dict) and not is_valid(part):
                    return innermost(part, is_valid, [*place, below])
            return [*place, key]
    return place


def _errors(document: Mapping[str, Any]) -> list[Any]:
    is_30 = str(document["openapi"]).startswith("3.0")
    validator = OpenAPIV30SpecValidator if is_30 else OpenAPIV31SpecValidator
    return list(validator(dict(document)).iter_errors())


def _alone(document: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    """Return a document that contains only *schema*."""
    info = {"title": "Alone", "version": "1"}
    schemas = {"Alone": _without_references(schema)}
    return {
        "openapi": document["openapi"],
        "info": info,
        "paths": {},
        "components": {"schemas": schemas},
    }


def _without_references(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_references(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _without_references(value) for key, value in node.items() if key != "$ref"}
