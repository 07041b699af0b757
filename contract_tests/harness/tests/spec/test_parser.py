"""The reader of contracts: what it finds, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from contract_tests.harness.spec import ContractError, Operation, load_contract, parse_contract
from contract_tests.harness.tests.sample_spec import YAML, make_part, things


def test_operations_come_in_the_order_of_the_file() -> None:
    """Labels name operations, with an id or without."""
    assert [each.label for each in things().operations] == [
        "POST /things/{id}/parts",
        "GET /things",
    ]
    assert [each.id for each in things().operations] == ["makePart", "get_/things"]


def test_an_operations_parameter_replaces_the_one_of_its_path() -> None:
    """(location, name) is unique, and the operation's own wins."""
    found = {each.identity: each for each in make_part().parameters}
    assert list(found) == [
        ("path", "id"),
        ("query", "limit"),
        ("query", "colour"),
        ("header", "Accept"),
    ]
    assert found["query", "limit"].schema["type"] == "integer"


@pytest.mark.parametrize(
    ("sent", "written"),
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
def test_a_body_is_written_in_what_somebody_speaks(sent: list[str], written: list[str]) -> None:
    """Where there is anything of the kind; the rest is told."""
    kinds = {kind: {"schema": {"type": "string"}} for kind in sent}
    body = _operation(requestBody={"content": kinds}).request_body
    assert body is not None
    assert list(body.content) == written
    assert list(body.unsupported_media_types) == sorted(set(sent) - set(written))


def test_what_a_server_takes_and_says_is_read_whole() -> None:
    """It may answer in XML, which a client has to cope with, and take a form beside JSON."""
    model = {"schema": {"$ref": "#/components/schemas/One"}}
    kinds = {"application/x-www-form-urlencoded": model, "application/json": model, "a/xml": {}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/": {"post": {
            "requestBody": {"content": kinds},
            "responses": {"200": {"description": "Some.", "content": kinds}},
        }}},
        "components": {"schemas": {"One": {"type": "object"}}},
    }  # fmt: skip
    (operation,) = parse_contract(Path("made"), document, whole=True).operations
    assert operation.request_body is not None
    assert list(operation.request_body.content) == list(kinds)
    assert list(operation.responses[0].content) == list(kinds)


@pytest.mark.parametrize(
    ("name", "schema", "names"),
    [
        ("Accept", {"type": "string"}, ("a/json", "b/json")),
        ("accept", {"$ref": "#/components/schemas/Text"}, ("a/json", "b/json")),
        ("Content-Type", {"type": "string", "default": "c/json"}, ("application/json",)),
        ("Accept", {"type": "string", "enum": ["a/json"]}, ()),
        ("X-Accept", {"type": "string"}, ()),
    ],
)
def test_a_header_for_media_types_names_those_that_make_sense(
    name: str, schema: dict[str, object], names: tuple[str, ...]
) -> None:
    """Also where its schema takes any text: what a success is in, what is sent, else JSON."""
    answers = {
        "200": {"content": {"a/json": {}, "b/json": {}}, "description": "Some."},
        "400": {"content": {"d/json": {}}, "description": "None."},
    }
    parameter = {"name": name, "in": "header", "schema": schema}
    operation = _operation({"Text": {"type": "string"}}, parameters=[parameter], responses=answers)
    assert operation.parameters[0].names == names


def test_one_model_is_written_in_one_way() -> None:
    """Which of two media types it is for, a caller could not say; of two models, it is clear."""
    kinds = {
        "a/json": "One",
        "application/x-www-form-urlencoded": "One",
        "multipart/form-data": "Two",
    }
    schemas = {"One": {"type": "object"}, "Two": {"type": "object"}}
    content = {kind: {"schema": {"$ref": f"#/components/schemas/{n}"}} for kind, n in kinds.items()}
    body = _operation(schemas, requestBody={"content": content}).request_body
    assert body is not None and list(body.content) == ["a/json", "multipart/form-data"]


def _operation(schemas: Mapping[str, object] | None = None, **facts: object) -> Operation:
    operation = {"responses": {"204": {"description": "Taken."}}, **facts}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": schemas or {}},
    }
    return parse_contract(Path("made"), document).operations[0]


def test_styles_have_the_defaults_of_openapi() -> None:
    """Form and exploded in a query, simple in a path or a header."""
    styles = {each.name: (each.style, each.explode) for each in make_part().parameters}
    assert styles["colour"] == ("form", True)
    assert styles["id"] == styles["Accept"] == ("simple", False)


def test_only_a_parameter_with_a_default_or_none_needed_is_omittable() -> None:
    """A required parameter can be left out where the contract says what to send instead."""
    optional = {each.name: each.optional for each in make_part().parameters}
    assert optional == {"id": False, "limit": True, "colour": True, "Accept": True}


def test_security_is_a_choice_of_sets() -> None:
    """An operation's own alternatives, else those of the whole contract."""
    first, second = things().operations
    assert [[each.wire_name for each in some] for some in first.security] == [
        ["client", "X-Token"],
        ["X-Token"],
    ]
    assert [[each.name for each in some] for some in second.security] == [["Token"]]
    assert first.allows({"Token"})
    assert not first.allows({"Client"})


def test_the_nearest_pattern_documents_a_status() -> None:
    """An exact status before a range, a range before the default."""
    patterns = [make_part().response(status) for status in (201, 404, 503)]
    assert [each and each.pattern for each in patterns] == ["201", "4XX", "default"]
    assert make_part().successes == (201,)
    assert things().operations[1].response(404) is None


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
def test_validators_speak_the_dialect_of_openapi(body: object, valid: bool) -> None:
    """`nullable`, boolean limits and recursion mean what OpenAPI 3.0 says."""
    response = make_part().response(201)
    assert response
    assert things().validator(response.content["application/json"]).is_valid(body) is valid


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("openapi: 3.0.3", "swagger: '2.0'", "contract: it says `swagger: 2.0`"),
        ("openapi: 3.0.3", "openapi: [", "is neither YAML nor JSON"),
        ("components/schemas/Part", "components/schemas/Lost", "refers to nothing"),
        ("#/components/responses/Fault", "other.yaml#/Fault", "refers to another file"),
        (
            "    Fault:\n",
            "    Fault: {$ref: '#/components/responses/Fault'}\n    F:\n",
            "to itself",
        ),
        ("    get:\n", "    get:\n      operationId: makePart\n", "operationId 'makePart' twice"),
        ("{Token: []}, ", "", "the security scheme 'Nobody'"),
        ("paths:", "x-paths:", "has no operation"),
        ("schema: {type: string, minLength: 1}", "content: {}", "no `schema`"),
        ("schema: {type: string}}", "}", "no `schema`"),
        ('      responses: {"200"', '      x-responses: {"200"', "has no `responses`"),
        ("name: id, in: path,", "name: id,", "is not sound OpenAPI: KeyError"),
    ],
)
def test_a_bad_contract_is_refused_in_one_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """The line names the file and the fault."""
    text = YAML.replace(
        "security: [{Token: []}]\npaths", "security: [{Token: []}, {Nobody: []}]\npaths"
    )
    text = (text if "Nobody" in message else YAML).replace(old, new, 1)
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=message) as caught:
        load_contract(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_contract_is_refused_in_one_line(tmp_path: Path) -> None:
    """The line names the file."""
    with pytest.raises(ContractError, match=r"none\.yaml cannot be read: No such file"):
        load_contract(tmp_path / "none.yaml")


def test_yaml_is_read_as_json_has_it(tmp_path: Path) -> None:
    """Version 1.2: `on` and a date are text, and so is every name, also one of digits."""
    path = tmp_path / "odd.yaml"
    path.write_text(f"{YAML}\nx-odd: {{on: off, 1: 010, day: 2024-01-31, no: ~, big: 1e3}}\n")
    odd = load_contract(path).document["x-odd"]
    assert odd == {"on": "off", "1": 10, "day": "2024-01-31", "no": None, "big": 1000.0}
