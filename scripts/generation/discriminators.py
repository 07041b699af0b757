"""Discriminators with a mapping, which choose among the schemas of a union."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from generation.document import deref
from generation.limitations import Limitations

UNIONS = ("anyOf", "oneOf")


class Choice(NamedTuple):
    """The values of a member for which one schema of a union applies."""

    member: str
    values: tuple[str, ...]

    @property
    def schema(self) -> dict[str, Any]:
        """A schema of the objects that have one of the values."""
        members = {self.member: {"enum": list(self.values)}}
        return {"required": [self.member], "properties": members}


def choices(node: Mapping[str, Any], keyword: str) -> list[Choice]:
    """
    Return a choice for each schema in the union *keyword* of *node*.

    The list is empty if the discriminator has no mapping, or maps no value to one of the schemas:
    names of schemas that no contract declares are often not those that a server sends.
    https://spec.openapis.org/oas/v3.0.3#discriminator-object
    """
    discriminator: Any = node.get("discriminator", {})
    member, mapping = discriminator.get("propertyName"), discriminator.get("mapping")
    if not isinstance(mapping, Mapping) or not isinstance(member, str):
        return []
    found = []
    for branch in node[keyword]:
        reference = branch.get("$ref", "") if isinstance(branch, Mapping) else ""
        names = (reference, reference.rpartition("/")[2])
        values = tuple(value for value, target in mapping.items() if reference and target in names)
        found.append(Choice(member, values))
    return found if all(choice.values for choice in found) else []


def loosen_union(
    document: Mapping[str, Any], schema: dict[str, Any], pointer: str, limitations: Limitations
) -> None:
    """
    Make `oneOf` an `anyOf`, in place, if its discriminator does not tell its schemas apart.

    JSON Schema would refuse a value that fits several of them, although its member names one.
    """
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, Mapping) or "oneOf" not in schema or "anyOf" in schema:
        return
    member = discriminator.get("propertyName")
    values = [_values(document, branch, member) for branch in schema["oneOf"]]
    if choices(schema, "oneOf") or _are_disjoint(values):
        return
    schema["anyOf"] = schema.pop("oneOf")
    reason = f"the discriminator `{member}` does not tell the schemas apart; several may match"
    limitations.add("repaired", f"{pointer}/oneOf", reason, "add a `mapping` with all of them")


def _values(document: Mapping[str, Any], schema: Any, member: Any) -> list[Any]:
    """Return the values that *schema* allows for *member*; an empty list if it names none."""
    schema = deref(document, schema)
    parts = [schema, *schema.get("allOf", ())] if isinstance(schema, Mapping) else []
    for part in parts:
        named = deref(document, part)
        named = named.get("properties", {}).get(member) if isinstance(named, Mapping) else None
        found = deref(document, named)
        if isinstance(found, Mapping) and ("const" in found or "enum" in found):
            return list(found["enum"]) if "enum" in found else [found["const"]]
    return []


def _are_disjoint(lists: list[list[Any]]) -> bool:
    """Return whether there are values in each of the *lists*, and none is in two of them."""
    values = [value for each in lists for value in each]
    return all(lists) and all(values.count(value) == 1 for value in values)
