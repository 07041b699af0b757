"""
The schemas of requests and of responses, where `readOnly` and `writeOnly` make them differ.

A read-only member does not belong to requests. A write-only member may be absent in a response.
https://spec.openapis.org/oas/v3.0.3#fixed-fields-19
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from generation.document import deref, operations, reference_to, resolve, unescape
from generation.schemas import ALONE, LISTED, NAMED, subschemas

# "either" is for models, which serve both directions.
Direction = Literal["request", "response", "either"]
DIRECTIONS: tuple[Direction, ...] = ("request", "response")
_PREFIX = "#/components/schemas/"


def variant(name: str, direction: Direction) -> str:
    """Return the name of a variant; a component cannot have it, because it has a colon."""
    return f"{name}:{direction}"


def directed(document: dict[str, Any]) -> dict[str, Any]:
    """Return *document* with a variant of each schema for the direction in which it is used."""
    components = document["components"].get("schemas", {})
    affected = _affected(document)
    schemas = {name: in_direction(document, body, "either") for name, body in components.items()}
    for name in sorted(affected):
        for direction in DIRECTIONS:
            schema = in_direction(document, components[name], direction, affected)
            schemas[variant(name, direction)] = schema
    changed = {**document, "components": {**document["components"], "schemas": schemas}}
    changed["paths"] = {path: dict(item) for path, item in document["paths"].items()}
    for path, method, operation in operations(document):
        new = changed["paths"][path][method] = dict(operation)
        if "requestBody" in operation:
            new["requestBody"] = _body(document, operation["requestBody"], "request", affected)
        new["responses"] = {
            status: _body(document, response, "response", affected)
            for status, response in operation["responses"].items()
        }
    return changed


def _body(
    document: Mapping[str, Any], holder: Any, direction: Direction, affected: set[str]
) -> dict[str, Any]:
    found = dict(deref(document, holder))
    found["content"] = {
        media_type: {**body, "schema": in_direction(document, body["schema"], direction, affected)}
        if "schema" in body
        else body
        for media_type, body in found.get("content", {}).items()
    }
    return found


def _affected(document: Mapping[str, Any]) -> set[str]:
    """Return the components that contain a member of one direction, at any depth."""
    components = document["components"].get("schemas", {})
    users: dict[str, set[str]] = {}
    left = []
    for name, schema in components.items():
        for part in subschemas(schema):
            reference = part.get("$ref", "")
            if reference.startswith(_PREFIX):
                users.setdefault(unescape(reference.removeprefix(_PREFIX)), set()).add(name)
            if any(_is_marked(document, each) for each in part.get("properties", {}).values()):
                left.append(name)
    found: set[str] = set()
    while left:
        if (name := left.pop()) not in found:
            found.add(name)
            left += users.get(name, ())
    return found


def _is_marked(document: Mapping[str, Any], member: Any, *marks: str) -> bool:
    """Return whether *member* has a mark: beside its references, or in the schema behind them."""
    marks = marks or ("readOnly", "writeOnly")
    siblings_count = not str(document["openapi"]).startswith("3.0")
    while isinstance(member, dict):
        reference = member.get("$ref")
        counts = reference is None or siblings_count
        if counts and any(member.get(mark) is True for mark in marks):
            return True
        if reference is None:
            return False
        member = resolve(document, reference)
    return False


def _component(target: str) -> str:
    """Return the name of the component that a mapping of a discriminator names, or refers to."""
    return unescape(target.removeprefix(_PREFIX))


def in_direction(
    document: Mapping[str, Any],
    node: Any,
    direction: Direction,
    affected: Collection[str] = (),
) -> Any:
    """Return the schema *node* as it is in one direction; references lead to its variants."""
    if not isinstance(node, dict):
        return node
    schema = dict(node)
    reference = node.get("$ref", "")
    name = unescape(reference.removeprefix(_PREFIX))
    if reference.startswith(_PREFIX) and name in affected:
        schema["$ref"] = reference_to(variant(name, direction))
    if isinstance(mapping := (node.get("discriminator") or {}).get("mapping"), dict):
        variants = {
            value: variant(target, direction) if _component(target) in affected else target
            for value, target in mapping.items()
        }
        schema["discriminator"] = {**node["discriminator"], "mapping": variants}
    members = node.get("properties", {})
    read_only = {name for name, each in members.items() if _is_marked(document, each, "readOnly")}
    write_only = {name for name, each in members.items() if _is_marked(document, each, "writeOnly")}
    optional = {
        "request": read_only, "response": write_only, "either": read_only | write_only,
    }[direction]  # fmt: skip
    if optional and "required" in node:
        schema["required"] = [name for name in node["required"] if name not in optional]
    if direction == "request" and read_only:
        schema["properties"] = {k: each for k, each in members.items() if k not in read_only}

    def vary(inner: Any) -> Any:
        return in_direction(document, inner, direction, affected)

    for keyword in NAMED:
        if keyword in schema:
            schema[keyword] = {key: vary(inner) for key, inner in schema[keyword].items()}
    for keyword in ALONE:
        if keyword in schema:
            schema[keyword] = vary(schema[keyword])
    for keyword in LISTED:
        if keyword in schema:
            schema[keyword] = [vary(inner) for inner in schema[keyword]]
    return schema
