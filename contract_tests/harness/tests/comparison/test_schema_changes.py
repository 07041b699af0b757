"""Changes of schemas in both directions: what breaks clients, and what is compatible."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.spec import Contract
from contract_tests.harness.tests.comparison.small_contracts import (
    TEXT,
    changes,
    contract,
    items,
    member,
    query,
)

NULLABLE_ANY_OF = {"anyOf": [TEXT, {"type": "null"}]}
NULLABLE_LIST = {"type": ["string", "null"]}
KIND = {"enum": ["cat", "dog"]}
KIND_OR_NULL = {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Kind"}]}
NODE = {"$ref": "#/components/schemas/Node"}
KIND_REFERENCE = {"$ref": "#/components/schemas/Kind"}


def in_filter(schema: Any) -> list[dict[str, Any]]:
    """Return a deepObject parameter called `filter` with the member `kind`."""
    filtered = {"type": "object", "properties": {"kind": schema}}
    return [{"name": "filter", "in": "query", "style": "deepObject", "schema": filtered}]


@pytest.mark.parametrize(
    ("old", "new", "forwards", "backwards"),
    [
        pytest.param(
            contract(response=member(TEXT)),
            contract(response=member(NULLABLE_ANY_OF)),
            ["breaks response: 200 application/json /q: type: string -> string or null"],
            ["compatible response: 200 application/json /q: type: string or null -> string"],
            id="a response becomes nullable through anyOf",
        ),
        pytest.param(
            contract(request=member(TEXT)),
            contract(request=member(NULLABLE_ANY_OF)),
            ["compatible request: body application/json /q: type: string -> string or null"],
            ["breaks request: body application/json /q: type: string or null -> string"],
            id="a request becomes nullable through anyOf",
        ),
        pytest.param(
            contract(parameters=query(NULLABLE_LIST)),
            contract(parameters=query(TEXT)),
            ["breaks request: query parameter q: type: string or null -> string"],
            ["compatible request: query parameter q: type: string -> string or null"],
            id="a nullable parameter becomes a text",
        ),
        pytest.param(
            contract(request=member(KIND_REFERENCE), schemas={"Kind": KIND}),
            contract(request=member(KIND_OR_NULL), schemas={"Kind": KIND}),
            [
                "compatible request: body application/json /q: enum: differs",
            ],
            ["breaks request: body application/json /q: enum: differs"],
            id="a reference becomes one of null and the reference",
        ),
        pytest.param(
            contract(parameters=in_filter(KIND)),
            contract(parameters=in_filter({"enum": ["cat"]})),
            ['breaks request: query parameter filter /kind: enum: ["cat", "dog"] -> ["cat"]'],
            ['compatible request: query parameter filter /kind: enum: ["cat"] -> ["cat", "dog"]'],
            id="a deepObject parameter loses a value of an enum",
        ),
        pytest.param(
            contract(response=member(KIND)),
            contract(response=member({"enum": ["cat"]})),
            ['compatible response: 200 application/json /q: enum: ["cat", "dog"] -> ["cat"]'],
            ['breaks response: 200 application/json /q: enum: ["cat"] -> ["cat", "dog"]'],
            id="a response loses a value of an enum",
        ),
        pytest.param(
            contract(request={"type": "object"}),
            contract(request=member({"type": "integer", "default": 1}, required=["q"])),
            ["breaks request: body application/json /q: absent -> required"],
            ["compatible request: body application/json /q: required -> absent"],
            id="a request gets a required member with a default",
        ),
        pytest.param(
            contract(response=member({"type": "string", "nullable": True}), version="3.0.3"),
            contract(response=member(NULLABLE_LIST)),
            [],
            [],
            id="nullable of OpenAPI 3.0 becomes a list of types",
        ),
        pytest.param(
            contract(response=member(TEXT), version="3.0.3"),
            contract(response=member(NULLABLE_LIST)),
            ["breaks response: 200 application/json /q: type: string -> string or null"],
            ["compatible response: 200 application/json /q: type: string or null -> string"],
            id="a response becomes nullable in OpenAPI 3.1",
        ),
        pytest.param(
            contract(request=member({**TEXT, "nullable": True}), version="3.0.3"),
            contract(request=member(TEXT), version="3.0.3"),
            ["breaks request: body application/json /q: type: string or null -> string"],
            ["compatible request: body application/json /q: type: string -> string or null"],
            id="a nullable member of a request becomes a text in OpenAPI 3.0",
        ),
        pytest.param(
            contract(request=member(TEXT)),
            contract(request=member({"type": "string", "enum": ["cat"]})),
            ['breaks request: body application/json /q: enum: none -> ["cat"]'],
            ['compatible request: body application/json /q: enum: ["cat"] -> none'],
            id="a text of a request becomes an enum",
        ),
        pytest.param(
            contract(response=member(TEXT)),
            contract(response={"type": "object", "properties": {"data": member(TEXT)}}),
            [
                "breaks response: 200 application/json /q: optional -> absent",
                "compatible response: 200 application/json /data: absent -> optional",
            ],
            [
                "breaks response: 200 application/json /data: optional -> absent",
                "compatible response: 200 application/json /q: absent -> optional",
            ],
            id="an optional member of an open response moves",
        ),
    ],
)
def test_a_pair_of_schemas_has_the_same_places_in_both_directions(
    old: Contract, new: Contract, forwards: list[str], backwards: list[str]
) -> None:
    """
    What breaks in one direction is compatible in the other one, at the same place.

    A member that moves breaks callers in both directions.
    """
    assert (items(old, new), items(new, old)) == (forwards, backwards)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ({"type": "array"}, {"type": "array", "uniqueItems": True}, ": uniqueItems: none -> true"),
        ({"type": "integer"}, {"type": "integer", "multipleOf": 5}, ": multipleOf: none -> 5"),
        ({"type": "object"}, {"type": "object", "maxProperties": 0}, ": maxProperties: none -> 0"),
        ({"type": "object"}, {"type": "object", "minProperties": 1}, ": minProperties: none -> 1"),
        ({}, {"not": {"type": "integer"}}, ': not: none -> {"type": "integer"}'),
        (TEXT, {"type": "string", "pattern": "^a+$"}, ': pattern: none -> "^a+$"'),
        (
            {"type": "string", "pattern": "^a+$"},
            {"type": "string", "pattern": "^a{1,7}$"},
            ': pattern: "^a+$" -> "^a{1,7}$"',
        ),
        (
            member({"type": "string", "pattern": r"^\d+$"}),
            member({"type": "string", "pattern": r"^\d$"}),
            r' /q: pattern: "^\\d+$" -> "^\\d$"',
        ),
        (
            member(TEXT),
            member(TEXT, dependentRequired={"q": ["r"]}),
            ': dependentRequired: none -> {"q": ["r"]}',
        ),
        (
            {"type": "array", "items": TEXT},
            {"type": "array", "items": TEXT, "contains": {"const": "a"}},
            ': contains: none -> {"const": "a"}',
        ),
        (
            member(TEXT),
            {"oneOf": [member(TEXT), member(TEXT, required=["r"])]},
            ": oneOf: differs",
        ),
        (
            member(TEXT),
            member(TEXT, patternProperties={"^x-": {}}, additionalProperties=False),
            " /*: allowed -> not allowed",
        ),
    ],
)
def test_a_new_rule_of_a_request_is_found(old: Any, new: Any, place: str) -> None:
    """A rule of any keyword breaks a request, and dropping it breaks a response."""
    (item,) = items(contract(request=old), contract(request=new))
    assert item == f"breaks request: body application/json{place}"
    (change,) = changes(contract(response=new), contract(response=old))
    assert change.breaks and change.law == "response"


def test_an_item_and_an_undeclared_member_are_general_places() -> None:
    """One change has one line, however many items and names show it."""
    things = {"type": "array", "items": {"type": "object", "additionalProperties": TEXT}}
    numbers = {"type": "array", "items": {"type": "object", "additionalProperties": {}}}
    assert items(contract(response=things), contract(response=numbers)) == [
        "breaks response: 200 application/json /*/*: type: string -> any"
    ]


def test_equal_changes_of_several_statuses_are_one_change() -> None:
    """The line lists the statuses."""

    def errors(required: list[str]) -> Contract:
        schema = {"type": "object", "required": required, "properties": {"code": TEXT}}
        body = {"description": "No.", "content": {"application/json": {"schema": schema}}}
        success = {"description": "Added."}
        return contract(responses={"200": success, "404": body, "409": body, "5XX": body})

    assert items(errors(["code"]), errors([])) == [
        "breaks failure: 404, 409, 5XX application/json /code: required -> optional"
    ]


def test_a_change_is_found_at_any_depth_without_an_example_of_it() -> None:
    """The example of a contract may lack the member that changes, and objects may be nested."""

    def nested(inner: Any) -> Any:
        schema = inner
        for name in "fedcba":
            items = {"type": "array", "items": member(TEXT, properties={name: schema})}
            schema = {"anyOf": [{"type": "null"}, items]}
        return member(schema, example={"q": None})

    places = "/".join(f"*/{name}" for name in "abcdef")
    assert items(contract(response=nested(TEXT)), contract(response=nested({}))) == [
        f"breaks response: 200 application/json /q/{places}: type: string -> any"
    ]


def test_a_change_is_found_in_a_member_that_an_example_lacks() -> None:
    """The contract has a valid example, without the optional member."""
    old, new = member(TEXT, example={}), member({}, example={})
    assert items(contract(response=old), contract(response=new)) == [
        "breaks response: 200 application/json /q: type: string -> any"
    ]


def test_a_value_of_another_type_is_one_change() -> None:
    """The other rules of the place do not matter for a value of a wrong type."""
    old, new = member({"type": "string", "enum": ["a"]}), member({"type": "integer"})
    assert items(contract(response=old), contract(response=new)) == [
        "breaks response: 200 application/json /q: type: string -> integer"
    ]


def test_recursive_schemas_are_compared() -> None:
    """A schema that contains itself has one change, in its first place."""

    def tree(value: Any) -> Contract:
        node = {"type": "object", "properties": {"value": value, "next": NODE}}
        return contract(response=NODE, schemas={"Node": node})

    assert items(tree(TEXT), tree({"type": "integer"})) == [
        "breaks response: 200 application/json /value: type: string -> integer"
    ]
