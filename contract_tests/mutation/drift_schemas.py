"""
How a schema drifts, in one place at a time, and which way.

    wider     it now allows what it did not, and all that it did
    narrower  the reverse
    other     both
    same      the older one left it open already
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from contract_tests.mutation.drift_nodes import Schema, renamed, types, without

Way = Literal["wider", "narrower", "other", "same"]


class Change(NamedTuple):
    """What happens to a schema, or to one `member` of it; the schema that it then is."""

    what: str
    way: Way
    schema: Schema
    member: str = ""


# The formats that a client asserts: a sound value of each, which no other of them allows.
FORMATS = {
    "uri": "https://host.example/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2001-02-03",
    "date-time": "2001-02-03T04:05:06Z",
}
LIMITS = {"minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"}
NEW = "added_later"
SAMPLES = ("example", "examples", "default")


def changes(schema: Schema, version: str) -> Iterator[Change]:
    """All that may happen to *schema*. *version* is the one of OpenAPI."""
    plain = without(schema, *SAMPLES)
    yield from _of_type(plain, version)
    if not plain.keys() & {"enum", "const"}:
        yield from _of_limits(plain)
    elif "enum" in plain:
        yield from _of_enum(plain)
    if "object" in types(plain) and isinstance(plain.get("additionalProperties", True), bool):
        yield from _of_members(plain)
    if "object" in types(plain):
        yield from _of_openness(plain)


def _of_type(schema: Schema, version: str) -> Iterator[Change]:
    known = types(schema)
    if not known:
        return
    others = [each for each in ("string", "integer", "boolean") if each not in known]
    if "number" in known and "integer" in others:
        others.remove("integer")
    for other in others[:1]:
        yield Change("retyped", "other", {"type": other})
    yield Change("may be anything", "wider", {})
    if "null" not in known:
        null = {"nullable": True} if version.startswith("3.0") else {"type": [*known, "null"]}
        enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        if "const" not in schema:
            yield Change("nulled", "wider", {**schema, **null, **enum})
    if "array" not in known:
        yield Change("wrapped in an array", "other", {"type": "array", "items": schema})


def _of_enum(schema: Schema) -> Iterator[Change]:
    enum = schema["enum"]
    if all(isinstance(value, str) for value in enum):
        yield Change("enum widened", "wider", {**schema, "enum": [*enum, NEW]})
    if len(enum) > 1:
        yield Change("enum narrowed", "narrower", {**schema, "enum": enum[:-1]})


def _of_limits(schema: Schema) -> Iterator[Change]:
    known, form = types(schema), schema.get("format")
    if "integer" in known and "number" not in known:
        numbers = ["number" if each == "integer" else each for each in known]
        kind = numbers[0] if isinstance(schema["type"], str) else numbers
        yield Change("may be any number", "wider", {**schema, "type": kind})
    if form in FORMATS:
        names = list(FORMATS)
        other = names[(names.index(form) + 1) % len(names)]
        yield Change("format changed", "other", {**schema, "format": other})
        yield Change("format loosened", "wider", without(schema, "format"))
        yield Change("is one value", "narrower", {**schema, "enum": [FORMATS[form]]})
        return
    for limit in sorted(LIMITS & schema.keys()):
        if schema[limit] != 0 or limit not in ("minLength", "minItems"):
            loose = without(schema, limit, f"exclusive{limit.capitalize()}")
            yield Change(f"{limit} loosened", "wider", loose)
    if known[:1] == ["string"] and not schema.keys() & {"format", "pattern", "maxLength"}:
        most = schema.get("minLength", 0) + 1
        yield Change("maxLength added", "narrower", {**schema, "maxLength": most})
        if most == 1:
            yield Change("format added", "narrower", {**schema, "format": "date"})
    if {"integer", "number"} & set(known) and "maximum" not in schema:
        limits = (schema.get("minimum", 0), schema.get("exclusiveMinimum", 0))
        low = max(each for each in limits if not isinstance(each, bool)) + 2
        yield Change("minimum raised", "narrower", {**schema, "minimum": low})
    if known == ["boolean"]:
        yield Change("is one value", "narrower", {**schema, "enum": [True]})
    if known[:1] == ["array"] and "maxItems" not in schema:
        most = schema.get("minItems", 0) + 1
        yield Change("maxItems added", "narrower", {**schema, "maxItems": most})


def _of_members(schema: Schema) -> Iterator[Change]:
    """Of an object that is open, or closed; what a typed rest makes of it is another question."""
    is_open = schema.get("additionalProperties", True)
    members, required = schema.get("properties", {}), list(schema.get("required", ()))
    for name, member in members.items():
        needed, rest = name in required, [each for each in required if each != name]
        new = f"{name}_{NEW}"
        same_name = {**schema, "properties": renamed(members, name, new)}
        gone = {**schema, "properties": without(members, name), "required": rest}
        if needed:
            others = {**same_name, "required": [*rest, new]}
            yield Change("renamed", "other", others, name)
            yield Change("dropped", "wider" if is_open else "other", gone, name)
            yield Change("made optional", "wider", {**schema, "required": rest}, name)
        else:
            yield Change("renamed", "same" if is_open else "other", same_name, name)
            yield Change("dropped", "same" if is_open else "narrower", gone, name)
            yield Change("made required", "narrower", {**schema, "required": [*rest, name]}, name)
        yield from _unwrapped(schema, name, member)
    added = {**schema, "properties": {**members, NEW: {"type": "string"}}}
    yield Change("optional member added", "same" if is_open else "wider", added)
    must = {**added, "required": [*required, NEW]}
    yield Change("required member added", "narrower" if is_open else "other", must)


def _unwrapped(schema: Schema, name: str, member: Any) -> Iterator[Change]:
    """The member in place of what holds it."""
    if not isinstance(member, Mapping) or "object" not in types(member):
        return
    outer, inner = set(schema.get("properties", {})), set(member.get("properties", {}))
    wider = set(schema.get("required", ())) - inner
    narrower = set(member.get("required", ())) - outer
    if schema.get("additionalProperties") is False:
        wider |= inner - outer
    if member.get("additionalProperties", True) not in (True, {}):
        narrower |= {name} - inner
    if wider or narrower:
        way: Way = "other" if wider and narrower else "wider" if wider else "narrower"
        yield Change("unwrapped", way, member, name)


def _of_openness(schema: Schema) -> Iterator[Change]:
    rest = schema.get("additionalProperties", True)
    if rest not in (True, {}):
        yield Change("opened", "wider", {**schema, "additionalProperties": True})
    if rest is not False and set(schema.get("required", ())) <= set(schema.get("properties", ())):
        yield Change("closed", "narrower", {**schema, "additionalProperties": False})
