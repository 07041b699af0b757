"""The document that openapi-python-client reads instead of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from generation.limitations import Limitations
from generation.opc_document import OpcDocument, document_for_opc
from generation.schema_parts import Part, common_types

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def shown(
    schemas: dict[str, Any], limitations: Limitations | None = None, version: str = "3.1.0"
) -> OpcDocument:
    """Return the document for a contract without operations that has these components."""
    document = {
        "openapi": version,
        "info": {"title": "a", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    return document_for_opc(document, limitations or Limitations(strict=True), "field_")


def members(schemas: dict[str, Any], name: str = "A", version: str = "3.1.0") -> dict[str, Any]:
    """Return the members of a model in the document."""
    found = shown(schemas, version=version).content["components"]["schemas"][name]
    return dict(found["properties"])


def member(schema: Any, version: str = "3.1.0", **others: Any) -> Any:
    """Return the form of one member with this *schema*."""
    return members(
        {"A": {"type": "object", "properties": {"a": schema}}, **others}, version=version
    )["a"]


@pytest.mark.parametrize(
    ("schemas", "names"),
    [
        ({"A": {"title": "One"}, "B": {"title": "Two"}}, {"One", "Two"}),
        ({"A": {"title": "One"}, "B": {"title": "one"}}, {"A", "B"}),
        ({"A": {"title": "B"}, "B": {}}, {"A", "B"}),
        ({"A": {"title": "A"}, "B": {}}, {"A", "B"}),
        ({"A": {"title": "a/C"}, "B": {"title": "b/C"}}, {"A", "B"}),
        ({"a_b": {}, "AB": {}, "Ab": {}}, {"AB", "AB2", "Ab2"}),
        ({"Response": {}, "File": {}, "UUID": {}}, {"ResponseModel", "FileModel", "UUID"}),
        (
            {
                "A": {
                    "type": "object",
                    "properties": {"b": {"type": "object", "properties": {"c": TEXT}}},
                },
                "AB": {},
            },
            {"A", "AB", "AB2"},
        ),
        ({"A" * 300: {}}, {"A" * 80}),
        ({"LongName" * 20: {}}, {"LongName" * 10}),
    ],
)
def test_every_class_has_a_name_of_its_own(schemas: dict[str, Any], names: set[str]) -> None:
    """A class is named by its title or its component; modules differ also in lower case."""
    models = {
        name: {"type": "object", "properties": {"x": TEXT}, **body}
        for name, body in schemas.items()
    }
    assert set(shown(models).content["components"]["schemas"]) == names


@pytest.mark.parametrize(
    ("parts", "form"),
    [
        ([TEXT, {"minLength": 1}], TEXT),
        ([{"description": "A."}, ref("T")], {**TEXT, "description": "A."}),
        ([ref("T"), TEXT], TEXT),
        ([ref("O"), {"minProperties": 1}], ref("O")),
        ([ref("O"), {"type": "object"}], ref("O")),
        ([{"minLength": 1}, {"maxLength": 2}], {}),
        ([True, TEXT], TEXT),
        ([{"type": "number"}, NUMBER], NUMBER),
        ([{"type": ["string", "null"]}, TEXT], TEXT),
        ([{"enum": ["a", "b"]}, {"enum": ["b", "c"]}], ref("AA")),
        ([{"type": "array", "items": TEXT}, {"minItems": 1}], {"type": "array", "items": TEXT}),
    ],
    ids=str,
)
def test_all_of_is_what_its_parts_allow_together(parts: list[Any], form: Any) -> None:
    """openapi-python-client takes every `allOf` for an object, and merges few members."""
    assert member({"allOf": parts}, T=TEXT, O={"type": "object", "properties": {"b": TEXT}}) == form


def test_members_of_all_parts_are_merged() -> None:
    """A member that two parts describe has the type that both allow."""
    base = {
        "type": "object",
        "properties": {"a": {"type": ["string", "null"], "format": "uuid"}, "b": NUMBER},
    }
    more = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "c": {"enum": ["x"]}},
        "required": ["b"],
    }
    schemas = {"Base": base, "A": {"allOf": [ref("Base"), more]}}
    found = shown(schemas).content["components"]["schemas"]["A"]
    uuid = {"type": "string", "format": "uuid"}
    assert found["properties"] == {"a": uuid, "b": NUMBER, "c": ref("AC")}
    assert found["required"] == ["b"]


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({"enum": ["a", None]}, {"anyOf": [{"type": "null"}, ref("AA")]}),
        ({"type": "string", "enum": ["a", 1, None]}, ref("AA")),
        ({"const": 2}, {"const": 2}),
        ({"const": 1.5}, {"type": "number"}),
        ({"enum": [True, False]}, {"type": "boolean"}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"type": "array", "items": True}, {"type": "array", "items": {}}),
        ({"anyOf": [TEXT, {}]}, {}),
        ({"anyOf": [TEXT, {"oneOf": [TEXT, NUMBER]}]}, {"anyOf": [TEXT, NUMBER]}),
        ({"type": "string", "oneOf": [{"minLength": 1}, {"pattern": "a"}]}, TEXT),
        (
            {"oneOf": [{"type": "array", "items": TEXT}, {"type": "array", "items": NUMBER}]},
            {"type": "array", "items": {"anyOf": [TEXT, NUMBER]}},
        ),
        ({**TEXT, "default": "x"}, {**TEXT, "default": "x"}),
        ({**NUMBER, "default": "x"}, NUMBER),
        ({"type": "string", "format": "date", "default": "x"}, {**TEXT, "format": "date"}),
        ({"$ref": "#/components/schemas/E", "default": "y"}, {"allOf": [ref("E")], "default": "y"}),
        ({"$ref": "#/components/schemas/E", "default": "z"}, ref("E")),
    ],
    ids=str,
)
def test_a_schema_is_written_in_one_of_a_few_forms(schema: Any, form: Any) -> None:
    """openapi-python-client supports them wherever they are."""
    assert member(schema, E={"enum": ["x", "y"]}) == form


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"enum": ["a", 1]}, "enums of strings or of integers"),
        ({"enum": [{"a": 1}]}, "no such enum"),
        ({"allOf": [TEXT, NUMBER]}, "no common type"),
        ({"oneOf": [TEXT, NUMBER], "anyOf": [TEXT, NUMBER]}, "two unions apply"),
        (ref("L"), "no other recursion"),
        (
            {"type": "object", "properties": {"b": TEXT}, "oneOf": [ref("A"), {"type": "object"}]},
            "only the members that are not in an alternative",
        ),
    ],
    ids=str,
)
def test_what_has_no_form_is_reported_as_untyped(schema: Any, reason: str) -> None:
    """The limitation has the place of the schema; a strict generator refuses it."""
    schemas = {
        "A": {"type": "object", "properties": {"a": schema}},
        "L": {"type": "array", "items": ref("L")},
    }
    limitations = Limitations(strict=False)
    shown(schemas, limitations)
    assert any(reason in each.reason for each in limitations), list(limitations)
    assert {each.kind for each in limitations} == {"untyped"}


@pytest.mark.parametrize(
    ("names", "aliases"),
    [
        (["name", "Name"], ["name", "Name_2"]),
        (["a<", "a>", "a"], ["a<", "a>_2", "a_3"]),
        (["to_dict", "cls"], ["field_to_dict", "field_cls"]),
        (["ﬁ"], ["fi"]),
    ],
)
def test_members_have_different_python_names(names: list[str], aliases: list[str]) -> None:
    """The document has an alias; the name in the contract is kept beside it."""
    found = shown({"A": {"type": "object", "properties": dict.fromkeys(names, TEXT)}})
    assert list(found.content["components"]["schemas"]["A"]["properties"]) == aliases
    assert found.origins["A"].members == dict(zip(aliases, names, strict=True))


def test_a_required_member_is_optional_if_requests_do_not_have_it() -> None:
    """A class serves both directions, so a `readOnly` member of a request must be optional."""
    item = {
        "type": "object",
        "properties": {"id": {**NUMBER, "readOnly": True}, "a": TEXT},
        "required": ["id", "a"],
    }
    content = {"content": {"application/json": {"schema": ref("Item")}}}
    responses = {"200": {"description": "", **content}}
    for body, required in (({"requestBody": content}, ["a"]), ({}, ["id", "a"])):
        document = {
            "openapi": "3.1.0",
            "info": {"title": "a", "version": "1"},
            "paths": {"/a": {"post": {"responses": responses, **body}}},
            "components": {"schemas": {"Item": item}},
        }
        found = document_for_opc(document, Limitations(strict=True), "field_")
        assert found.content["components"]["schemas"]["Item"]["required"] == required


def test_siblings_of_a_reference_have_an_effect_since_openapi_31() -> None:
    """OpenAPI 3.0 ignores them."""
    schema = {**ref("T"), "enum": ["a"]}
    assert member(schema, "3.1.0", T=TEXT) == ref("AA")
    assert member(schema, "3.0.3", T=TEXT) == TEXT


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        (["integer", "number"], ["number"], {"type": "number"}),
        (["integer"], ["number"], {"type": "integer"}),
        (["number"], ["integer", "string"], {"type": "integer"}),
    ],
    ids=str,
)
def test_number_includes_integer(one: list[str], other: list[str], form: Any) -> None:
    """What both parts allow keeps its fractions where both allow numbers."""
    found = common_types([Part("#/a", {"type": one}), Part("#/b", {"type": other})])
    assert found is not None and form["type"] in found
    assert ("number" in found) is (form["type"] == "number")
