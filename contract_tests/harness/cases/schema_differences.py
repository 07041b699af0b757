"""Places of values that two schemas, each of one contract, define differently."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.spec import Contract
from contract_tests.harness.spec.json_paths import JsonPath, paths
from contract_tests.harness.spec.schema_places import inner_schemas, schema_parts

# The name of a member that stands for all that a schema does not declare.
UNDOCUMENTED_MEMBER = "not in the contract"
# Schemas for one place, and their contract.
Place = tuple[Contract, list[Any]]
Seen = set[tuple[tuple[int, ...], tuple[int, ...]]]


def same_definition(contract: Contract, one: Any, other_contract: Contract, other: Any) -> bool:
    """Whether *one* node of *contract* equals the *other* one, with everything they refer to."""
    return bool(one == other) and _referenced(contract, one, {}) == _referenced(
        other_contract, other, {}
    )


def _referenced(contract: Contract, node: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Add the targets of all references in *node* to *found*, those in the targets included."""
    for _, part in paths(json.loads(json.dumps(node, default=str))):
        reference = part.get("$ref") if isinstance(part, Mapping) else None
        if isinstance(reference, str) and reference not in found:
            found[reference] = contract.resolve(part)
            _referenced(contract, found[reference], found)
    return found


def undeclared_members(place: Place, other: Place, path: JsonPath = ()) -> Iterator[JsonPath]:
    """Yield the path of each member that is declared for *place*, and not for the *other* one."""
    yield from _undeclared_members(place, other, path, set())


def _undeclared_members(
    place: Place, other: Place, path: JsonPath, seen: Seen
) -> Iterator[JsonPath]:
    if is_known(place, other, seen) or not any(True for _ in _parts(other)):
        return
    known = declared_members(other)
    steps: list[str | int] = [*declared_members(place), 0, UNDOCUMENTED_MEMBER]
    for step in steps:
        inner, other_inner = inner_place(place, step), inner_place(other, step)
        if step in (0, UNDOCUMENTED_MEMBER) or step in known:
            yield from _undeclared_members(inner, other_inner, (*path, step), seen)
        else:
            yield (*path, step)


def is_known(place: Place, other: Place, seen: Seen) -> bool:
    """Whether the places have been visited, as in a recursive schema, or have one definition."""
    key = tuple(map(id, place[1])), tuple(map(id, other[1]))
    if key in seen:
        return True
    seen.add(key)
    return same_definition(*place, *other)


def inner_place(place: Place, step: str | int) -> Place:
    """Return the place of a member or of the items of a value at *place*."""
    contract, schemas = place
    return contract, inner_schemas(contract, schemas, step)


def _parts(place: Place) -> Iterator[Mapping[str, Any]]:
    contract, schemas = place
    return (part for schema in schemas for part in schema_parts(contract, schema))


def declared_members(place: Place) -> list[str]:
    """Return the names of the members that the schemas of *place* declare."""
    return [name for part in _parts(place) for name in part.get("properties", {})]
