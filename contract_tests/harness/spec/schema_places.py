"""The schemas for a place in a value, where references and combining keywords lead to several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contract_tests.harness.spec.contract import Contract
from contract_tests.harness.spec.json_paths import JsonPath

COMBINING_KEYWORDS = ("allOf", "anyOf", "oneOf")


def schema_parts(contract: Contract, schema: Any, seen: tuple[int, ...] = ()) -> Iterator[Any]:
    """Yield *schema* without its references and combining keywords, and the schemas of those."""
    if not isinstance(schema, Mapping) or id(schema) in seen:
        return
    seen = (*seen, id(schema))
    if "$ref" in schema:
        yield from schema_parts(contract, contract.resolve({"$ref": schema["$ref"]}), seen)
    for keyword in COMBINING_KEYWORDS:
        for each in schema.get(keyword, ()):
            yield from schema_parts(contract, each, seen)
    yield {
        name: value for name, value in schema.items() if name not in ("$ref", *COMBINING_KEYWORDS)
    }


def inner_schemas(contract: Contract, schemas: Iterable[Any], step: str | int) -> list[Any]:
    """Return the schemas in *schemas* for one member, or for the items, of their value."""
    return [
        inner
        for schema in schemas
        for part in schema_parts(contract, schema)
        for inner in _inner(part, step)
    ]


def schemas_at(contract: Contract, schema: Any, path: JsonPath) -> list[Any]:
    """Return the schemas in *schema* for the place at *path* in its value."""
    schemas = [schema]
    for step in path:
        schemas = inner_schemas(contract, schemas, step)
    return schemas


def _inner(part: Mapping[str, Any], step: str | int) -> Iterator[Any]:
    members = part.get("properties", {})
    if step in members:
        yield members[step]
        return
    for keyword in ("items", "additionalProperties"):
        if isinstance(part.get(keyword), Mapping):
            yield part[keyword]
