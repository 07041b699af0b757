"""
Changes of a schema, one place at a time, and their effect on the valid values.

    wider      more values are valid, and all that were
    narrower   fewer values are valid, and none that was not
    different  some values become valid, and others invalid
    equal      the older schema left it open already
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from contract_tests.mutation.drift.json_paths import Schema, renamed, types, without

Effect = Literal["wider", "narrower", "different", "equal"]


class SchemaChange(NamedTuple):
    """
    One change of a schema.

    Args:
        name: of the change.
        effect: on the valid values.
        schema: the changed schema.
        member: the member that changes, if it is one and not the whole schema.
    """

    name: str
    effect: Effect
    schema: Schema
    member: str = ""


RETYPED = "retyped"
ANY_TYPE = "of any type"
NULLABLE = "made nullable"
WRAPPED = "wrapped in an array"
# The formats that a client asserts, each with a valid value that no other format allows.
FORMATS = {
    "uri": "https://host.example/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2001-02-03",
    "date-time": "2001-02-03T04:05:06Z",
}
LIMITS = {"minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"}
NEW = "added_later"
EXAMPLES = ("example", "examples", "default")


def schema_changes(schema: Schema, version: str) -> Iterator[SchemaChange]:
    """Yield each change of *schema* in a document of that OpenAPI *version*."""
    plain = without(schema, *EXAMPLES)
    yield from _type_changes(plain, version)
    if not plain.keys() & {"enum", "const"}:
        yield from _limit_changes(plain)
    elif "enum" in plain:
        yield from _enum_changes(plain)
    if "object" in types(plain):
        if isinstance(plain.get("additionalProperties", True), bool):
            yield from _member_changes(plain)
        yield from _additional_member_changes(plain)


def _type_changes(schema: Schema, version: str) -> Iterator[SchemaChange]:
    known = types(schema)
    if not known:
        return
    others = [each for each in ("string", "integer", "boolean") if each not in known]
    if "number" in known and "integer" in others:
        others.remove("integer")
    for other in others[:1]:
        yield SchemaChange(RETYPED, "different", {"type": other})
    yield SchemaChange(ANY_TYPE, "wider", {})
    if "null" not in known and "const" not in schema:
        null = {"nullable": True} if version.startswith("3.0") else {"type": [*known, "null"]}
        enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        yield SchemaChange(NULLABLE, "wider", {**schema, **null, **enum})
    if "array" not in known:
        yield SchemaChange(WRAPPED, "different", {"type": "array", "items": schema})


def _enum_changes(schema: Schema) -> Iterator[SchemaChange]:
    enum = schema["enum"]
    if all(isinstance(value, str) for value in enum):
        yield SchemaChange("enum widened", "wider", {**schema, "enum": [*enum, NEW]})
    if len(enum) > 1:
        yield SchemaChange("enum narrowed", "narrower", {**schema, "enum": enum[:-1]})


def _limit_changes(schema: Schema) -> Iterator[SchemaChange]:
    known, value_format = types(schema), schema.get("format")
    if "integer" in known and "number" not in known:
        numbers = ["number" if each == "integer" else each for each in known]
        changed = numbers[0] if isinstance(schema["type"], str) else numbers
        yield SchemaChange("of any number", "wider", {**schema, "type": changed})
    if value_format in FORMATS:
        names = list(FORMATS)
        other = names[(names.index(value_format) + 1) % len(names)]
        yield SchemaChange("format changed", "different", {**schema, "format": other})
        yield SchemaChange("format removed", "wider", without(schema, "format"))
        single = {**schema, "enum": [FORMATS[value_format]]}
        yield SchemaChange("restricted to one value", "narrower", single)
        return
    for limit in sorted(LIMITS & schema.keys()):
        if schema[limit] != 0 or limit not in ("minLength", "minItems"):
            unlimited = without(schema, limit, f"exclusive{limit.capitalize()}")
            yield SchemaChange(f"{limit} removed", "wider", unlimited)
    yield from _added_limits(schema, known)


def _added_limits(schema: Schema, known: list[str]) -> Iterator[SchemaChange]:
    if known[:1] == ["string"] and not schema.keys() & {"format", "pattern", "maxLength"}:
        longest = schema.get("minLength", 0) + 1
        yield SchemaChange("maxLength added", "narrower", {**schema, "maxLength": longest})
        if longest == 1:
            yield SchemaChange("format added", "narrower", {**schema, "format": "date"})
    if {"integer", "number"} & set(known) and "maximum" not in schema:
        limits = (schema.get("minimum", 0), schema.get("exclusiveMinimum", 0))
        lowest = max(each for each in limits if not isinstance(each, bool)) + 2
        yield SchemaChange("minimum raised", "narrower", {**schema, "minimum": lowest})
    if known == ["boolean"]:
        yield SchemaChange("restricted to one value", "narrower", {**schema, "enum": [True]})
    if known[:1] == ["array"] and "maxItems" not in schema:
        most = schema.get("minItems", 0) + 1
        yield SchemaChange("maxItems added", "narrower", {**schema, "maxItems": most})


def _member_changes(schema: Schema) -> Iterator[SchemaChange]:
    """Yield changes of the members of an object whose additional members are not restricted."""
    is_open = schema.get("additionalProperties", True)
    members, required = schema.get("properties", {}), list(schema.get("required", ()))
    for name, member in members.items():
        rest = [each for each in required if each != name]
        new = f"{name}_{NEW}"
        same_name = {**schema, "properties": renamed(members, name, new)}
        gone = {**schema, "properties": without(members, name), "required": rest}
        if name in required:
            others = {**same_name, "required": [*rest, new]}
            yield SchemaChange("renamed", "different", others, name)
            yield SchemaChange("dropped", "wider" if is_open else "different", gone, name)
            yield SchemaChange("made optional", "wider", {**schema, "required": rest}, name)
        else:
            required_too = {**schema, "required": [*rest, name]}
            yield SchemaChange("renamed", "equal" if is_open else "different", same_name, name)
            yield SchemaChange("dropped", "equal" if is_open else "narrower", gone, name)
            yield SchemaChange("made required", "narrower", required_too, name)
        yield from _unwrapped(schema, name, member)
    added = {**schema, "properties": {**members, NEW: {"type": "string"}}}
    yield SchemaChange("optional member added", "equal" if is_open else "wider", added)
    must = {**added, "required": [*required, NEW]}
    yield SchemaChange("required member added", "narrower" if is_open else "different", must)


def _unwrapped(schema: Schema, name: str, member: Any) -> Iterator[SchemaChange]:
    """Yield the change that puts an object *member* in the place of the object that holds it."""
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
        effect: Effect = "different" if wider and narrower else "wider" if wider else "narrower"
        yield SchemaChange("unwrapped", effect, member, name)


def _additional_member_changes(schema: Schema) -> Iterator[SchemaChange]:
    rest = schema.get("additionalProperties", True)
    if rest not in (True, {}):
        yield SchemaChange("opened", "wider", {**schema, "additionalProperties": True})
    if rest is not False and set(schema.get("required", ())) <= set(schema.get("properties", ())):
        yield SchemaChange("closed", "narrower", {**schema, "additionalProperties": False})
