"""The schemas of a contract, reduced to the keywords that decide whether a value is valid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generation.discriminators import UNIONS, choices
from generation.document import DATA, NAMES, escape, resolve, unescape

# The keywords that decide whether a value is valid. All others are annotations.
_KEYWORDS = {
    "type", "enum", "const", "required", "minLength", "maxLength", "pattern", "format",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "dependentRequired",
    "minContains", "maxContains",
}  # fmt: skip
# The keywords whose value is schemas by name, a list of schemas, or one schema.
NAMED = ("properties", "patternProperties", "dependentSchemas")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
ALONE = (
    "items", "additionalProperties", "unevaluatedProperties", "propertyNames", "contains",
    "not", "if", "then", "else",
)  # fmt: skip
_SCALARS = {"boolean", "integer", "null", "number", "string"}


def reduce(document: Mapping[str, Any], node: Any) -> Any:
    """
    Return the schema *node* in the terms of JSON Schema 2020-12, without annotations.

    A reference becomes ``{"$ref": name}`` with a name of `named_schemas`, and `nullable` a type.
    """
    if isinstance(node, bool):
        return node
    if "$ref" in node:
        return _reduce_reference(document, node)
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
    for keyword in UNIONS:
        if keyword in node and (found := choices(node, keyword)):
            pairs = zip(kept[keyword], found, strict=True)
            kept[keyword] = [{"allOf": [part, choice.schema]} for part, choice in pairs]
    # In OpenAPI 3.0, `allOf` around one reference puts a default beside it.
    return kept["allOf"][0] if list(kept) == ["allOf"] and len(kept["allOf"]) == 1 else kept


def _reduce_reference(document: Mapping[str, Any], node: Mapping[str, Any]) -> Any:
    """Merge a reference with its siblings, which OpenAPI 3.0 ignores and OpenAPI 3.1 does not."""
    target = {"$ref": _name_of(node["$ref"])}
    if str(document["openapi"]).startswith("3.0"):
        return target
    beside = reduce(document, {key: value for key, value in node.items() if key != "$ref"})
    return {"allOf": [target, beside]} if beside else target


def named_schemas(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reduced schemas that references lead to: all components, and others if used."""
    components = document.get("components", {}).get("schemas", {})
    table = {name: reduce(document, body) for name, body in components.items()}
    for holder, key, _ in schema_places(document):
        for reference in _references(holder[key]):
            if (name := _name_of(reference)) not in table:
                table[name] = reduce(document, resolve(document, reference))
    return table


def _name_of(reference: str) -> str:
    """Return the name of a component, and the whole of any other *reference*."""
    head, _, name = reference.rpartition("/")
    return unescape(name) if head == "#/components/schemas" else reference


def _references(schema: Any) -> Iterator[str]:
    for part in subschemas(schema):
        if "$ref" in part:
            yield part["$ref"]


def schema_places(
    node: Any, pointer: str = "#", *, names: bool = False
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield (object, key, JSON pointer) of each schema that is not a part of another one."""
    for key, value in list(node.items()) if isinstance(node, dict) else ():
        below = f"{pointer}/{escape(key)}"
        if key == "schema" and not names:
            yield node, key, below
        elif below == "#/components/schemas" and isinstance(value, dict):
            yield from ((value, name, f"{below}/{escape(name)}") for name in list(value))
        elif names or not (key in (*DATA, "callbacks", "webhooks") or key.startswith("x-")):
            yield from schema_places(value, below, names=key in NAMES and not names)
    for index, value in enumerate(node) if isinstance(node, list) else ():
        yield from schema_places(value, f"{pointer}/{index}")


def subschemas(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield *schema* and the schemas in it. A boolean schema yields nothing."""
    yield from (part for _, part in placed_subschemas(schema, ""))


def placed_subschemas(schema: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (JSON pointer, schema) for *schema* and the schemas in it, as `subschemas` does."""
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    inner = [(keyword, schema[keyword]) for keyword in ALONE if keyword in schema]
    for keyword in NAMED:
        named = schema.get(keyword, {}).items()
        inner += ((f"{keyword}/{escape(name)}", each) for name, each in named)
    for keyword in LISTED:
        inner += ((f"{keyword}/{i}", each) for i, each in enumerate(schema.get(keyword, [])))
    for place, each in inner:
        yield from placed_subschemas(each, f"{pointer}/{place}")


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the types that *schema* names, or an empty list."""
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def is_scalar(schemas: Mapping[str, Any], schema: Any) -> bool:
    """Return whether every valid value is a string, a number, a boolean or null."""
    while isinstance(schema, Mapping) and "$ref" in schema:
        schema = schemas[schema["$ref"]]
    types = set(types_of(schema)) if isinstance(schema, Mapping) else set()
    return bool(types) and types <= _SCALARS
