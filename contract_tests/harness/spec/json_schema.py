"""Schemas of OpenAPI 3.0 as JSON Schema 2020-12. Those of OpenAPI 3.1 are JSON Schema already."""

from __future__ import annotations

from typing import Any

# Keywords whose values are data, even where they look like schemas.
DATA_KEYWORDS = ("const", "default", "enum", "example", "examples")
# Keywords that map names, chosen by the contract, to schemas.
NAME_KEYWORDS = ("properties", "patternProperties", "schemas", "$defs")
# Other members of a document that map names to objects.
NAMED_OBJECTS = (
    *("callbacks", "encoding", "headers", "links", "parameters", "pathItems", "paths"),
    *("requestBodies", "responses", "securitySchemes", "variables"),
)


def with_object_types(node: Any) -> Any:
    """
    Return *node*, a document or a part of it, with the type of each schema that has members.

    In JSON Schema, `properties` alone also allows a number; authors of contracts mean an object.
    """
    if isinstance(node, list):
        return [with_object_types(item) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {
        name: value
        if name in DATA_KEYWORDS
        else {key: with_object_types(each) for key, each in value.items()}
        if name in (*NAME_KEYWORDS, *NAMED_OBJECTS) and isinstance(value, dict)
        else with_object_types(value)
        for name, value in node.items()
    }
    has_members = "properties" in node or isinstance(node.get("additionalProperties"), dict)
    if has_members and node.keys().isdisjoint(("type", "$ref", "enum", "const")):
        changed["type"] = "object"
    return changed


def json_schema(node: Any, version: str) -> Any:
    """
    Return *node*, a schema or components of an OpenAPI *version*, as JSON Schema.

    `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and the mapping of a
    `discriminator` are translated. Siblings of a `$ref` are dropped, as OpenAPI 3.0 requires.
    """
    if isinstance(node, list):
        return [json_schema(item, version) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str) and version.startswith("3.0"):
        return {"$ref": node["$ref"]}
    schema = {
        name: {key: json_schema(each, version) for key, each in value.items()}
        if name in NAME_KEYWORDS and isinstance(value, dict)
        else value
        if name in DATA_KEYWORDS
        else json_schema(value, version)
        for name, value in node.items()
    }
    _choose_by_discriminator(schema)
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive):
            schema[exclusive] = schema.pop(limit)
    # `nullable` has an effect only beside a `type`: https://spec.openapis.org/oas/v3.0.3#schema-object
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema


def _choose_by_discriminator(schema: dict[str, Any]) -> None:
    """
    Restrict each schema of a union to the values that the mapping of a discriminator names.

    Without a mapping for each of the schemas, the union is that of JSON Schema. See
    https://spec.openapis.org/oas/v3.0.3#discriminator-object
    """
    discriminator = schema.get("discriminator")
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
