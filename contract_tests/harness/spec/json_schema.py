"""Schemas of OpenAPI 3.0 as JSON Schema 2020-12. Those of OpenAPI 3.1 are JSON Schema already."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from contract_tests.harness.spec.references import has_lost_reference

Change = Callable[[dict[str, Any], dict[str, Any]], Any]

EXAMPLE_KEYWORDS = {"default", "example", "examples"}
# Keywords whose values are data, even where they look like schemas.
DATA_KEYWORDS = ("const", "enum", *EXAMPLE_KEYWORDS)
# Keywords that map names, chosen by the contract, to schemas.
NAME_KEYWORDS = ("properties", "patternProperties", "schemas", "$defs")
# Other members of a document that map names to objects.
NAMED_OBJECTS = (
    *("callbacks", "encoding", "headers", "links", "parameters", "pathItems", "paths"),
    *("requestBodies", "responses", "securitySchemes", "variables"),
)


def rebuilt(
    node: Any,
    change: Change,
    *,
    data: Collection[str] = DATA_KEYWORDS,
    names: Collection[str] = NAME_KEYWORDS,
) -> Any:
    """
    Return *node* with each object in it, from the inside out, replaced by what *change* returns.

    Args:
        node: a schema, or a document.
        change: a function of an object and of a copy with changed members, which it may change.
        data: the members that stay as they are.
        names: the members whose own members have names that are no keywords.
    """

    def member(name: str, value: Any) -> Any:
        if name in data:
            return value
        if name in names and isinstance(value, dict):
            return {key: rebuild(each) for key, each in value.items()}
        return rebuild(value)

    def rebuild(node: Any) -> Any:
        if isinstance(node, list):
            return [rebuild(item) for item in node]
        if not isinstance(node, dict):
            return node
        return change(node, {name: member(name, value) for name, value in node.items()})

    return rebuild(node)


def normalized(document: Any) -> Any:
    """
    Return *document* as its authors mean it.

    A schema with members has the type of an object; in JSON Schema, `properties` alone also allows
    a number. An example or an extension has no `$ref` that leads out of the document or to nothing:
    it is data, but schemathesis would follow the reference.
    """

    def change(node: dict[str, Any], changed: dict[str, Any]) -> Any:
        has_members = "properties" in node or isinstance(node.get("additionalProperties"), dict)
        if has_members and node.keys().isdisjoint(("type", "$ref", "enum", "const")):
            changed["type"] = "object"
        for name in node:
            is_data = name in EXAMPLE_KEYWORDS or name.startswith("x-")
            if is_data and has_lost_reference(document, node[name]):
                del changed[name]
        return changed

    return rebuilt(document, change, names=(*NAME_KEYWORDS, *NAMED_OBJECTS))


def json_schema(node: Any, version: str) -> Any:
    """
    Return *node*, a schema or components of an OpenAPI *version*, as JSON Schema.

    `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and the mapping of a
    `discriminator` are translated. Siblings of a `$ref` are dropped, as OpenAPI 3.0 requires.
    """
    is_30 = version.startswith("3.0")

    def translate(node: dict[str, Any], schema: dict[str, Any]) -> Any:
        if isinstance(node.get("$ref"), str) and is_30:
            return {"$ref": node["$ref"]}
        _choose_by_discriminator(schema)
        for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive):
                schema[exclusive] = schema.pop(limit)
        # `nullable` has an effect only beside a `type`:
        # https://spec.openapis.org/oas/v3.0.3#schema-object
        if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        return schema

    return rebuilt(node, translate)


def _choose_by_discriminator(schema: dict[str, Any]) -> None:
    """
    Restrict each schema of a union to the values that the mapping of a discriminator names.

    Without a mapping for each of the schemas, the union is that of JSON Schema. See
    https://spec.openapis.org/oas/v3.0.3#discriminator-object
    """
    # Schemathesis would take the names of the schemas for values.
    discriminator = schema.pop("discriminator", None)
    if not isinstance(discriminator, dict) or not discriminator.get("mapping"):
        return
    name, mapping = discriminator.get("propertyName"), discriminator["mapping"]
    for union in {"anyOf", "oneOf"} & schema.keys():
        restricted = []
        for branch in schema[union]:
            target = branch.get("$ref") if isinstance(branch, dict) else None
            known = (target, str(target).rpartition("/")[2])
            values = [value for value, mapped in mapping.items() if target and mapped in known]
            if not values:
                break
            chosen = {"required": [name], "properties": {name: {"enum": values}}}
            restricted.append({"allOf": [branch, chosen]})
        else:
            schema[union] = restricted
