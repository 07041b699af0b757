"""A contract's schemas, reduced to what decides whether a value is valid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.contract import GenerationError, resolve

# The keywords that decide whether a value is valid. The rest of a schema is prose.
_KEYWORDS = {
    "type", "enum", "const", "required", "minLength", "maxLength", "pattern", "format",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "dependentRequired",
    "minContains", "maxContains",
}  # fmt: skip
# Under these stand schemas by name, in a list, or one alone.
NAMED = ("properties", "patternProperties", "dependentSchemas")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
ALONE = (
    "items", "additionalProperties", "unevaluatedProperties", "propertyNames", "contains",
    "not", "if", "then", "else",
)  # fmt: skip
# These decide too, and no client checks them.
_UNKNOWN = ("unevaluatedItems", "$dynamicRef", "$recursiveRef")


def reduce(document: Mapping[str, Any], node: Any) -> Any:
    """
    Return the schema *node* with the keywords that validate, in the terms of JSON Schema 2020-12.

    A reference to a component becomes ``{"$ref": name}``, and `nullable` a type.
    """
    if isinstance(node, bool):
        return node
    if "$ref" in node:
        return _reduce_reference(document, node)
    for keyword in _UNKNOWN:
        if keyword in node:
            raise GenerationError(
                f"the generator leaves something out: no client checks `{keyword}`; "
                "describe it without, or in prose"
            )
    kept = {key: value for key, value in node.items() if key in _KEYWORDS}
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if kept.get(flag) is True:  # OpenAPI 3.0
            kept[flag] = kept.pop(bound)
        elif kept.get(flag) is False:
            del kept[flag]
    if node.get("nullable") and isinstance(kept.get("type"), str):
        kept["type"] = [kept["type"], "null"]
    for keyword in NAMED:
        if keyword in node:
            kept[keyword] = {name: reduce(document, body) for name, body in node[keyword].items()}
    for keyword in ALONE:
        if keyword in node:
            kept[keyword] = reduce(document, node[keyword])
    for keyword in LISTED:
        if keyword in node:
            kept[keyword] = [reduce(document, body) for body in node[keyword]]
    # `allOf` around one reference is how 3.0 puts a default beside it.
    return kept["allOf"][0] if list(kept) == ["allOf"] and len(kept["allOf"]) == 1 else kept


def _reduce_reference(document: Mapping[str, Any], node: Mapping[str, Any]) -> Any:
    """In 3.1, what stands beside a reference holds too; in 3.0 it is ignored."""
    head, _, name = node["$ref"].rpartition("/")
    is_component = head == "#/components/schemas"
    target = {"$ref": name} if is_component else reduce(document, resolve(document, node["$ref"]))
    if str(document["openapi"]).startswith("3.0"):
        return target
    beside = reduce(document, {key: value for key, value in node.items() if key != "$ref"})
    return {"allOf": [target, beside]} if beside else target


def deref(document: Mapping[str, Any], node: Any) -> Any:
    """Follow *node*'s `$ref`, and that one's, to the end."""
    while isinstance(node, dict) and "$ref" in node:
        node = resolve(document, node["$ref"])
    return node
