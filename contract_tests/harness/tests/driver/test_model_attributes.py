"""Attributes of a model whose members have names that differ only in case or symbols."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from contract_tests.harness.driver.model_attributes import first_mismatch


class Unset:
    """The value of a member that is absent."""


UNSET = Unset()


@attrs.define
class Model:
    """A model with the members `name`, `Name` and `size`."""

    name: Any = UNSET
    name_2: Any = UNSET
    size: Any = UNSET
    additional_properties: dict[str, Any] = attrs.field(factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Mark the class as a model."""
        return {}


NAMES = ["name", "Name", "size"]


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (Model("a", "b"), {"name": "a", "Name": "b"}),
        (Model("a", "b", 1), {"Name": "b", "size": 1, "name": "a"}),
        (Model(name_2="b"), {"Name": "b"}),
        (Model("a", additional_properties={"Name": "b"}), {"name": "a", "Name": "b"}),
    ],
)
def test_each_value_is_under_one_of_the_attributes(model: Model, body: dict[str, Any]) -> None:
    """The values tell which attribute belongs to which member."""
    assert first_mismatch(model, body, NAMES) is None


@pytest.mark.parametrize(
    ("model", "body", "place"),
    [
        (Model("a", "c"), {"name": "a", "Name": "b"}, "$.Name"),
        (Model("a"), {"name": "a", "Name": "b"}, "$.Name"),
        (Model("a", "b"), {"name": "a", "Name": "b", "size": 1}, "$.size"),
        (Model("a", "b", 2), {"name": "a", "Name": "b"}, "$.size"),
    ],
)
def test_a_lost_value_is_found(model: Model, body: dict[str, Any], place: str) -> None:
    """A member without an attribute that has its value is a mismatch."""
    assert first_mismatch(model, body, NAMES) == place
