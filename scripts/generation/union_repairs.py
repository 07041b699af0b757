"""Unions whose discriminator does not tell their schemas apart, so that a value may fit several."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from generation.discriminators import UNIONS, choices
from generation.limitations import Limitations
from generation.schema_parts import Part, enum_values, expand


def loosen_union(
    document: Mapping[str, Any],
    schema: dict[str, Any],
    pointer: str,
    inner: frozenset[str],
    limitations: Limitations,
) -> None:
    """
    Make the `oneOf` of such a union an `anyOf`, in place.

    `oneOf` refuses a value that fits several schemas, although the discriminator names one of them.
    The arguments are those of `nullable.allow_null`.
    """
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, Mapping) or "oneOf" not in schema or "anyOf" in schema:
        return
    if any(each.startswith(f"{pointer}/oneOf/") for each in inner):
        return
    member = str(discriminator.get("propertyName"))
    values = [_values(document, branch, member) for branch in schema["oneOf"]]
    if choices(schema, "oneOf") or (all(values) and _are_disjoint(values)):
        return
    schema["anyOf"] = schema.pop("oneOf")
    reason = f"the discriminator `{member}` does not tell the schemas apart; several may match"
    limitations.add("repaired", f"{pointer}/oneOf", reason, "add a `mapping` with all of them")


def _values(document: Mapping[str, Any], schema: Any, member: str) -> list[Any]:
    """Return the values that *schema* allows for *member*; an empty list if it names none."""
    parts = [part.node for part in expand(document, [Part("", schema)])]
    members = [node.get("properties", {}).get(member) for node in parts]
    found = enum_values(expand(document, [Part("", each) for each in members]))
    unions = [node[keyword] for node in parts for keyword in UNIONS if keyword in node]
    if found is not None or not unions:
        return found or []
    branches = [_values(document, branch, member) for branch in unions[0]]
    return [value for each in branches for value in each] if all(branches) else []


def _are_disjoint(lists: list[list[Any]]) -> bool:
    return not any(value in other for one, other in combinations(lists, 2) for value in one)
