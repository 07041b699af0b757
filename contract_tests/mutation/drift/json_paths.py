"""Schemas in an OpenAPI document, and copies of the document with one place replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
# Names of members and indices of items, from the root of a document.
JsonPath = tuple[Any, ...]


def subschemas(
    schema: Schema, path: JsonPath = (), pointer: str = ""
) -> Iterator[tuple[JsonPath, str, Any]]:
    """
    Yield each schema in *schema*, itself first: its path, its JSON pointer, the schema.

    The branches of `anyOf`, `oneOf` and an `allOf` of several schemas are left out: one branch
    does not decide alone which values are valid.
    """
    if not isinstance(schema, Mapping) or "$ref" in schema:
        return
    if len(schema.get("allOf", ())) == 1:
        yield from subschemas(schema["allOf"][0], (*path, "allOf", 0), pointer)
        return
    yield path, pointer or "/", schema
    for name, member in schema.get("properties", {}).items():
        yield from subschemas(member, (*path, "properties", name), f"{pointer}/{name}")
    for keyword in ("items", "additionalProperties"):
        if schema.get(keyword):
            yield from subschemas(schema[keyword], (*path, keyword), f"{pointer}/*")


def member_pointer(pointer: str, member: str) -> str:
    """Return the pointer of *member* in the object at *pointer*; without a member, *pointer*."""
    return f"{pointer.rstrip('/')}/{member}" if member else pointer


def types(schema: Schema) -> list[str]:
    """Return the types that *schema* names, `null` included where it is nullable."""
    value = schema.get("type", "object" if "properties" in schema else [])
    names = [value] if isinstance(value, str) else list(value)
    return [*names, "null"] if schema.get("nullable") and names else names


def without(node: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a copy of *node* without the members of those *names*."""
    return {name: value for name, value in node.items() if name not in names}


def renamed(node: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return a copy of *node* with the member *old* called *new*, in the same position."""
    return {new if name == old else name: value for name, value in node.items()}


def replaced(node: Any, path: JsonPath, value: Any) -> Any:
    """Return *node* with *value* at *path*. Only the containers along the path are copied."""
    if not path:
        return value
    copy = dict(node) if isinstance(node, Mapping) else list(node)
    child = copy.get(path[0]) if isinstance(copy, dict) else copy[path[0]]
    copy[path[0]] = replaced(child, path[1:], value)
    return copy
