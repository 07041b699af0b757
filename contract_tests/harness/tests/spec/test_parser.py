"""Contracts that the parser reads, and those that it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from contract_tests.harness.spec import ContractError, Operation, load_contract, parse_contract
from contract_tests.harness.tests.sample_spec import YAML, make_part, things

FORM = "application/x-www-form-urlencoded"


def parse_operation(
    schemas: Mapping[str, object] | None = None, *, whole: bool = False, **fields: object
) -> Operation:
    """Parse a contract with one operation that has those *fields*."""
    operation = {"responses": {"204": {"description": "Taken."}}, **fields}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": schemas or {}},
    }
    return parse_contract(Path("parsed"), document, whole=whole).operations[0]


def test_operations_keep_the_order_of_the_file() -> None:
    """An operation without an operationId is identified by method and path."""
    labels = [each.label for each in things().operations]
    assert labels == ["POST /things/{id}/parts", "GET /things"]
    assert [each.id for each in things().operations] == ["makePart", "get_/things"]


def test_a_parameter_of_an_operation_replaces_that_of_its_path() -> None:
    """Parameters with the same location and name are one parameter."""
    parameters = {each.identity: each for each in make_part().parameters}
    assert list(parameters) == [
        ("path", "id"),
        ("query", "limit"),
        ("query", "colour"),
        ("header", "Accept"),
    ]
    assert parameters["query", "limit"].schema["type"] == "integer"


@pytest.mark.parametrize(
    ("documented", "kept"),
    [
        (["application/xml", "application/json"], ["application/json"]),
        (["text/plain", "multipart/form-data; a=b"], ["multipart/form-data; a=b"]),
        (["application/xml", "text/plain"], ["application/xml", "text/plain"]),
        (
            ["application/hal+json", "Application/JSON; v=1"],
            ["application/hal+json", "Application/JSON; v=1"],
        ),
    ],
)
def test_a_body_keeps_the_media_types_that_a_client_writes(
    documented: list[str], kept: list[str]
) -> None:
    """Without a supported media type, all are kept."""
    content = {media_type: {"schema": {"type": "string"}} for media_type in documented}
    body = parse_operation(requestBody={"content": content}).request_body
    assert body is not None
    assert list(body.content) == kept
    assert list(body.unsupported_media_types) == sorted(set(documented) - set(kept))


def test_a_whole_contract_keeps_every_media_type() -> None:
    """A server may send XML, and may accept a form beside JSON."""
    model = {"schema": {"$ref": "#/components/schemas/One"}}
    content = {FORM: model, "application/json": model, "a/xml": {}}
    operation = parse_operation(
        {"One": {"type": "object"}},
        whole=True,
        requestBody={"content": content},
        responses={"200": {"description": "Some.", "content": content}},
    )
    assert operation.request_body is not None
    assert list(operation.request_body.content) == list(content)
    assert list(operation.responses[0].content) == list(content)


def test_a_model_is_written_in_its_first_media_type() -> None:
    """A generated client cannot choose between two media types of one model."""
    models = {"application/json": "One", FORM: "One", "multipart/form-data": "Two"}
    schemas = {"One": {"type": "object"}, "Two": {"type": "object"}}
    content = {
        media_type: {"schema": {"$ref": f"#/components/schemas/{model}"}}
        for media_type, model in models.items()
    }
    body = parse_operation(schemas, requestBody={"content": content}).request_body
    assert body is not None and list(body.content) == ["application/json", "multipart/form-data"]


@pytest.mark.parametrize(
    ("name", "schema", "media_types"),
    [
        ("Accept", {"type": "string"}, ("a/json", "b/json")),
        ("accept", {"$ref": "#/components/schemas/Text"}, ("a/json", "b/json")),
        ("Content-Type", {"type": "string", "default": "c/json"}, ("application/json",)),
        ("Accept", {"type": "string", "enum": ["a/json"]}, ()),
        ("X-Accept", {"type": "string"}, ()),
    ],
)
def test_accept_and_content_type_have_sensible_values(
    name: str, schema: dict[str, object], media_types: tuple[str, ...]
) -> None:
    """A schema of any text is narrowed to the documented media types, or to JSON."""
    responses = {
        "200": {"content": {"a/json": {}, "b/json": {}}, "description": "Some."},
        "400": {"content": {"d/json": {}}, "description": "None."},
    }
    parameter = {"name": name, "in": "header", "schema": schema}
    operation = parse_operation(
        {"Text": {"type": "string"}}, parameters=[parameter], responses=responses
    )
    assert operation.parameters[0].media_types == media_types


def test_styles_have_the_defaults_of_openapi() -> None:
    """The default is `form`, exploded, in a query, and `simple` in a path or a header."""
    styles = {each.name: (each.style, each.explode) for each in make_part().parameters}
    assert styles["colour"] == ("form", True)
    assert styles["id"] == styles["Accept"] == ("simple", False)


def test_a_required_parameter_with_a_default_is_optional_for_a_caller() -> None:
    """The client sends the default."""
    optional = {each.name: each.optional for each in make_part().parameters}
    assert optional == {"id": False, "limit": True, "colour": True, "Accept": True}


def test_security_is_a_list_of_alternatives() -> None:
    """An operation has its own alternatives, or those of the contract."""
    first, second = things().operations
    alternatives = [[scheme.wire_name for scheme in each] for each in first.security]
    assert alternatives == [["client", "X-Token"], ["X-Token"]]
    assert [[scheme.name for scheme in each] for each in second.security] == [["Token"]]
    assert first.allows({"Token"})
    assert not first.allows({"Client"})


@pytest.mark.parametrize(
    ("body", "valid"),
    [
        ({"name": "a", "parts": [{"name": None, "parts": []}]}, True),
        ({"name": None, "size": 0.5}, True),
        ({"name": "a", "size": 0}, False),
        ({"name": "a", "parts": [{"size": 1}]}, False),
        ([], False),
    ],
)
def test_validators_follow_openapi_3_0(body: object, valid: bool) -> None:
    """`nullable`, boolean limits and recursion have their meaning of OpenAPI 3.0."""
    response = make_part().response(201)
    assert response
    assert things().validator(response.content["application/json"]).is_valid(body) is valid


def test_a_validator_belongs_to_its_schema() -> None:
    """A new schema never gets the validator of a freed one with the same `id`."""
    for number in range(1_000):
        assert things().validator({"const": number}).is_valid(number)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "openapi: 3.0.3",
            "swagger: '2.0'",
            "is a Swagger 2.0 contract: convert it to OpenAPI 3 first",
        ),
        ("openapi: 3.0.3", "openapi: [", "is neither YAML nor JSON"),
        ("openapi: 3.0.3", "openapi: !!bool a", "is neither YAML nor JSON: KeyError"),
        ("openapi: 3.0.3", "openapi: " + "[" * 10_000, "is neither YAML nor JSON: .*recursion"),
        ("components/schemas/Part", "components/schemas/Lost", "has an unresolvable reference"),
        ("#/components/responses/Fault", "other.yaml#/Fault", "refers to another file"),
        (
            "    Fault:\n",
            "    Fault: {$ref: '#/components/responses/Fault'}\n    F:\n",
            "to itself",
        ),
        ("    get:\n", "    get:\n      operationId: makePart\n", "operationId 'makePart' twice"),
        ("security: [{Token", "security: [{No", "requires the undeclared security scheme 'No'"),
        ("paths:", "x-paths:", "has no operation"),
        ("schema: {type: string, minLength: 1}", "content: {}", "no `schema`"),
        ("schema: {type: string}}", "}", "no `schema`"),
        ('      responses: {"200"', '      x-responses: {"200"', "has no `responses`"),
        ("name: id, in: path,", "name: id,", "is not valid OpenAPI: KeyError"),
    ],
)
def test_an_invalid_contract_is_refused_in_one_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """The line names the file and the error."""
    path = tmp_path / "invalid.yaml"
    path.write_text(YAML.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError, match=message) as caught:
        load_contract(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_contract_is_refused_in_one_line(tmp_path: Path) -> None:
    """The line names the file."""
    with pytest.raises(ContractError, match=r"none\.yaml cannot be read: No such file"):
        load_contract(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("media_type", "schema", "read_as"),
    [
        ("application/json", {"type": "object"}, {"type": "object"}),
        (FORM, {"type": "object"}, {"type": "object"}),
        ("*/*", {"type": "object"}, {"type": "object"}),
        ("text/csv", {"type": "array"}, {"type": "string"}),
        ("application/octet-stream", {}, {"type": "string"}),
        ("application/xml", {"$ref": "#/components/schemas/Thing"}, {"type": "string"}),
        ("text/plain", {"type": ["string", "null"]}, {"type": ["string", "null"]}),
        ("text/plain", {"type": "string", "maxLength": 2}, {"type": "string", "maxLength": 2}),
    ],
)
def test_a_body_that_is_not_json_is_a_text(
    media_type: str, schema: object, read_as: object
) -> None:
    """Its schema describes a value that only a parser of its format makes."""
    content = {media_type: {"schema": schema}}
    schemas = {"Thing": {"type": "object"}}
    operation = parse_operation(schemas, requestBody={"content": content})
    assert operation.request_body is not None
    assert operation.request_body.content == {media_type: read_as}
