"""What a model says by its attributes, beside what its `to_dict` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

import attrs

from contract_tests.harness.driver.conversion import to_json
from contract_tests.harness.driver.loader import alphanumeric
from contract_tests.harness.spec.strict_json import json_equal

OTHERS = "additional_properties"
# The class of what stands for a member that is not there.
ABSENT = "Unset"


def first_mismatch(value: Any, told: Any, names: Collection[str], place: str = "$") -> str | None:
    """
    Where the attributes of *value* do not say what *body* does; None where they all do.

    Args:
        value: what a call returned: a model, a list of models, or plain.
        told: the same as a JSON value.
        names: of members, that the contract knows. Each has an attribute of its own in a model that
            has one of its letters; another member is among the additional ones.
        place: where they are, as a JSON path.
    """
    if isinstance(value, list) and isinstance(told, list):
        pairs = enumerate(zip(value, told, strict=True))
        return _first(
            first_mismatch(one, item, names, f"{place}[{at}]") for at, (one, item) in pairs
        )
    if not (is_model(value) and isinstance(told, dict)):
        return None if json_equal(to_json(value), told) else place
    kind: Any = type(value)
    attributes = attributes_of(kind)
    others: Mapping[str, Any] = getattr(value, OTHERS, {})

    def misread_member(name: str) -> str | None:
        inner, own = f"{place}.{name}", _spelled(name, attributes) if name in names else None
        if own is None:
            return (
                first_mismatch(others[name], told[name], names, inner) if name in others else inner
            )
        said = getattr(value, own)
        return inner if name in others else first_mismatch(said, told[name], names, inner)

    given = {_spelled(name, attributes) for name in told}
    invented = (
        f"{place}.{own}"
        for own in attributes.values()
        if own not in given and type(getattr(value, own)).__name__ != ABSENT
    )
    return _first((*map(misread_member, told), *invented))


def is_model(value: object) -> bool:
    """Whether *value* has attributes to read."""
    kind: type[object] = type(value)
    return attrs.has(kind) and hasattr(value, "to_dict")


@cache
def attributes_of(model: type) -> Mapping[str, str]:
    """The attributes of a model, by their letters; without those that share them."""
    found = [field.name for field in attrs.fields(model) if field.name != OTHERS]
    shared = Counter(map(alphanumeric, found))
    return {alphanumeric(name): name for name in found if shared[alphanumeric(name)] == 1}


def _spelled(name: str, attributes: Mapping[str, str]) -> str | None:
    """The attribute of a member. The generator adds "field" where a name is none in Python."""
    return attributes.get(alphanumeric(name)) or attributes.get(f"field{alphanumeric(name)}")


def _first(places: Iterable[str | None]) -> str | None:
    return next((place for place in places if place is not None), None)
