"""The parts of a schema that apply to the same value, and the types that they allow together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generation.discriminators import UNIONS
from generation.document import resolve
from generation.schemas import types_of

# The keywords that say more about a value than its JSON type.
_STRONG = ("properties", "items", "prefixItems", "enum", "const", "format")


class Part(NamedTuple):
    """
    A schema that applies to a value, beside others.

    Args:
        pointer: its JSON pointer.
        node: the schema. Its `$ref` and its `allOf` are parts of their own.
        reference: the first `$ref` that leads to it; empty without one.
    """

    pointer: str
    node: Any
    reference: str = ""

    def below(self, *steps: str) -> str:
        """Return the pointer of a part of the schema."""
        return "/".join([self.pointer, *steps])


def expand(document: Mapping[str, Any], parts: Sequence[Part]) -> list[Part]:
    """Return *parts*, and what their references and `allOf` add. A cycle is followed once."""
    return list(_expand(document, parts, set()))


def _expand(document: Mapping[str, Any], parts: Sequence[Part], seen: set[str]) -> Iterator[Part]:
    for part in parts:
        node = part.node
        if not isinstance(node, Mapping):
            continue
        if "$ref" in node:
            target = node["$ref"]
            if target not in seen:
                seen.add(target)
                below = Part(target, resolve(document, target), part.reference or target)
                yield from _expand(document, [below], seen)
            if str(document["openapi"]).startswith("3.0"):
                continue  # siblings of a `$ref` have no effect
        inner = [
            Part(part.below("allOf", str(index)), each, part.reference)
            for index, each in enumerate(node.get("allOf", ()))
        ]
        yield part
        yield from _expand(document, inner, seen)


def is_strong(document: Mapping[str, Any], node: Mapping[str, Any]) -> bool:
    """Return whether *node* says more about a value than its JSON type."""
    if isinstance(node.get("additionalProperties"), Mapping):
        return True
    return any(keyword in node for keyword in _STRONG) or has_union(document, node)


def has_union(document: Mapping[str, Any], node: Mapping[str, Any]) -> bool:
    """Return whether *node* has alternatives that say of which type they are."""
    return any(
        _has_type(document, branch) for keyword in UNIONS for branch in node.get(keyword, ())
    )


def _has_type(document: Mapping[str, Any], node: Any) -> bool:
    return any(
        "type" in part.node or is_strong(document, part.node)
        for part in expand(document, [Part("", node)])
    )


def common_types(parts: Sequence[Part]) -> list[str] | None:
    """Return the JSON types that all *parts* allow, or None if no part names one."""
    common: list[str] | None = None
    for part in parts:
        types = _types(part.node)
        if types is None:
            continue
        common = types if common is None else _both(common, types)
    return common


def _types(node: Mapping[str, Any]) -> list[str] | None:
    types = types_of(node)
    if types and node.get("nullable") is True and "null" not in types:
        types = [*types, "null"]
    return types or None


def _both(one: list[str], other: list[str]) -> list[str]:
    """Return the types that both lists allow; `number` includes `integer`."""
    names = dict.fromkeys([*one, "integer"])
    return [name for name in names if _allows(one, name) and _allows(other, name)]


def _allows(types: list[str], name: str) -> bool:
    return name in types or (name == "integer" and "number" in types)


def enum_values(parts: Sequence[Part]) -> list[Any] | None:
    """Return the values that the `enum` and `const` of all *parts* allow, or None without any."""
    found: list[Any] | None = None
    for part in parts:
        for values in (
            part.node.get("enum"),
            [part.node["const"]] if "const" in part.node else None,
        ):
            if values is not None:
                kept = values if found is None else [v for v in found if _is_in(v, values)]
                found = [v for i, v in enumerate(kept) if not _is_in(v, kept[:i])]
    return found


def _is_in(value: Any, values: Sequence[Any]) -> bool:
    return any(type(value) is type(each) and value == each for each in values)
