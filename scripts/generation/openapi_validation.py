"""Whether a document is OpenAPI, and what in it is not: the place and the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

VAGUE = "has not the form that OpenAPI gives it"
# Under these stand schemas by name.
_NAMED = ("properties", "patternProperties", "dependentSchemas")


def first_error(document: Mapping[str, Any]) -> str:
    """What is wrong with *document*: the place, then why; nothing where it is sound."""
    errors = _errors(document)
    if not errors:
        return ""
    place = [str(part) for part in errors[0].absolute_path]
    # A message that begins with the whole value says nothing; a later one may say more.
    told = [error.message.split("\n")[0] for error in errors if error.message[0] not in "{["]
    if place[:2] == ["components", "schemas"] and len(place) == 3:
        schema = document["components"]["schemas"][place[2]]
        place = innermost(schema, lambda part: not _errors(_alone(document, part)), place)
    reason = "; ".join(dict.fromkeys(told)) or VAGUE
    return f"{'/'.join(place) or 'the document'}: {reason[:300]}"


def innermost(schema: Any, is_sound: Callable[[Any], bool], place: list[str]) -> list[str]:
    """The place, below that of *schema*, of what makes it unsound: without it, it *is_sound*."""
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if is_sound({other: schema[other] for other in schema if other != key}):
            inner: dict[str, Any] = {key: value}
            if key in _NAMED and isinstance(value, dict):
                inner = {f"{key}/{name}": member for name, member in value.items()}
            elif isinstance(value, list):
                inner = {f"{key}/{index}": item for index, item in enumerate(value)}
            for below, part in inner.items():
                if isinstance(part, dict) and not is_sound(part):
                    return innermost(part, is_sound, [*place, below])
            return [*place, key]
    return place


def _errors(document: Mapping[str, Any]) -> list[Any]:
    is_30 = str(document["openapi"]).startswith("3.0")
    validator = OpenAPIV30SpecValidator if is_30 else OpenAPIV31SpecValidator
    return list(validator(dict(document)).iter_errors())


def _alone(document: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    """A document with *schema* in it, and nothing to refer to."""
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
