"""Compare the attributes of a model with the JSON that its `to_dict` returns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import attrs

from contract_tests.harness.driver.conversion import to_json
from contract_tests.harness.driver.loader import alphanumeric
from contract_tests.harness.spec.strict_json import json_equal

ADDITIONAL = "additional_properties"
# The name of the class whose instance marks an absent member.
UNSET = "Unset"


def first_mismatch(value: Any, body: Any, names: Collection[str], path: str = "$") -> str | None:
    """
    The JSON path of the first attribute that differs from *body*, or None.

    Args:
        value: what a call returned: a model, a list of models, or a plain value.
        body: the same as JSON.
        names: the names of all members in the contract. A member with such a name must have an
            attribute of its own if the model has one with its letters; any other member must be
            among the additional properties.
        path: the JSON path of *value*.
    """
    if isinstance(value, list) and isinstance(body, list):
        pairs = enumerate(zip(value, body, strict=True))
        return _first(
            first_mismatch(item, json, names, f"{path}[{index}]") for index, (item, json) in pairs
        )
    if not (is_model(value) and isinstance(body, dict)):
        return None if json_equal(to_json(value), body) else path
    kind: Any = type(value)
    attributes = attributes_of(kind)
    absent = _is_none if hasattr(kind, "model_fields") else _is_unset
    additional: Mapping[str, Any] = getattr(value, ADDITIONAL, {})

    alike = names_alike(frozenset(names))

    def alike_mismatch(name: str) -> str | None:
        place = f"{path}.{name}"
        values = [getattr(value, each) for each in _attributes_alike(kind, name)]
        values += [additional[name]] if name in additional else []
        found = [first_mismatch(each, body[name], names, place) for each in values]
        return None if None in found else place

    def member_mismatch(name: str) -> str | None:
        if name in alike:
            return alike_mismatch(name)
        attribute = _attribute(name, attributes) if name in names else None
        # A member is either an attribute or an additional property, and never both.
        if (attribute is None) != (name in additional):
            return f"{path}.{name}"
        actual = additional[name] if attribute is None else getattr(value, attribute)
        return first_mismatch(actual, body[name], names, f"{path}.{name}")

    present = {_attribute(name, attributes) for name in body}
    present.update(each for name in alike for each in _attributes_alike(kind, name))
    invented = (
        f"{path}.{attribute}"
        for attribute in attributes.values()
        if attribute not in present and not absent(getattr(value, attribute))
    )
    return _first((*map(member_mismatch, body), *invented))


@cache
def names_alike(names: frozenset[str]) -> frozenset[str]:
    """
    The *names* that have the letters of another one, such as `name` and `Name`.

    The generator adds a number to the attribute of one of them. Their values show which is which.
    """
    count = Counter(map(alphanumeric, names))
    return frozenset(name for name in names if count[alphanumeric(name)] > 1)


@cache
def _attributes_alike(model: type, name: str) -> Sequence[str]:
    """The attributes that have the letters of *name*, and perhaps a number after them."""
    pattern = re.compile(rf"(field)?{re.escape(alphanumeric(name))}\d*")
    return [field for field in _fields(model) if pattern.fullmatch(alphanumeric(field))]


def is_model(value: object) -> bool:
    """Whether *value* is a generated model."""
    kind: type[object] = type(value)
    return hasattr(value, "to_dict") and (attrs.has(kind) or hasattr(kind, "model_fields"))


@cache
def attributes_of(model: type) -> Mapping[str, str]:
    """The attributes of a model by their `alphanumeric` form, if only one has that form."""
    names = _fields(model)
    count = Counter(map(alphanumeric, names))
    return {alphanumeric(name): name for name in names if count[alphanumeric(name)] == 1}


def _fields(model: Any) -> list[str]:
    """The attributes of a class of attrs or pydantic, without the additional properties."""
    fields = getattr(model, "model_fields", None)
    names = [field.name for field in attrs.fields(model)] if fields is None else [*fields]
    return [name for name in names if name != ADDITIONAL]


def _is_unset(value: object) -> bool:
    return type(value).__name__ == UNSET


def _is_none(value: object) -> bool:
    """Models of pydantic cannot tell an absent member from one that is null."""
    return value is None


def _attribute(name: str, attributes: Mapping[str, str]) -> str | None:
    """The attribute of a member. The generator adds "field" to a name that is not an identifier."""
    return attributes.get(alphanumeric(name)) or attributes.get(f"field{alphanumeric(name)}")


def _first(paths: Iterable[str | None]) -> str | None:
    return next((path for path in paths if path is not None), None)
