"""Changes of URLs, parameters, credentials, statuses and whole operations."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.comparison.endpoints import added_operations
from contract_tests.harness.comparison.engine import ComparisonError, added_operation
from contract_tests.harness.spec import Contract
from contract_tests.harness.tests.comparison.small_contracts import (
    TEXT,
    changes,
    contract,
    items,
    query,
)

STORE_PATH = "/stores/{store}/v3/pets/{id}"


def at(url: str, path: str, names: str = "", **variables: Any) -> Contract:
    """Return a contract with one server, a path with the parameters *names*, and *variables*."""
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": TEXT} for name in names.split()
    ]
    server = {"url": url, "variables": variables}
    return contract(path=path, parameters=parameters, servers=[server])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            at("https://a.example", STORE_PATH, "store id"),
            at("https://a.example/stores/{s}/v3", "/pets/{id}", "id", s={"default": "x"}),
        ),
        (
            at("https://a.example", STORE_PATH, "store id"),
            at("https://A.example/stores/{id}/v3/", "/pets/{id}", "id", id={"default": "x"}),
        ),
        (
            at("https://a.example/v1", "/{a}/{b}", "a b"),
            at("https://a.example", "/v1/{b}/{c}", "b c"),
        ),
        (at("/v1", "/pets"), at("https://a.example/v1", "/pets")),
    ],
)
def test_what_does_not_change_on_the_wire_is_no_change(old: Contract, new: Contract) -> None:
    """Parts of a URL may move between server and path, and names in braces may change."""
    assert (items(old, new), items(new, old)) == ([], [])


def test_a_server_variable_is_compared_with_a_path_parameter() -> None:
    """An `enum` of a server variable restricts it like the schema of a parameter."""
    old = at("https://a.example", "/{store}/pets", "store")
    new = at("https://a.example/{s}", "/pets", s={"enum": ["eu", "us"], "default": "eu"})
    assert items(old, new) == ['breaks request: path parameter store: enum: none -> ["eu", "us"]']
    assert items(new, old) == ['compatible request: server variable s: enum: ["eu", "us"] -> none']


@pytest.mark.parametrize(
    ("new_url", "expected"),
    [
        ("https://b.example", "server https://a.example/v1: documented -> absent"),
        ("https://a.example/v2", "server https://a.example/v1: documented -> absent"),
        ("http://a.example/v1", "server https://a.example/v1: documented -> absent"),
    ],
)
def test_another_server_breaks_clients(new_url: str, expected: str) -> None:
    """Host, scheme and path of a server matter; the operation is compared nevertheless."""
    old = contract(servers=[{"url": "https://a.example/v1"}], parameters=query(TEXT))
    new = contract(servers=[{"url": new_url}], parameters=query({"type": "integer"}))
    assert items(old, new) == [
        f"breaks request: {expected}",
        "breaks request: query parameter q: type: string -> integer",
        f"compatible request: server {new_url}: absent -> documented",
    ]


def test_operations_are_removed_and_added() -> None:
    """Another path is another operation; an added one is compatible."""
    old, new = contract(path="/pets"), contract(path="/animals")
    (removed,) = changes(old, new)
    added = added_operation(new, *added_operations(old, new))
    assert removed.item == "breaks request: POST /pets, operation: documented -> absent"
    assert added.item == "compatible request: POST /animals, operation: absent -> documented"
    assert added.example == "POST https://pets.example/animals"


def headers(required: bool) -> dict[str, Any]:
    """Return responses of which one has a header."""
    header = {"required": required, "schema": {"type": "integer"}}
    return {"200": {"description": "Added.", "headers": {"X-Left": header}}}


def statuses(*names: str) -> dict[str, Any]:
    """Return responses without a body."""
    return {name: {"description": "Any."} for name in names}


@pytest.mark.parametrize(
    ("old", "new", "forwards", "backwards"),
    [
        (
            contract(),
            contract(parameters=query(TEXT)),
            ["compatible request: query parameter q: absent -> optional"],
            ["breaks request: query parameter q: optional -> absent"],
        ),
        (
            contract(parameters=query(TEXT)),
            contract(parameters=query(TEXT, required=True)),
            ["breaks request: query parameter q: optional -> required"],
            ["compatible request: query parameter q: required -> optional"],
        ),
        (
            contract(parameters=query({"type": "array", "items": TEXT})),
            contract(parameters=query({"type": "array", "items": TEXT}, explode=False)),
            [
                "breaks request: query parameter q: serialisation: "
                "style form, explode true -> style form, explode false"
            ],
            [
                "breaks request: query parameter q: serialisation: "
                "style form, explode false -> style form, explode true"
            ],
        ),
        (
            contract(responses=headers(True)),
            contract(responses=headers(False)),
            ["breaks response: 200 header X-Left: required -> optional"],
            ["compatible response: 200 header X-Left: optional -> required"],
        ),
        (
            contract(responses=statuses("200", "404")),
            contract(responses=statuses("200")),
            ["compatible failure: 404: documented -> absent"],
            ["breaks failure: 404: absent -> documented"],
        ),
        (
            contract(responses=statuses("200", "201")),
            contract(responses=statuses("200")),
            ["breaks response: 201: documented -> absent"],
            ["breaks response: 201: absent -> documented"],
        ),
        (
            contract(responses=statuses("2XX", "4XX")),
            contract(responses=statuses("201", "404")),
            [
                "compatible response: 2XX: documented -> absent",
                "compatible failure: 4XX: documented -> absent",
            ],
            [
                "breaks response: 2XX: absent -> documented",
                "breaks failure: 4XX: absent -> documented",
            ],
        ),
        (
            contract(request=TEXT),
            contract(),
            [
                "breaks request: body application/json: documented -> absent",
                "compatible request: body: required -> absent",
            ],
            [
                "breaks request: body: absent -> required",
                "compatible request: body application/json: absent -> documented",
            ],
        ),
    ],
)
def test_parameters_headers_statuses_and_bodies_come_and_go(
    old: Contract, new: Contract, forwards: list[str], backwards: list[str]
) -> None:
    """The line says what each contract documents: absent, optional, required or documented."""
    assert (items(old, new), items(new, old)) == (forwards, backwards)


def test_an_operation_that_cannot_be_compared_is_an_error_in_one_line() -> None:
    """Without a value that a schema allows, nothing is known about the changes."""
    impossible = contract(request={"type": "string", "pattern": "("})
    with pytest.raises(ComparisonError, match=r"^POST /pets cannot be compared: ") as caught:
        changes(impossible, contract(request=TEXT))
    assert "\n" not in str(caught.value)


def test_a_member_whose_own_example_is_invalid_is_compared() -> None:
    """The value to begin with was found by a search, so it lacks the member."""
    searched = {"not": {"type": "string"}}
    text = {"type": "string", "example": 5}
    schema = {"type": "object", "required": ["a"], "properties": {"a": searched, "q": text}}
    short = {**schema, "properties": {"a": searched, "q": {**text, "maxLength": 3}}}
    found = items(contract(request=schema), contract(request=short))
    assert found == ["breaks request: body application/json /q: maxLength: none -> 3"]


def test_a_schema_without_an_end_cannot_be_compared() -> None:
    """A validator that applies it never finishes."""
    reference = {"$ref": "#/components/schemas/A"}
    endless = contract(request=reference, schemas={"A": {"allOf": [TEXT, reference]}})
    with pytest.raises(
        ComparisonError, match=r"a schema refers back to itself for the same value$"
    ):
        changes(endless, contract(request=TEXT))


@pytest.mark.parametrize("media_type", ["application/xml", "text/plain", "image/png"])
def test_a_body_that_cannot_be_read_is_no_change(media_type: str) -> None:
    """Only the header has changed, which the older contract does not mention."""
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    body = {"description": "Any.", "content": {media_type: {"schema": schema}}}
    header = {"headers": {"X-Left": {"schema": TEXT}}}
    old, new = contract(responses={"200": body}), contract(responses={"200": {**body, **header}})
    assert (items(old, new), items(new, old)) == ([], [])
