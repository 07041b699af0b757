"""Discriminators with a mapping, which choose among the schemas of a union."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

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
