"""Documents: the places in a schema, and one place replaced by something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
Place = tuple[Any, ...]


def places(
    schema: Schema, place: Place = (), pointer: str = ""
) -> Iterator[tuple[Place, str, Any]]:
    """
    Each schema in *schema*, itself first: where it stands, its name for people.

    Not looked into: `anyOf`, `oneOf` and an `allOf` of several, where one branch decides nothing.
    """
    if not isinstance(schema, Mapping) or "$ref" in schema:
        return
    if len(schema.get("allOf", ())) == 1:
        yield from places(schema["allOf"][0], (*place, "allOf", 0), pointer)
        return
    yield place, pointer or "/", schema
    for name, member in schema.get("properties", {}).items():
        yield from places(member, (*place, "properties", name), f"{pointer}/{name}")
    for keyword in ("items", "additionalProperties"):
        if schema.get(keyword):
            yield from places(schema[keyword], (*place, keyword), f"{pointer}/*")


def named(pointer: str, member: str) -> str:
    """The name for people of a *member* of what *pointer* names, or of that itself."""
    return f"{pointer.rstrip('/')}/{member}" if member else pointer


def types(schema: Schema) -> list[str]:
    """The types that *schema* names."""
    named = schema.get("type", "object" if "properties" in schema else [])
    found = [named] if isinstance(named, str) else list(named)
    return [*found, "null"] if schema.get("nullable") and found else found


def without(node: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """*node* without those members."""
    return {name: value for name, value in node.items() if name not in names}


def renamed(node: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """*node* with one member under another name, in its old place."""
    return {new if name == old else name: value for name, value in node.items()}


def replaced(node: Any, place: Place, value: Any) -> Any:
    """*node* with *value* in that place; what is elsewhere is shared."""
    if not place:
        return value
    copy = dict(node) if isinstance(node, Mapping) else list(node)
    there = copy.get(place[0]) if isinstance(copy, dict) else copy[place[0]]
    copy[place[0]] = replaced(there, place[1:], value)
    return copy
