"""
`nullable` beside a reference or a composition of schemas.

OpenAPI 3.0 gives it no effect there, because each of these schemas refuses null; OpenAPI 3.1 does
not have it. Authors mean "or null", and so do the servers behind such contracts.
https://github.com/OAI/OpenAPI-Specification/blob/main/proposals/2019-10-31-Clarify-Nullable.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.document import DATA, references, resolve
from generation.limitations import Limitations
from generation.schemas import types_of

_COMPOSITIONS = ("$ref", "allOf", "anyOf", "oneOf")
# The keywords that say nothing about the value. They stay beside the new `anyOf`.
_ANNOTATIONS = {
    *("title", "description", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml"),
    *(DATA - {"enum", "const"}),
}


def inner_references(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the references that may lead into a schema, whose parts must stay where they are."""
    return frozenset(each for _, each in references(document) if each.count("/") > 3)


def allow_null(
    document: Mapping[str, Any],
    schema: dict[str, Any],
    pointer: str,
    inner: frozenset[str],
    limitations: Limitations,
) -> None:
    """
    Change *schema*, in place, to `anyOf` of itself and null, if its `nullable` has no effect.

    Args:
        document: the contract.
        schema: one of its schemas.
        pointer: of the schema.
        inner: see `inner_references`.
        limitations: receives the change.
    """
    if schema.get("nullable") is not True or not any(each in schema for each in _COMPOSITIONS):
        return
    if _accepts_null(document, schema, set()):
        return
    if any(each.startswith(f"{pointer}/") for each in inner):
        return
    beside = {key: schema[key] for key in schema if key in _ANNOTATIONS or key.startswith("x-")}
    value = {key: schema[key] for key in schema if key not in beside and key != "nullable"}
    reason = "`nullable` has no effect beside a schema that refuses null; null is allowed"
    limitations.add("repaired", f"{pointer}/nullable", reason, "add null as an alternative")
    schema.clear()
    schema |= {**beside, "anyOf": [value, _null(document)]}


def _null(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of null."""
    if str(document["openapi"]).startswith("3.0"):
        return {"type": "string", "nullable": True, "enum": [None]}
    return {"type": "null"}


def _accepts_null(document: Mapping[str, Any], schema: Any, seen: set[str]) -> bool:
    if not isinstance(schema, Mapping):
        return schema is not False
    if isinstance(reference := schema.get("$ref"), str):
        if reference in seen:
            return False
        target = resolve(document, reference)
        if not _accepts_null(document, target, seen | {reference}):
            return False
        if str(document["openapi"]).startswith("3.0"):
            return True
    types = types_of(schema)
    if types and "null" not in types and schema.get("nullable") is not True:
        return False
    if None not in schema.get("enum", [None]) or schema.get("const") is not None:
        return False
    if not all(_accepts_null(document, each, seen) for each in schema.get("allOf", ())):
        return False
    return all(
        any(_accepts_null(document, each, seen) for each in schema[union])
        for union in ("anyOf", "oneOf")
        if union in schema
    )
