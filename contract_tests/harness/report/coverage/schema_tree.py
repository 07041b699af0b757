"""
The members of a schema as a tree, so that a value can be laid over it.

Rule: a schema that contains itself is followed once. What is inside it a second time is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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

# Keywords that say what a schema is made of. The others limit its values.
SHAPE = {"type", "properties", "required", "additionalProperties"}
PARTS = {*SHAPE, "allOf", "oneOf", "anyOf"}
NULL = frozenset({"null"})
LEFT_OUT = "left out"


def flat(contract: Contract, schema: Any) -> dict[str, Any]:
    """
    A schema without references, and as one with the schemas it is made of.

    It has `type` (a set), `properties`, `required` (a set) and `additionalProperties`. What one of
    several alternatives asks for is not required, and its limits are not kept.
    """
    schema = json_schema(contract.resolve(schema), contract.version)
    if not isinstance(schema, dict):  # `true` is a schema too
        schema = {}
    whole = {
        **{name: value for name, value in schema.items() if name not in PARTS},
        "type": _types(schema),
        "properties": dict(schema.get("properties", {})),
        "required": frozenset(schema.get("required", ())),
        "additionalProperties": schema.get("additionalProperties", True),
    }
    for part in schema.get("allOf", ()):
        _join(whole, flat(contract, part))
    for name in ("oneOf", "anyOf"):
        if parts := [flat(contract, part) for part in schema.get(name, ())]:
            types = frozenset().union(*(part["type"] for part in parts))
            solid = [part for part in parts if part["type"] != NULL]
            for part in solid:
                if len(solid) > 1:
                    part = {**{key: part[key] for key in SHAPE}, "required": frozenset()}
                _join(whole, {**part, "type": types})
    return whole


def _join(whole: dict[str, Any], part: Mapping[str, Any]) -> None:
    """Let *whole* be what both allow."""
    whole["type"] &= part["type"]
    whole["required"] |= part["required"]
    whole["properties"] = {**part["properties"], **whole["properties"]}
    if whole["additionalProperties"] is True:
        whole["additionalProperties"] = part["additionalProperties"]
    for name in part.keys() - SHAPE:
        whole.setdefault(name, part[name])


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    if "type" in schema:
        types = schema["type"]
        return frozenset([types] if isinstance(types, str) else types)
    if "properties" in schema:
        return frozenset(["object"])
    return frozenset().union(*(TYPES[type(value)] for value in schema.get("enum", ()))) or ANY


@dataclass
class Node:
    """
    One place in a value: the root, a member, all members without a name, or all items of an array.

    *optional* says whether a member may be left out; None for what is no member.
    """

    name: str
    classes: tuple[ValueClass, ...]
    optional: bool | None = None
    named: dict[str, Node] = field(default_factory=dict)
    rest: Node | None = None
    items: Node | None = None

    @property
    def class_names(self) -> dict[str, bool]:
        """Each class with whether the schema allows it; being left out is a class too."""
        names = {kind.name: kind.allowed for kind in self.classes}
        return names if self.optional is None else {**names, LEFT_OUT: self.optional}

    def kinds(self, value: Any) -> list[str]:
        """The classes of a *value* that stands here."""
        return classify(value, self.classes)

    def allows(self, kinds: Sequence[str]) -> bool:
        """Whether a value of these *kinds* keeps the schema."""
        return all(self.class_names[kind] for kind in kinds)

    def __iter__(self) -> Iterator[Node]:
        yield self
        for child in (*self.named.values(), self.rest, self.items):
            if child is not None:
                yield from child

    def lay(self, value: Any, see: Callable[[Node, Sequence[str]], None]) -> None:
        """Call *see* with each place of *value*, and the classes of what stands there."""
        if value is ABSENT:
            see(self, (LEFT_OUT,))
            return
        see(self, self.kinds(value))
        if isinstance(value, dict):
            for name, child in self.named.items():
                child.lay(value.get(name, ABSENT), see)
            if self.rest is not None:
                for name in value.keys() - self.named.keys():
                    self.rest.lay(value[name], see)
        elif isinstance(value, list) and self.items is not None:
            for item in value:
                self.items.lay(item, see)


def tree(contract: Contract, schema: Any, optional: bool | None = None) -> Node:
    """The places of a schema of *contract*; *optional* is that of the root."""
    formats = contract.validator(schema).format_checker
    assert formats is not None, "the contract's validators check formats"

    def grow(name: str, schema: Any, optional: bool | None, above: tuple[str, ...]) -> Node:
        # By what it says: of what is inside `allOf` and its like there is a new copy each time.
        target = json.dumps(contract.resolve(schema), sort_keys=True, default=str)
        whole = flat(contract, schema)
        node = Node(name, value_classes(whole, formats), optional)
        if target in above:
            return node
        above = (*above, target)
        prefix = f"{name}." if name else ""
        for member, inner in whole["properties"].items():
            free = member not in whole["required"]
            node.named[member] = grow(prefix + member, inner, free, above)
        rest = whole["additionalProperties"]
        if isinstance(rest, dict) and "object" in whole["type"]:
            node.rest = grow(f"{prefix}*", rest, None, above)
        if "items" in whole and "array" in whole["type"]:
            node.items = grow(f"{name}[]", whole["items"], None, above)
        return node

    return grow("", schema, optional, ())
