"""
Limits the size of random values, for the cost of generating them.

An array of objects that hold arrays has hundreds of places at random, and an open object gets
members of any type in each of them. The boundary values and the combinations of members reach the
sizes that are left out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.spec.json_schema import DATA_KEYWORDS, NAME_KEYWORDS

# The most items of an array of containers, and the most undocumented members of an open object.
MAX_ITEMS = 3
MAX_MORE_MEMBERS = 1
SCALARS = {"string", "number", "integer", "boolean", "null"}
COMPOSITIONS = ("allOf", "anyOf", "oneOf")
# Keywords whose schemas do not describe a value alone, or in which a limit has another meaning.
UNLIMITED = (*DATA_KEYWORDS, "not", "if", "then", "else", "contains", "dependentSchemas")


def composed_references(node: Any) -> Iterator[str]:
    """Yield each reference in *node* to a part of a composition; other parts may need more."""
    if isinstance(node, Mapping):
        for keyword in COMPOSITIONS:
            for part in node.get(keyword, ()):
                if isinstance(part, Mapping) and "$ref" in part:
                    yield part["$ref"]
        node = [*node.values()]
    if isinstance(node, list):
        for each in node:
            yield from composed_references(each)


def limited(schema: Any, composed: frozenset[str], place: str = "") -> Any:
    """
    Return *schema* with limits for the arrays and objects in it.

    Args:
        schema: a JSON Schema.
        composed: the references to parts of compositions, which get no limits.
        place: the reference to *schema* itself, if it has one.
    """
    if not isinstance(schema, Mapping):
        return schema
    result = {name: _limited_keyword(name, value, composed) for name, value in schema.items()}
    if place in composed or any(keyword in schema for keyword in (*COMPOSITIONS, "$ref")):
        return result
    types = _types(schema)
    if "array" in types and not SCALARS.issuperset(_types(schema.get("items", {}))):
        least = max(schema.get("minItems", 0), len(schema.get("prefixItems", ())), MAX_ITEMS)
        result["maxItems"] = min(schema.get("maxItems", least), least)
    if "object" in types and "patternProperties" not in schema and _is_open(schema):
        names = {*schema.get("properties", ()), *schema.get("required", ())}
        least = max(schema.get("minProperties", 0), len(names) + MAX_MORE_MEMBERS)
        result["maxProperties"] = min(schema.get("maxProperties", least), least)
    return result


def _limited_keyword(name: str, value: Any, composed: frozenset[str]) -> Any:
    if name in UNLIMITED:
        return value
    if name in COMPOSITIONS:
        inline = composed | {""}
        return [limited(part, inline) for part in value]
    if name in NAME_KEYWORDS and isinstance(value, Mapping):
        return {key: limited(each, composed - {""}) for key, each in value.items()}
    return limited(value, composed - {""})


def _types(schema: Any) -> set[str]:
    """Return the types that *schema* names; an array by its keyword."""
    if not isinstance(schema, Mapping):
        return set()
    named = schema.get("type", ())
    types = {named} if isinstance(named, str) else {*named}
    return types or ({"array"} if "items" in schema else {"any"})


def _is_open(schema: Mapping[str, Any]) -> bool:
    """Whether the schema allows undocumented members other than scalars."""
    additional = schema.get("additionalProperties", True)
    return additional is not False and not (
        isinstance(additional, Mapping) and SCALARS.issuperset(_types(additional))
    )
