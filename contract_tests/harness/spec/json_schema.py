"""The dialect of OpenAPI 3.0 as JSON Schema 2020-12. That of 3.1 is JSON Schema already."""

from __future__ import annotations

from typing import Any

# Under these stand values, not schemas, whatever they look like.
VALUES = ("const", "default", "enum", "example", "examples")
# Under these stand schemas by a name that is the contract's own.
NAMED = ("properties", "patternProperties", "schemas", "$defs")


def json_schema(node: Any, version: str) -> Any:
    """
    Return *node*, of a contract of that OpenAPI *version*, as JSON Schema: `nullable` and the two
    boolean limits in its words, and in 3.0 nothing beside a `$ref`.
    """
    if isinstance(node, list):
        return [json_schema(item, version) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str) and version.startswith("3.0"):
        return {"$ref": node["$ref"]}
    schema = {
        name: {key: json_schema(each, version) for key, each in value.items()}
        if name in NAMED and isinstance(value, dict)
        else value
        if name in VALUES
        else json_schema(value, version)
        for name, value in node.items()
    }
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive):
            schema[exclusive] = schema.pop(limit)
    # Without a type beside it, `nullable` says nothing: OpenAPI 3.0.3 is clear on this.
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema
