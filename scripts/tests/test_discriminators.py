"""A discriminator with a mapping chooses the model, also where several fit."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from generation.discriminators import choices
from tests.small_contracts import client_of, operation, ref

TYPE = {"type": {"type": "string"}}
SCHEMAS = {
    "Product": {"type": "object", "required": ["type"], "properties": TYPE},
    "Server": {
        "type": "object",
        "required": ["type"],
        "properties": {**TYPE, "host": {"type": "string"}},
    },
}
UNION = {
    "oneOf": [ref("Product"), ref("Server")],
    "discriminator": {
        "propertyName": "type",
        "mapping": {"p": "#/components/schemas/Product", "s": "Server", "t": "Server"},
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The client of a contract whose products have a discriminator."""
    page = {"type": "object", "properties": {"items": {"type": "array", "items": UNION}}}
    return client_of(
        tmp_path_factory.mktemp("chosen"),
        "Chosen",
        {**SCHEMAS, "Page": page},
        operation("list", received=ref("Page")),
    )


def test_the_discriminator_chooses_the_model(package: ModuleType) -> None:
    """Without it, the first schema that fits would be chosen."""
    values = [{"type": "s", "host": "a"}, {"type": "p", "host": "a"}, {"type": "t"}]
    page = package.models.Page.from_dict({"items": values})
    assert [type(each).__name__ for each in page.items] == ["Server", "Product", "Server"]
    assert page.to_dict() == {"items": values}


@pytest.mark.parametrize("value", [{"type": "x"}, {}, {"host": "a"}])
def test_a_value_of_no_schema_is_refused(package: ModuleType, value: dict[str, Any]) -> None:
    """The mapping names all values."""
    with pytest.raises(ValueError, match="Page/items/0"):
        package.models.Page.from_dict({"items": [value]})


@pytest.mark.parametrize(
    "discriminator",
    [
        {"propertyName": "type"},
        {"propertyName": "type", "mapping": {}},
        {"propertyName": "type", "mapping": {"p": "Product"}},
        {"mapping": {"p": "Product", "s": "Server"}},
        {"propertyName": "type", "mapping": "Product"},
    ],
)
def test_an_incomplete_mapping_chooses_nothing(discriminator: Any) -> None:
    """The values that a server sends for the other schemas are unknown."""
    assert choices({**UNION, "discriminator": discriminator}, "oneOf") == []
