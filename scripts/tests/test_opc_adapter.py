"""The document that openapi-python-client reads instead of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from generation.opc_adapter import document_for_opc


def test_the_content_of_a_parameter_is_replaced_by_its_schema() -> None:
    """openapi-python-client drops parameters with `content`. The document itself is unchanged."""
    content = {"application/json": {"schema": {"type": "object"}}}
    parameter = {"name": "filter", "in": "query", "content": content}
    document = {"paths": {"/": {"get": {"parameters": [parameter]}}}}
    shown = document_for_opc(document)["paths"]["/"]["get"]["parameters"][0]
    assert shown == {"name": "filter", "in": "query", "schema": {"type": "object"}}
    assert parameter["content"] is content


@pytest.mark.parametrize(
    ("schemas", "shown"),
    [
        ({"A": {"title": "One"}, "B": {"title": "Two"}}, {}),
        ({"A": {"title": "One"}, "B": {"title": "one"}}, {"A": {}, "B": {}}),
        ({"A": {"title": "B"}, "B": {}}, {"A": {}}),
        ({"A": {"title": "A"}, "B": {}}, {}),
        ({"A": {"title": "a/C"}, "B": {"title": "b/C"}}, {"A": {}, "B": {}}),
        ({"A": {"properties": {"title": {"title": "A"}}}}, {"A": {"properties": {"title": {}}}}),
        ({"a_b": {}, "AB": {}, "aB": {}}, {"AB": {"title": "AB 2"}, "aB": {"title": "aB 3"}}),
        ({"A": {"example": {"title": "B"}}, "B": {}}, {}),
    ],
)
def test_no_two_schemas_result_in_one_class_name(
    schemas: dict[str, Any], shown: dict[str, Any]
) -> None:
    """openapi-python-client names classes by title or name, and fails on a name it already has."""
    document = {"paths": {}, "components": {"schemas": schemas}}
    assert document_for_opc(document)["components"]["schemas"] == {**schemas, **shown}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([TEXT, {"minLength": 1}], TEXT),
        ([{"description": "A."}, {"$ref": "#/components/schemas/T"}], "T"),
        ([{"$ref": "#/components/schemas/T"}, TEXT], "T"),
        ([{"$ref": "#/components/schemas/O"}, {"minProperties": 1}], None),
        ([{"properties": {"a": TEXT}}, {"type": "object"}], None),
        ([{"minLength": 1}, {"maxLength": 2}], None),
        ([True, TEXT], TEXT),
    ],
)
def test_a_scalar_all_of_is_replaced_by_its_type(parts: list[Any], shown: Any) -> None:
    """openapi-python-client takes every `allOf` for an object; limits are checked at run time."""
    schemas = {"T": TEXT, "O": {"type": "object"}, "A": {"allOf": parts}}
    found = document_for_opc({"paths": {}, "components": {"schemas": schemas}})
    expected = {"allOf": [{"$ref": f"#/components/schemas/{shown}"}]} if shown == "T" else shown
    assert found["components"]["schemas"]["A"] == (expected or {"allOf": parts})
