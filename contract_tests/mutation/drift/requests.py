"""Drifts of what a server accepts: parameters and the request body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.mutation.drift.json_paths import (
    JsonPath,
    member_pointer,
    renamed,
    replaced,
    subschemas,
    types,
    without,
)
from contract_tests.mutation.drift.responses import (
    OTHER_JSON,
    SERVER_ACCEPTS_MORE,
    TEXT_ON_THE_WIRE,
    Edit,
    Node,
)
from contract_tests.mutation.drift.schemas import RETYPED, WRAPPED, Effect, schema_changes

REASONS: Mapping[Effect, str] = {
    "wider": SERVER_ACCEPTS_MORE,
    "equal": "An open object accepts any member.",
}
# Header parameters whose definition OpenAPI ignores (OpenAPI 3.0, Parameter Object, `name`).
IGNORED_HEADERS = ("accept", "authorization", "content-type")
IGNORED = "OpenAPI ignores the definition of this header."
# What is added: whether it is required, in words, and the reason why a client may ignore it.
ADDITIONS = ((True, "required", ""), (False, "optional", SERVER_ACCEPTS_MORE))


def request_edits(operation: Node, path: JsonPath, version: str) -> Iterator[Edit]:
    """Yield each drift of the parameters and the body of *operation*, which is at *path*."""
    parameters, here = operation.get("parameters", []), (*path, "parameters")
    for index, parameter in enumerate(parameters):
        for change, value, reason in _parameter_changes(parameter, version):
            name = f"{parameter['in']} {parameter['name']} {change}"
            others = [*parameters[:index], *value, *parameters[index + 1 :]]
            yield Edit(name, "parameter", here, others, reason)
    for location in ("header", "query"):
        for required, word, reason in ADDITIONS:
            later = {"name": "X-Later", "in": location, "required": required}
            added = [*parameters, {**later, "schema": {"type": "string"}}]
            yield Edit(f"{word} {location} added", "parameter", here, added, reason)
    yield from _body_edits(operation, path, version)


def _parameter_changes(parameter: Node, version: str) -> Iterator[tuple[str, list[Node], str]]:
    """Yield each change of *parameter*: its name, what replaces the parameter, the reason."""
    location, name, schema = parameter["in"], parameter["name"], parameter.get("schema")
    ignored = IGNORED if location == "header" and name.lower() in IGNORED_HEADERS else ""
    required = parameter.get("required", False)
    if location != "path":
        unread = "" if required else ignored
        yield "renamed", [{**parameter, "name": f"{name}-Later"}], unread
        other = "query" if location == "header" else "header"
        yield f"moved to the {other}", [{**parameter, "in": other}], unread
        yield "dropped", [], ignored
        if required:
            yield "made optional", [{**parameter, "required": False}], SERVER_ACCEPTS_MORE
        else:
            default = "The client sends its default." if _has_default(schema) else ""
            yield "made required", [{**parameter, "required": True}], default
    for path, pointer, part in subschemas(schema or {}):
        for change, effect, changed, member in schema_changes(part, version):
            if change == WRAPPED or (member and location == "path"):
                continue
            reason = REASONS.get(effect, "")
            if change == RETYPED and types(part)[0] in ("integer", "number", "boolean"):
                reason = TEXT_ON_THE_WIRE
            label = member_pointer(pointer, member).removeprefix("/")
            later = replaced(parameter, ("schema", *path), changed)
            yield f"{label} {change}".strip(), [later], reason


def _has_default(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("default") is not None


def _body_edits(operation: Node, path: JsonPath, version: str) -> Iterator[Edit]:
    here, body = (*path, "requestBody"), operation.get("requestBody")
    if body is None:
        content = {"application/json": {"schema": {"type": "object"}}}
        for required, word, reason in ADDITIONS:
            later = {"required": required, "content": content}
            yield Edit(f"{word} body added", "body", here, later, reason)
        return
    content, required = body["content"], body.get("required", False)
    toggled = {**body, "required": not required}
    if required:
        yield Edit("body made optional", "body", here, toggled, SERVER_ACCEPTS_MORE)
    else:
        yield Edit("body made required", "body", here, toggled)
    yield Edit("body dropped", "body", path, without(operation, "requestBody"))
    for media_type, value in content.items():
        later = renamed(content, media_type, OTHER_JSON)
        yield Edit(f"body {media_type} changed", "body", here, {**body, "content": later})
        schema_path = (*here, "content", media_type, "schema")
        for inner, pointer, part in subschemas(value.get("schema", {})):
            for change, effect, changed, member in schema_changes(part, version):
                name = f"body {member_pointer(pointer, member)} {change}"
                yield Edit(name, "body", (*schema_path, *inner), changed, REASONS.get(effect, ""))
    more = {**content, OTHER_JSON: {"schema": {"type": "object"}}}
    added = {**body, "content": more}
    yield Edit("another body added", "body", here, added, SERVER_ACCEPTS_MORE)
