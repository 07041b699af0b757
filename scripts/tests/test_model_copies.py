"""Models share no dict and no list with JSON values, and none with their copies."""

from __future__ import annotations

import copy
import importlib
import inspect
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import attrs
import pytest

from tests.small_contracts import client_of, operation, ref

TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
SCHEMAS: dict[str, Any] = {
    "Note": {
        "type": "object",
        "properties": {
            "untyped": {},
            "map": TEXTS,
            "texts": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
            "days": {"type": "array", "items": {"type": "string", "format": "date"}},
            "maps": {"type": "array", "items": TEXTS},
            "either": {"oneOf": [TEXTS, {"type": "array", "items": {}}, ref("Closed")]},
            "constants": {"type": "array", "items": {"const": "a"}},
            "listed": {"type": "array", "items": {"oneOf": [TEXTS, {"type": "string"}]}},
            "closed": ref("Closed"),
            "lists": ref("Lists"),
            "mixed": ref("Mixed"),
            "dated": ref("Dated"),
            "notes": {"type": "array", "items": ref("Note")},
            "additional_properties": {"type": "integer"},
            "copy_json": {"type": "array", "items": {"type": "string", "format": "date"}},
        },
    },
    "Closed": {
        "type": "object",
        "required": ["size"],
        "properties": {"size": {}},
        "additionalProperties": False,
    },
    "Lists": {"type": "object", "additionalProperties": {"type": "array", "items": {}}},
    "Mixed": {"type": "object", "additionalProperties": {"anyOf": [TEXTS, ref("Closed")]}},
    "Dated": {
        "type": "object",
        "properties": {"prop": {"type": "string", "format": "date"}},
        "additionalProperties": {"type": "string", "format": "date"},
    },
}
DAY = "2024-02-29"
#: Each member, with an empty and with a nested value.
MEMBERS: dict[str, list[Any]] = {
    "untyped": [{"a": [{"b": []}]}, [[1]]],
    "map": [{"a": "b"}],
    "texts": [["a"]],
    "rows": [[[1], []]],
    "days": [[DAY]],
    "maps": [[{"a": "b"}]],
    "either": [{"a": "b"}, [{"a": []}], {"size": {"a": []}}],
    "listed": [["a", {"a": "b"}]],
    "closed": [{"size": [[]]}],
    "lists": [{"a": [[], {}]}],
    "mixed": [{"a": {"b": "c"}, "b": {"size": []}}],
    "constants": [["a", "a"]],
    "dated": [{"a": DAY}, {"prop": DAY, "a": "2024-03-01"}],
    "notes": [[{"untyped": [[]], "other": {"a": []}}]],
    "other": [{"a": [{"b": {}}]}, [[]]],
    "copy_json": [[DAY]],
}
CASES = [{name: value} for name, values in MEMBERS.items() for value in values]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return the models of a client with members of every kind."""
    folder = tmp_path_factory.mktemp("copies")
    paths = operation("putNote", sent=ref("Note"), received=ref("Note"))
    package = client_of(folder, "Copies of notes", SCHEMAS, paths)
    return importlib.import_module(f"{package.__name__}.models")


def containers(value: Any) -> Iterator[Any]:
    """Yield each dict and each list in a JSON value."""
    if isinstance(value, Mapping | list):
        yield value
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from containers(inner)


def clear_all(value: Any) -> None:
    """Empty each dict and each list in a JSON value."""
    for each in list(containers(value)):
        each.clear()


@pytest.mark.parametrize("make", ["from_dict", "from_valid"])
@pytest.mark.parametrize("value", CASES, ids=str)
def test_a_model_keeps_no_part_of_its_source(models: Any, make: str, value: Any) -> None:
    """The caller may change every dict and list of the value afterwards."""
    source = copy.deepcopy(value)
    model = getattr(models.Note, make)(source)
    clear_all(source)
    assert model.to_dict() == value


@pytest.mark.parametrize("value", CASES, ids=str)
def test_a_json_object_has_no_part_of_its_model(models: Any, value: Any) -> None:
    """The caller may change every dict and list that `to_dict` returns."""
    model = models.Note.from_dict(copy.deepcopy(value))
    clear_all(model.to_dict())
    assert model.to_dict() == value


@pytest.mark.parametrize("duplicate", [attrs.evolve, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("value", CASES, ids=str)
def test_a_copy_has_all_members(models: Any, duplicate: Any, value: Any) -> None:
    """Additional members are included, and belong to the copy alone."""
    model = models.Note.from_dict(copy.deepcopy(value))
    twin = duplicate(model)
    assert twin == model and twin.to_dict() == value
    twin["new"] = 1
    clear_all(twin.additional_properties)
    assert model.to_dict() == value


def test_typed_additional_members_are_copied_too(models: Any) -> None:
    """The copy of a map of converted values has a dict of its own."""
    model = models.Dated.from_dict({"a": DAY})
    for twin in (attrs.evolve(model), copy.copy(model)):
        assert twin == model
        del twin["a"]
        assert model.to_dict() == {"a": DAY}


def test_additional_members_are_a_keyword_of_the_constructor(models: Any) -> None:
    """A member of that name has an argument of its own."""
    parameters = inspect.signature(models.Note).parameters
    assert parameters["additional_properties"].kind is inspect.Parameter.KEYWORD_ONLY
    own = {"a": [1]}
    model = models.Note(field_additional_properties=1, additional_properties=own)
    assert model.to_dict() == {"a": [1], "additional_properties": 1}
    assert attrs.evolve(model, additional_properties={}).to_dict() == {"additional_properties": 1}
    clear_all(own)
    assert model["a"] == [1]
