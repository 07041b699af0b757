"""Models of unions: the one that a value is valid for is chosen."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from generation.opc_document import OpcDocument
from generation.template_context import TemplateContext

SCHEMAS: dict[str, Any] = {
    "Cat": {"type": "object", "required": ["purr"], "properties": {"purr": {"type": "integer"}}},
    "Dog": {"type": "object", "required": ["bark"], "properties": {"bark": {"type": "integer"}}},
    "Cats": {"type": "array", "items": {"$ref": "#/components/schemas/Cat"}},
    "Dogs": {"type": "array", "items": {"$ref": "#/components/schemas/Dog"}},
    "Home": {
        "type": "object",
        "properties": {
            "cats": {"$ref": "#/components/schemas/Cats"},
            "litter": {
                "anyOf": [
                    {"$ref": "#/components/schemas/Cats"},
                    {"$ref": "#/components/schemas/Dogs"},
                ]
            },
            "pet": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Cat"},
                    {"$ref": "#/components/schemas/Dog"},
                ]
            },
        },
        "additionalProperties": {"$ref": "#/components/schemas/Dog"},
    },
}
HOME = {"application/json": {"schema": {"$ref": "#/components/schemas/Home"}}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the model `Home` of a client that was generated for it."""
    folder = tmp_path_factory.mktemp("home")
    spec = folder / "contract.json"
    answers = {"200": {"description": "It.", "content": HOME}}
    operation = {"operationId": "getHome", "tags": ["homes"], "responses": answers}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Homes of pets", "version": "1"},
        "servers": [{"url": "https://homes.example.test"}],
        "paths": {"/home": {"get": operation}},
        "components": {"schemas": SCHEMAS},
    }
    spec.write_text(json.dumps(document))
    package = load_package(generate_package(spec, folder))
    return importlib.import_module(f"{package.__name__}.models").Home


CAT, DOG = {"purr": 1}, {"bark": 1}


@pytest.mark.parametrize("make", ["from_dict", "from_valid"])
@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ({"pet": CAT}, "Cat"),
        ({"pet": DOG}, "Dog"),
        ({"litter": [CAT, CAT]}, "Cat Cat"),
        ({"litter": [DOG]}, "Dog"),
        ({"cats": [CAT], "litter": [DOG], "rex": DOG}, "Cat Dog Dog"),
    ],
)
def test_one_of_several_is_the_model_that_the_value_fits(
    home: Any, make: str, value: dict[str, Any], kinds: str
) -> None:
    """This holds in lists too, and for `from_dict` and `from_valid` alike."""
    model = getattr(home, make)(value)
    assert model.to_dict() == value
    found = [model.cats, model.litter, model.pet, *model.additional_properties.values()]
    flat = [each for item in found for each in (item if isinstance(item, list) else [item])]
    assert [type(each).__name__ for each in flat if each] == kinds.split()


@pytest.mark.parametrize(
    "value", [{"pet": {}}, {"litter": [CAT, DOG]}, {"cats": [DOG]}, {"rex": CAT}], ids=json.dumps
)
def test_a_value_that_fits_no_member_of_a_union_is_refused(
    home: Any, value: dict[str, Any]
) -> None:
    """A value without a valid model is refused at any depth."""
    with pytest.raises(ValueError, match=r"^Home/") as caught:
        home.from_dict(value)
    assert type(caught.value).__name__ == InvalidArgumentError.__name__


@pytest.mark.parametrize(
    ("media_types", "chosen"),
    [
        (["application/json"], 0),
        (["image/png", "application/json; charset=utf-8"], 1),
        (["image/png", "application/vnd.note+json"], 1),
        (["application/jsonl", "Application/Problem+JSON"], 1),
        (["text/plain", "image/png"], 0),
    ],
    ids=str,
)
def test_a_response_is_validated_as_the_model_that_it_becomes(
    media_types: list[str], chosen: int
) -> None:
    """openapi-python-client decodes JSON if there is any, else the first media type."""
    facts = TemplateContext(
        {"openapi": "3.1.0", "paths": {}}, OpcDocument({}, [], {}, {}, {}), "field_"
    )
    content = {name: {"minimum": index} for index, name in enumerate(media_types)}
    assert facts.read_schema(content) == {"minimum": chosen}
