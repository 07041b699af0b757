"""What a server says, drifted in one place: statuses, media types, headers, bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contract_tests.mutation.drift_nodes import Place, named, places, renamed, types, without
from contract_tests.mutation.drift_schemas import Way, changes

Node = Mapping[str, Any]


class Edit(NamedTuple):
    """One place of a document with what then stands there; why a client may ignore it, if so."""

    name: str
    fault: str
    place: Place
    value: Any
    reason: str = ""


ON_THE_WIRE = "Each of its values is text on the wire, as before."
LESS = "The server says less than it might."
MORE = "The server takes more than it must."
REASONS: Mapping[Way, str] = {
    "narrower": LESS,
    "same": "The old contract lets the member be absent, and others come in its place.",
}
STATUSES = {"2": ("200", "202", "203"), "4": ("400", "418"), "5": ("500", "503")}
ANOTHER_JSON = "application/vnd.later+json"


def drifted_answers(operation: Node, place: Place, version: str, seen: list[Any]) -> Iterator[Edit]:
    """What may happen to what *operation*, which stands at *place*, says. *seen*: its schemas."""
    responses, place = operation["responses"], (*place, "responses")
    yield from _statuses(responses, place)
    for pattern, response in responses.items():
        here = (*place, pattern)
        yield from _content(pattern, response, here)
        for name, header in response.get("headers", {}).items():
            yield from _header(f"{pattern} {name}", name, header, response, here, version)
        for media_type, content in response.get("content", {}).items():
            schema = content.get("schema", {})
            if "json" in media_type and schema not in seen:
                seen.append(schema)
                where = (*here, "content", media_type, "schema")
                yield from _members(pattern, schema, where, version)


def _members(pattern: str, schema: Any, place: Place, version: str) -> Iterator[Edit]:
    for inner, pointer, part in places(schema):
        for what, way, changed, member in changes(part, version):
            name = f"{pattern} {named(pointer, member)} {what}"
            yield Edit(name, "member", (*place, *inner), changed, REASONS.get(way, ""))


def _statuses(responses: Node, place: Place) -> Iterator[Edit]:
    known = {pattern.upper() for pattern in responses}
    for pattern, response in responses.items():
        success, kind = pattern.startswith("2"), pattern[0]
        covered = {"DEFAULT", f"{kind}XX"} & known - {pattern.upper()}
        others = [each for each in STATUSES.get(kind, ()) if each not in known]
        if pattern.isdigit() and not covered and others:
            changed = renamed(responses, pattern, others[0])
            yield Edit(f"{pattern} is {others[0]}", "status", place, changed)
            added = {**responses, others[0]: response}
            yield Edit(f"{others[0]} added beside {pattern}", "status", place, added)
        if pattern.upper().endswith("XX") and others:
            reason = "It is one of the range."
            changed = renamed(responses, pattern, others[-1])
            if len(known) > 1 and not covered:
                yield Edit(f"{pattern} is {others[-1]}", "status", place, changed, reason)
            added = {**responses, others[-1]: response}
            yield Edit(f"{others[-1]} added beside {pattern}", "status", place, added, reason)
            if not covered and (moved := "4XX" if kind != "4" else "5XX") not in known:
                changed = renamed(responses, pattern, moved)
                yield Edit(f"{pattern} is {moved}", "status", place, changed)
        if len(known) > 1 and not covered:
            reason = "" if success else "What never comes, needs no error of its own."
            gone = without(responses, pattern)
            yield Edit(f"{pattern} dropped", "status", place, gone, reason)
    if "DEFAULT" not in known:
        anything = {**responses, "default": {"description": "Anything."}}
        yield Edit("a default added", "status", place, anything)


def _content(pattern: str, response: Node, here: Place) -> Iterator[Edit]:
    place, content = (*here, "content"), response.get("content", {})

    def edit(what: str, value: Any, reason: str = "") -> Edit:
        return Edit(f"{pattern} {what}", "content type", place, value, reason)

    if not content and pattern not in ("204", "304"):
        yield edit("says a body", {"application/json": {"schema": {"type": "object"}}})
    for media_type in content:
        if "*" in media_type:
            continue
        yield edit(f"{media_type} changed", renamed(content, media_type, ANOTHER_JSON))
        if ";" not in media_type:
            reason = "The media type is the same."
            charset = renamed(content, media_type, f"{media_type}; charset=utf-8")
            yield edit(f"{media_type} with a charset", charset, reason)
        if len(content) > 1:
            yield edit(f"{media_type} dropped", without(content, media_type), LESS)
    if content:
        yield edit("says nothing", {})
        later = {**content, ANOTHER_JSON: {"schema": {"type": "object"}}}
        yield edit("another content type added", later)


def _header(
    what: str, name: str, header: Node, response: Node, here: Place, version: str
) -> Iterator[Edit]:
    headers, place = response["headers"], (*here, "headers")
    needed, schema = header.get("required", False), header.get("schema", {})
    absent = "" if needed else "The old contract lets it be absent."

    def edit(verb: str, value: Any, reason: str) -> Edit:
        return Edit(f"{what} {verb}", "response header", place, value, reason)

    yield edit("dropped", without(headers, name), absent)
    yield edit("renamed", renamed(headers, name, f"{name}-Later"), absent)
    for verb, required in (("made optional", False), ("made required", True)):
        if required != needed:
            toggled = {**headers, name: {**header, "required": required}}
            yield edit(verb, toggled, "" if needed else LESS)
    added = {**headers, "X-Later": {"schema": {"type": "string"}}}
    yield edit("has another beside it", added, "A header that nobody named is not read.")
    for change, way, changed, _ in changes(schema, version):
        if change in ("nulled", "wrapped in an array") or "object" in types(schema):
            continue
        reason = REASONS.get(way, "")
        if change in ("retyped", "may be anything") and types(schema) == ["string"]:
            plain = not schema.keys() & {"enum", "format", "pattern", "minLength", "maxLength"}
            reason = ON_THE_WIRE if plain else ""
        yield edit(change, {**headers, name: {**header, "schema": changed}}, reason)
