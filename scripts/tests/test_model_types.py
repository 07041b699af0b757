"""The types of maps, enums and bodies say what a value may be."""

from __future__ import annotations

import importlib
import typing
from collections.abc import Mapping
from types import GenericAlias, MappingProxyType, ModuleType
from typing import Any, Literal

import attrs
import pytest

from tests.small_contracts import (
    assert_types_resolve,
    client_of,
    content,
    models_of,
    operation,
    ref,
)

CLOSED = {"type": "object", "additionalProperties": False}
#: A plain map for each type of value that needs no conversion.
MAPS: dict[str, Any] = {
    "Texts": {"type": "object", "additionalProperties": {"type": "string"}},
    "Counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "Prices": {"type": "object", "additionalProperties": {"type": "number"}},
    "Flags": {"type": "object", "additionalProperties": {"type": "boolean"}},
    "Anything": {"type": "object"},
    "Colours": {"type": "object", "additionalProperties": ref("Colour")},
}
MODELS_OF_MAPS: dict[str, Any] = {
    "Days": {"type": "object", "additionalProperties": {"type": "string", "format": "date"}},
    "Ids": {"type": "object", "additionalProperties": {"type": "string", "format": "uuid"}},
    "Mixed": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
    "Groups": {"type": "object", "additionalProperties": ref("Texts")},
    "Boxes": {"type": "object", "additionalProperties": ref("Box")},
}
TYPES: dict[str, Any] = {
    "Box": {
        "type": "object",
        "required": ["texts"],
        "properties": {
            **{name.lower(): ref(name) for name in [*MAPS, *MODELS_OF_MAPS]},
            "several": {"type": "array", "items": ref("Texts")},
            "either": {"oneOf": [ref("Counts"), {"type": "string"}]},
            "secrets": {"type": "array", "items": ref("Anything")},
        },
    },
    "Vault": {"type": "object", "additionalProperties": ref("Anything")},
    "Crate": {**CLOSED, "properties": {"label": {"type": "string"}}},
    **MAPS,
    **MODELS_OF_MAPS,
    "Colour": {"type": "string", "enum": ["red", "green"]},
    "Size": {"type": "integer", "enum": [1, 2]},
    "Sort": {"type": "string", "enum": ["up", "down"]},
    "Weight": {"type": "string", "enum": ["light", "heavy"]},
    "Unit": {"type": "string", "enum": ["mm", "cm"]},
    "Shape": {"type": "string", "enum": ["round", "flat"]},
    "Received": {
        "type": "object",
        "properties": {
            "sizes": {"type": "array", "items": ref("Size")},
            "weight": {"oneOf": [ref("Weight"), {"type": "null"}]},
        },
        "additionalProperties": ref("Unit"),
    },
    "Sent": {**CLOSED, "properties": {"shape": ref("Shape"), "unit": ref("Unit")}},
}
SORT = {"name": "sort", "in": "query", "schema": ref("Sort")}
FILTER = {"name": "filter", "in": "query", "style": "deepObject", "schema": ref("Texts")}
EITHER = {
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        **content(ref("Crate"))["content"],
        **content(ref("Sent"), "application/x-www-form-urlencoded")["content"],
    }
}
PATHS = {
    **operation("putBox", sent=ref("Box"), received=ref("Box")),
    **operation("putTexts", sent=ref("Texts"), received=ref("Texts"), parameters=[FILTER]),
    **operation("putSent", sent=ref("Sent"), received=ref("Received"), parameters=[SORT]),
    **operation("putEither", requestBody=EITHER),
}


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return the client with maps, models and enums of every kind."""
    return client_of(tmp_path_factory.mktemp("types"), "Types of members", TYPES, PATHS)


def mapping(value: Any) -> Any:
    """Return the type of a map with values of the type *value*."""
    return Mapping[(str, value)]


def function(package: ModuleType, name: str) -> Any:
    """Return the function `sync` of an operation."""
    return importlib.import_module(f"{package.__name__}.api.things.{name}").sync


def test_the_types_of_maps_and_enums_resolve(types: ModuleType) -> None:
    """Libraries such as cattrs read the types of models at run time."""
    assert_types_resolve(types)


@pytest.mark.parametrize(
    ("name", "value"),
    [("texts", str), ("counts", int), ("prices", float), ("flags", bool), ("anything", Any)],
)
def test_a_map_of_plain_values_has_no_model(types: ModuleType, name: str, value: Any) -> None:
    """Its type is a `Mapping`, and the value that `from_dict` returns is a plain dict."""
    models = models_of(types)
    assert not hasattr(models, name.title())
    hint = typing.get_type_hints(models.Box)[name]
    members = typing.get_args(hint) if typing.get_origin(hint) is not Mapping else (hint,)
    assert mapping(value) in members
    sample = {} if value is Any else {"a": value(1)}
    box = models.Box.from_dict({"texts": {}, name: sample})
    assert type(getattr(box, name)) is dict
    assert box.to_dict() == {"texts": {}, name: sample}


def test_a_map_is_a_mapping_wherever_it_is_used(types: ModuleType) -> None:
    """Items, alternatives, additional members, bodies, responses and parameters are included."""
    models, texts = models_of(types), mapping(str)
    hints = typing.get_type_hints(models.Box)
    assert GenericAlias(list, (texts,)) in typing.get_args(hints["several"])
    assert {str, mapping(int)} < set(typing.get_args(hints["either"]))
    assert mapping(models.Colour) in typing.get_args(hints["colours"])
    additional = typing.get_type_hints(models.Groups)["additional_properties"]
    assert typing.get_args(additional) == (str, texts)
    hints = typing.get_type_hints(function(types, "put_texts"))
    assert (hints["body"], hints["return"]) == (texts, texts)
    assert set(typing.get_args(hints["filter_"])) == {texts, type(types.UNSET)}


@pytest.mark.parametrize("name", MODELS_OF_MAPS)
def test_a_map_whose_values_are_converted_has_a_model(types: ModuleType, name: str) -> None:
    """The model converts dates, UUIDs, unions and other models."""
    assert attrs.has(getattr(models_of(types), name))


def test_any_mapping_is_a_map(types: ModuleType) -> None:
    """A mapping that is not a dict becomes a JSON object too."""
    box = models_of(types).Box(texts=MappingProxyType({"a": "b"}))
    assert type(box.to_dict()["texts"]) is dict
    assert box.to_dict() == {"texts": {"a": "b"}}


def test_a_repr_contains_no_member_without_a_name(types: ModuleType) -> None:
    """Members that the contract does not describe may be secrets; typed maps are shown."""
    value = {"anything": {"a": "secret"}, "secrets": [{"b": "secret"}], "texts": {"c": "shown"}}
    models = models_of(types)
    text = repr(models.Box.from_dict({**value, "other": "secret"}))
    assert "secret'" not in text and "shown" in text
    assert "secret" not in repr(models.Vault.from_dict({"a": {"b": "secret"}}))


def test_a_body_is_a_model_or_a_mapping(types: ModuleType) -> None:
    """The type of the argument allows both; a map without a model is a mapping already."""
    models = models_of(types)
    hint = typing.get_type_hints(function(types, "put_box"))["body"]
    assert set(typing.get_args(hint)) == {models.Box, mapping(Any)}


def test_a_mapping_is_sent_as_the_first_media_type_with_a_model(types: ModuleType) -> None:
    """A model is sent as its own media type, and a file as bytes."""
    module = importlib.import_module(f"{types.__name__}.api.things.put_either")
    models = models_of(types)
    file = importlib.import_module(f"{types.__name__}.types").File.of(b"")
    expected = {
        "application/json": [{}, MappingProxyType({}), models.Crate()],
        "application/x-www-form-urlencoded": [models.Sent()],
        "application/octet-stream": [file],
    }
    for media_type, bodies in expected.items():
        found = [module._get_content(body).media_type for body in bodies]
        assert found == [media_type] * len(bodies)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Colour", Literal["green", "red"] | str),
        ("Size", Literal[1, 2] | int),
        ("Weight", Literal["heavy", "light"] | str),
        ("Unit", Literal["cm", "mm"] | str),
        ("Sort", Literal["down", "up"]),
        ("Shape", Literal["flat", "round"]),
    ],
)
def test_an_enum_of_a_response_is_open(types: ModuleType, name: str, expected: Any) -> None:
    """A newer server may send another value; a client must not."""
    assert getattr(models_of(types), name) == expected
