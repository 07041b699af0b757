"""Schemas of OpenAPI 3.0 as JSON Schema 2020-12. Those of OpenAPI 3.1 are JSON Schema already."""

from __future__ import annotations

from typing import Any

# Keywords whose values are data, even where they look like schemas.
DATA_KEYWORDS = ("const", "default", "enum", "example", "examples")
# Keywords that map names, chosen by the contract, to schemas.
NAME_KEYWORDS = ("properties", "patternProperties", "schemas", "$defs")


def json_schema(node: Any, version: str) -> Any:
    """
    Return *node*, a schema or components of an OpenAPI *version*, as JSON Schema.

    `nullable` and boolean `exclusiveMinimum` and `exclusiveMaximum` are translated. In OpenAPI 3.0,
    siblings of a `$ref` are dropped, as it requires.
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
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive):
            schema[exclusive] = schema.pop(limit)
    # `nullable` has an effect only beside a `type`: https://spec.openapis.org/oas/v3.0.3#schema-object
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema
