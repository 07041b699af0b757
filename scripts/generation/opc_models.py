"""Writes the models among the schemas in the forms of `opc_forms`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from generation.class_names import distinct_members
from generation.document import escape
from generation.opc_forms import Form, annotated
from generation.schema_parts import Part, expand


class Origin(NamedTuple):
    """What a model was made of."""

    schema: Any
    """The schema in the contract."""
    members: Mapping[str, str]
    """The name of each member in the contract, by that for openapi-python-client."""
    sensitive: frozenset[str]
    """The names of the members that are secrets."""


class Writer(Protocol):
    """The part of `opc_schemas.SchemaWriter` that models need."""

    document: Mapping[str, Any]
    prefix: str
    sent: set[int]
    received: set[int]

    def write_all(self, places: list[Part], words: tuple[str, ...]) -> Form:
        """Return the form of a value to which all schemas in *places* apply."""


def write_model(
    writer: Writer, name: str, parts: list[Part], schema: Any, *, is_open: bool
) -> tuple[Form, Origin]:
    """
    Return a component for a model, and what it was made of.

    Args:
        writer: writes the members.
        name: of the class.
        parts: all schemas that apply to the object.
        schema: the same as one schema of the contract.
        is_open: whether it has members that are not in *parts*.
    """
    members: dict[str, list[Part]] = {}
    for part in parts:
        for member, node in part.node.get("properties", {}).items():
            place = part.below("properties", escape(member))
            members.setdefault(member, []).append(Part(place, node))
    aliases = distinct_members(members, writer.prefix)
    required = {member for part in parts for member in part.node.get("required", ())}
    form: Form = {
        "type": "object",
        "properties": {
            aliases[member]: writer.write_all(places, (name, _title(places) or member))
            for member, places in members.items()
        },
        "required": [
            aliases[member]
            for member, places in members.items()
            if member in required and not _may_be_absent(writer, places)
        ],
        "additionalProperties": is_open or _additional(writer, name, parts),
    }
    sensitive = frozenset(m for m, places in members.items() if any(map(_is_sensitive, places)))
    names = {alias: member for member, alias in aliases.items()}
    return annotated(form, parts[:1], {}), Origin(schema, names, sensitive)


def _may_be_absent(writer: Writer, places: list[Part]) -> bool:
    """Return whether a required member may be absent in a request or in a response."""
    nodes = [part.node for part in expand(writer.document, places)]
    read_only = any(node.get("readOnly") is True for node in nodes)
    write_only = any(node.get("writeOnly") is True for node in nodes)
    ids = {id(part.node) for part in places}
    return (read_only and bool(ids & writer.sent)) or (write_only and bool(ids & writer.received))


def _additional(writer: Writer, name: str, parts: list[Part]) -> Form | bool:
    """Return the form of the members without a name, or whether there are any."""
    found = [
        Part(part.below("additionalProperties"), part.node["additionalProperties"])
        for part in parts
        if "additionalProperties" in part.node
    ]
    if any(part.node is False for part in found):
        return False
    schemas = [part for part in found if part.node is not True]
    form = writer.write_all(schemas, (name, "AdditionalProperty")) if schemas else {}
    return form or True


def _title(places: list[Part]) -> str:
    titles = [place.node.get("title") for place in places if isinstance(place.node, Mapping)]
    return str(next(filter(None, titles), ""))


def _is_sensitive(place: Part) -> bool:
    return isinstance(place.node, Mapping) and place.node.get("x-sensitive") is True
