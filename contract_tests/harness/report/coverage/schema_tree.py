"""
A schema as a tree of the places that a value of it has: members of objects and items of arrays.

A schema that contains itself is followed once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from contract_tests.harness.report.coverage.value_classes import (
    ANY,
    TYPES,
    ValueClass,
    classify,
    value_classes,
)
from contract_tests.harness.spec import ABSENT, Contract
from contract_tests.harness.spec.json_schema import json_schema

# Keywords for the structure of a value; the others limit values.
STRUCTURE = {"type", "properties", "required", "additionalProperties"}
MERGED = {*STRUCTURE, "allOf", "oneOf", "anyOf"}
NULL = frozenset({"null"})
# Name of the value class of a member or argument that is absent.
OMITTED = "omitted"


def flatten(contract: Contract, schema: Any) -> dict[str, Any]:
    """
    Merge a schema with the schemas that it refers to or is composed of.

    The result always has `type` (a set), `properties`, `required` (a set) and
    `additionalProperties`. Of several alternatives in `oneOf` or `anyOf`, neither the required
    members nor the limits are kept.
    """
    schema = json_schema(contract.resolve(schema), contract.version)
    if not isinstance(schema, dict):  # `true` is a schema too
        schema = {}
    merged = {
        **{name: value for name, value in schema.items() if name not in MERGED},
        "type": _types(schema),
        "properties": dict(schema.get("properties", {})),
        "required": frozenset(schema.get("required", ())),
        "additionalProperties": schema.get("additionalProperties", True),
    }
    for part in schema.get("allOf", ()):
        _merge(merged, flatten(contract, part))
    for name in ("oneOf", "anyOf"):
        if parts := [flatten(contract, part) for part in schema.get(name, ())]:
            types = frozenset().union(*(part["type"] for part in parts))
            alternatives = [part for part in parts if part["type"] != NULL]
            for part in alternatives:
                if len(alternatives) > 1:
                    part = {**{key: part[key] for key in STRUCTURE}, "required": frozenset()}
                _merge(merged, {**part, "type": types})
    return merged


def _merge(merged: dict[str, Any], part: Mapping[str, Any]) -> None:
    """Change *merged* to a schema of what both schemas allow."""
    merged["type"] &= part["type"]
    merged["required"] |= part["required"]
    merged["properties"] = {**part["properties"], **merged["properties"]}
    if merged["additionalProperties"] is True:
        merged["additionalProperties"] = part["additionalProperties"]
    for name in part.keys() - STRUCTURE:
        merged.setdefault(name, part[name])


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    if "type" in schema:
        types = schema["type"]
        return frozenset([types] if isinstance(types, str) else types)
    return frozenset().union(*(TYPES[type(value)] for value in schema.get("enum", ()))) or ANY


@dataclass
class Node:
    """
    One place in a value: the root, a member, all additional members, or all items of an array.

    Args:
        name: path from the root, such as ``lines[].price``; empty for the root.
        classes: the value classes of the place.
        optional: whether a member may be omitted; None for other places.
        members: the places of documented members, by name.
        additional: the place of all other members, if they have a schema.
        items: the place of all items, if they have a schema.
    """

    name: str
    classes: tuple[ValueClass, ...]
    optional: bool | None = None
    members: dict[str, Node] = field(default_factory=dict)
    additional: Node | None = None
    items: Node | None = None

    @property
    def class_names(self) -> dict[str, bool]:
        """The names of all classes, also `OMITTED`, each with whether the schema allows it."""
        names = {each.name: each.allowed for each in self.classes}
        return names if self.optional is None else {**names, OMITTED: self.optional}

    def classify(self, value: Any) -> list[str]:
        """The names of the classes of a *value* in this place."""
        return classify(value, self.classes)

    def allows(self, names: Sequence[str]) -> bool:
        """Whether the schema allows values of all these classes."""
        return all(self.class_names[name] for name in names)

    def __iter__(self) -> Iterator[Node]:
        yield self
        for child in (*self.members.values(), self.additional, self.items):
            if child is not None:
                yield from child

    def visit(self, value: Any, visitor: Callable[[Node, Sequence[str]], None]) -> None:
        """Call *visitor* with each place of *value* and the names of the classes found there."""
        if value is ABSENT:
            visitor(self, (OMITTED,))
            return
        visitor(self, self.classify(value))
        if isinstance(value, dict):
            for name, child in self.members.items():
                child.visit(value.get(name, ABSENT), visitor)
            if self.additional is not None:
                for name in value.keys() - self.members.keys():
                    self.additional.visit(value[name], visitor)
        elif isinstance(value, list) and self.items is not None:
            for item in value:
                self.items.visit(item, visitor)


def build_tree(contract: Contract, schema: Any, optional: bool | None = None) -> Node:
    """The root of the tree for a *schema* of *contract*; *optional* is that of the root."""
    return _tree(contract, json.dumps(schema), optional)


@cache  # operations share most of their schemas
def _tree(contract: Contract, text: str, optional: bool | None) -> Node:
    schema = json.loads(text)
    formats = contract.validator(schema).format_checker
    assert formats is not None, "the validators of a contract check formats"

    def build(name: str, schema: Any, optional: bool | None, above: tuple[str, ...]) -> Node:
        # Schemas are compared by their text: `allOf` and its like yield a new copy each time.
        target = json.dumps(contract.resolve(schema), sort_keys=True, default=str)
        merged = flatten(contract, schema)
        node = Node(name, value_classes(merged, formats), optional)
        if target in above:
            return node
        above = (*above, target)
        prefix = f"{name}." if name else ""
        for member, inner in merged["properties"].items():
            may_be_omitted = member not in merged["required"]
            node.members[member] = build(prefix + member, inner, may_be_omitted, above)
        additional = merged["additionalProperties"]
        if isinstance(additional, dict) and "object" in merged["type"]:
            node.additional = build(f"{prefix}*", additional, None, above)
        if "items" in merged and "array" in merged["type"]:
            node.items = build(f"{name}[]", merged["items"], None, above)
        return node

    return build("", schema, optional, ())
