"""
Schemas that refer back to themselves for the same value, so that no validator could finish.

The usual one is a base with a `oneOf` of its variants, each of which refers back to the base in its
`allOf`. Authors mean the members of the base there, and the union in all other places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from generation.discriminators import UNIONS
from generation.document import deref, resolve
from generation.limitations import Limitations
from generation.schemas import placed_subschemas, schema_places

# The keywords whose schemas apply to the value itself: lists of schemas, one schema, or by name.
_LISTED = ("allOf", *UNIONS)
_ALONE = ("not", "if", "then", "else")
_NAMED = "dependentSchemas"
_UNION_KEYWORDS = (*UNIONS, "discriminator")


def break_cycles(document: dict[str, Any], limitations: Limitations) -> None:
    """
    Break each cycle of such references, in place.

    A reference in `allOf` is replaced by a copy of its schema without the unions, if that has any.
    One reference of every other cycle is deleted.
    """
    applied = _AppliedSchemas(document)
    for repaired in (_use_base, _delete_reference):
        for holder, key, place in schema_places(document):
            for pointer, schema in placed_subschemas(holder[key], place):
                for below, reference in repaired(schema, applied):
                    reason = f"`$ref: {reference}` refers back to itself for the same value"
                    remedy = "refer to a schema without the union, or remove it"
                    limitations.add("repaired", f"{pointer}{below}/$ref", reason, remedy)
                    applied.forget()


class _AppliedSchemas:
    """The schemas that a reference applies to a value, by that reference."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._ids: dict[str, set[int]] = {}

    def forget(self) -> None:
        """Search again, because the document has changed."""
        self._ids.clear()

    def is_cyclic(self, schema: Any) -> bool:
        """Whether *schema* is a reference to which its own schemas lead back."""
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if reference is None:
            return False
        if reference not in self._ids:
            self._ids[reference] = set()
            self._collect(resolve(self.document, reference), self._ids[reference])
        return id(schema) in self._ids[reference]

    def _collect(self, schema: Any, found: set[int]) -> None:
        """Add the identities of the schemas that apply to a value of *schema* to *found*."""
        waiting = [schema]
        while waiting:
            schema = waiting.pop()
            if isinstance(schema, dict) and id(schema) not in found:
                found.add(id(schema))
                waiting += _parts(schema)
                if "$ref" in schema:
                    waiting.append(resolve(self.document, schema["$ref"]))


def _parts(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the schemas in *schema* that apply to the same value."""
    for keyword in _LISTED:
        yield from schema.get(keyword, ())
    yield from (schema[keyword] for keyword in _ALONE if keyword in schema)
    yield from schema.get(_NAMED, {}).values()


def _use_base(schema: dict[str, Any], applied: _AppliedSchemas) -> Iterator[tuple[str, str]]:
    """Replace the cyclic references in `allOf` to a schema with a union; yield their places."""
    for index, part in enumerate(schema.get("allOf", ())):
        if applied.is_cyclic(part):
            target = deref(applied.document, part)
            if (base := _without_unions(target)) != target:
                schema["allOf"][index] = base
                yield f"/allOf/{index}", part["$ref"]


def _without_unions(schema: Any) -> Any:
    """Return a copy of *schema* without its unions, also in its `allOf`."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: deepcopy(schema[key]) for key in schema if key not in _UNION_KEYWORDS}
    if "allOf" in kept:
        kept["allOf"] = [_without_unions(part) for part in kept["allOf"]]
    return kept


def _delete_reference(
    schema: dict[str, Any], applied: _AppliedSchemas
) -> Iterator[tuple[str, str]]:
    """Delete the reference of *schema* if it is cyclic; yield its place."""
    if applied.is_cyclic(schema):
        yield "", schema.pop("$ref")
