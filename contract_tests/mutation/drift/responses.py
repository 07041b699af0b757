"""Drifts of what a server sends: statuses, media types, headers and JSON bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contract_tests.mutation.drift.json_paths import (
    JsonPath,
    member_pointer,
    renamed,
    subschemas,
    types,
    without,
)
from contract_tests.mutation.drift.schemas import (
    ANY_TYPE,
    NULLABLE,
    RETYPED,
    WRAPPED,
    Effect,
    schema_changes,
)

Node = Mapping[str, Any]


class Edit(NamedTuple):
    """
    A change of one place of a document.

    Args:
        name: of the drift.
        category: of the drift.
        path: of the changed place.
        value: that the place then has.
        reason: why a client may ignore the drift; empty where the drift breaks the promise.
    """

    name: str
    category: str
    path: JsonPath
    value: Any
    reason: str = ""


TEXT_ON_THE_WIRE = "Each value is sent as text, which the old contract allows."
SERVER_SENDS_LESS = "The server sends less than the old contract allows."
SERVER_ACCEPTS_MORE = "The server accepts more than the old contract demands."
REASONS: Mapping[Effect, str] = {
    "narrower": SERVER_SENDS_LESS,
    "equal": "The old contract allows the member to be absent, and allows others.",
}
OTHER_STATUSES = {"2": ("200", "202", "203"), "4": ("400", "418"), "5": ("500", "503")}
OTHER_JSON = "application/vnd.later+json"


def response_edits(
    operation: Node, path: JsonPath, version: str, seen: list[Any]
) -> Iterator[Edit]:
    """
    Yield each drift of the responses of *operation*, which is at *path*.

    A body whose schema is in *seen* does not drift again; new schemas are added to *seen*.
    """
    responses, path = operation["responses"], (*path, "responses")
    yield from _status_edits(responses, path)
    for pattern, response in responses.items():
        here = (*path, pattern)
        yield from _content_edits(pattern, response, here)
        for name, header in response.get("headers", {}).items():
            yield from _header_edits(f"{pattern} {name}", name, header, response, here, version)
        for media_type, content in response.get("content", {}).items():
            schema = content.get("schema", {})
            if "json" in media_type and schema not in seen:
                seen.append(schema)
                body = (*here, "content", media_type, "schema")
                yield from _body_edits(pattern, schema, body, version)


def _body_edits(pattern: str, schema: Any, path: JsonPath, version: str) -> Iterator[Edit]:
    for inner, pointer, part in subschemas(schema):
        for change, effect, changed, member in schema_changes(part, version):
            name = f"{pattern} {member_pointer(pointer, member)} {change}"
            # Callers read the members of a success, also those that the contract makes optional.
            lost = part.get("properties", {}).keys() - changed.get("properties", {}).keys()
            reason = "" if lost and pattern.startswith("2") else REASONS.get(effect, "")
            yield Edit(name, "member", (*path, *inner), changed, reason)


def _status_edits(responses: Node, path: JsonPath) -> Iterator[Edit]:
    def edit(name: str, value: Any, reason: str = "") -> Edit:
        return Edit(name, "status", path, value, reason)

    known = {pattern.upper() for pattern in responses}
    for pattern, response in responses.items():
        success, kind = pattern.startswith("2"), pattern[0]
        covered = {"DEFAULT", f"{kind}XX"} & known - {pattern.upper()}
        others = [each for each in OTHER_STATUSES.get(kind, ()) if each not in known]
        if pattern.isdigit() and not covered and others:
            other = others[0]
            yield edit(f"{pattern} becomes {other}", renamed(responses, pattern, other))
            yield edit(f"{other} added beside {pattern}", {**responses, other: response})
        if pattern.upper().endswith("XX") and others:
            other, reason = others[-1], "The status is in the documented range."
            if len(known) > 1 and not covered:
                changed = renamed(responses, pattern, other)
                yield edit(f"{pattern} becomes {other}", changed, reason)
            yield edit(f"{other} added beside {pattern}", {**responses, other: response}, reason)
            if not covered and (moved := "4XX" if kind != "4" else "5XX") not in known:
                yield edit(f"{pattern} becomes {moved}", renamed(responses, pattern, moved))
        if len(known) > 1 and not covered:
            reason = "" if success else "A response that never comes needs no error class."
            yield edit(f"{pattern} dropped", without(responses, pattern), reason)
    if "DEFAULT" not in known:
        yield edit("default added", {**responses, "default": {"description": "Any response."}})


def _content_edits(pattern: str, response: Node, here: JsonPath) -> Iterator[Edit]:
    content = response.get("content", {})

    def edit(change: str, value: Any, reason: str = "") -> Edit:
        return Edit(f"{pattern} {change}", "content type", (*here, "content"), value, reason)

    if not content and pattern not in ("204", "304"):
        yield edit("with a body", {"application/json": {"schema": {"type": "object"}}})
    for media_type in content:
        if "*" in media_type:
            continue
        yield edit(f"{media_type} changed", renamed(content, media_type, OTHER_JSON))
        if ";" not in media_type:
            charset = renamed(content, media_type, f"{media_type}; charset=utf-8")
            yield edit(f"{media_type} with a charset", charset, "The media type is the same.")
        if len(content) > 1:
            yield edit(f"{media_type} dropped", without(content, media_type), SERVER_SENDS_LESS)
    if content:
        yield edit("without a body", {})
        added = {**content, OTHER_JSON: {"schema": {"type": "object"}}}
        yield edit("another content type added", added)


def _header_edits(
    label: str, name: str, header: Node, response: Node, here: JsonPath, version: str
) -> Iterator[Edit]:
    headers = response["headers"]
    required, schema = header.get("required", False), header.get("schema", {})
    absent = "" if required else "The old contract allows the header to be absent."

    def edit(change: str, value: Any, reason: str) -> Edit:
        path = (*here, "headers")
        return Edit(f"{label} {change}", "response header", path, value, reason)

    yield edit("dropped", without(headers, name), absent)
    yield edit("renamed", renamed(headers, name, f"{name}-Later"), absent)
    toggled = {**headers, name: {**header, "required": not required}}
    if required:
        yield edit("made optional", toggled, "")
    else:
        yield edit("made required", toggled, SERVER_SENDS_LESS)
    added = {**headers, "X-Later": {"schema": {"type": "string"}}}
    yield edit(
        "with another header beside it", added, "No caller reads a header that is not documented."
    )
    for change, effect, changed, _ in schema_changes(schema, version):
        if change in (NULLABLE, WRAPPED) or "object" in types(schema):
            continue
        reason = REASONS.get(effect, "")
        if change in (RETYPED, ANY_TYPE) and types(schema) == ["string"]:
            limits = {"enum", "format", "pattern", "minLength", "maxLength"}
            reason = "" if schema.keys() & limits else TEXT_ON_THE_WIRE
        yield edit(change, {**headers, name: {**header, "schema": changed}}, reason)
