"""What a server takes, drifted in one place: parameters, the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.mutation.drift_answers import MORE, ON_THE_WIRE, Edit, Node
from contract_tests.mutation.drift_nodes import (
    Place,
    named,
    places,
    renamed,
    replaced,
    types,
    without,
)
from contract_tests.mutation.drift_schemas import Way, changes

REASONS: Mapping[Way, str] = {
    "wider": MORE,
    "same": "An open object takes any member.",
}
RESERVED = ("accept", "authorization", "content-type")


def drifted_requests(operation: Node, place: Place, version: str) -> Iterator[Edit]:
    """What may happen to what *operation*, which stands at *place*, takes."""
    parameters, here = operation.get("parameters", []), (*place, "parameters")
    for index, parameter in enumerate(parameters):
        for what, value, reason in _parameter(parameter, version):
            name = f"{parameter['in']} {parameter['name']} {what}"
            others = [*parameters[:index], *value, *parameters[index + 1 :]]
            yield Edit(name, "parameter", here, others, reason)
    for where in ("header", "query"):
        for required in (True, False):
            later = {"name": "X-Later", "in": where, "required": required}
            name = f"{'required' if required else 'optional'} {where} added"
            added = [*parameters, {**later, "schema": {"type": "string"}}]
            yield Edit(name, "parameter", here, added, "" if required else MORE)
    yield from _body(operation, place, version)


def _parameter(parameter: Node, version: str) -> Iterator[tuple[str, list[Node], str]]:
    where, name, schema = parameter["in"], parameter["name"], parameter.get("schema")
    ignored = where == "header" and name.lower() in RESERVED
    needed = parameter.get("required", False)
    unread = "OpenAPI has its definition ignored." if ignored and not needed else ""
    if where != "path":
        yield "renamed", [{**parameter, "name": f"{name}-Later"}], unread
        other = "query" if where == "header" else "header"
        yield f"moved to the {other}", [{**parameter, "in": other}], unread
        gone = "OpenAPI has its definition ignored." if ignored else ""
        yield "dropped", [], gone
        if needed:
            yield "made optional", [{**parameter, "required": False}], MORE
        else:
            default = "The client sends its default." if _default(schema) else ""
            yield "made required", [{**parameter, "required": True}], default
    for place, pointer, part in places(schema or {}):
        for what, way, changed, member in changes(part, version):
            if what == "wrapped in an array" or (member and where == "path"):
                continue
            reason = REASONS.get(way, "")
            if what == "retyped" and types(part)[0] in ("integer", "number", "boolean"):
                reason = ON_THE_WIRE
            later = replaced(parameter, ("schema", *place), changed)
            yield f"{named(pointer, member).removeprefix('/')} {what}".strip(), [later], reason


def _default(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("default") is not None


def _body(operation: Node, place: Place, version: str) -> Iterator[Edit]:
    here, body = (*place, "requestBody"), operation.get("requestBody")
    json_body = {"application/json": {"schema": {"type": "object"}}}
    if body is None:
        for required in (True, False):
            name = f"{'required' if required else 'optional'} body added"
            later = {"required": required, "content": json_body}
            yield Edit(name, "body", here, later, "" if required else MORE)
        return
    content, needed = body["content"], body.get("required", False)
    name, reason = ("body made optional", MORE) if needed else ("body made required", "")
    yield Edit(name, "body", here, {**body, "required": not needed}, reason)
    without_body = without(operation, "requestBody")
    yield Edit("body dropped", "body", place, without_body)
    for media_type, value in content.items():
        later = renamed(content, media_type, "application/vnd.later+json")
        yield Edit(f"body {media_type} changed", "body", here, {**body, "content": later})
        for inner, pointer, part in places(value.get("schema", {})):
            at = (*here, "content", media_type, "schema", *inner)
            for what, way, changed, member in changes(part, version):
                name = f"body {named(pointer, member)} {what}"
                yield Edit(name, "body", at, changed, REASONS.get(way, ""))
    more = {**content, "application/vnd.later+json": {"schema": {"type": "object"}}}
    yield Edit("another body added", "body", here, {**body, "content": more}, MORE)
