"""Read-only and write-only members of requests and responses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.spec import Contract, ContractError, parse_contract

SCHEMAS: dict[str, Any] = {
    "Page": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}},
    "Account": {
        "type": "object",
        "required": ["id", "name", "secret"],
        "additionalProperties": False,
        "properties": {
            "id": {"$ref": "#/components/schemas/Id"},
            "name": {"type": "string"},
            "secret": {"type": "string", "writeOnly": True},
        },
    },
    "Id": {"type": "integer", "readOnly": True},
}


def contract(schemas: dict[str, Any], version: str = "3.1.0") -> Contract:
    """A contract whose operation sends and receives a page of accounts."""
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}
    operation = {"requestBody": content, "responses": {"200": {"description": "It.", **content}}}
    document = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": schemas},
    }
    return parse_contract(Path("parsed"), document)


def allowed(
    schemas: dict[str, Any], account: dict[str, Any], version: str = "3.1.0"
) -> tuple[bool, bool]:
    """Whether a request, and whether a response, may have *account* in its list."""
    found = contract(schemas, version)
    [operation] = found.operations
    assert operation.request_body is not None
    sent = operation.request_body.content["application/json"]
    received = operation.responses[0].content["application/json"]
    value = [account]
    return found.validator(sent).is_valid(value), found.validator(received).is_valid(value)


def test_a_request_has_no_read_only_member() -> None:
    """It is not required, and a closed object does not allow it."""
    assert allowed(SCHEMAS, {"name": "a", "secret": "b"}) == (True, False)
    assert allowed(SCHEMAS, {"id": 1, "name": "a", "secret": "b"}) == (False, True)


def test_a_response_may_lack_a_write_only_member() -> None:
    """A read-only member is still required."""
    assert allowed(SCHEMAS, {"id": 1, "name": "a"}) == (False, True)
    assert allowed(SCHEMAS, {"name": "a"}) == (False, False)


def test_a_direction_beside_a_reference_counts_in_openapi_3_1() -> None:
    """OpenAPI 3.0 ignores the siblings of a reference, so there the member is in both."""
    number: dict[str, Any] = {"id": {"$ref": "#/components/schemas/Id", "readOnly": True}}
    account = {"type": "object", "required": ["id"], "properties": number}
    schemas = {**SCHEMAS, "Account": account, "Id": {"type": "integer"}}
    assert allowed(schemas, {}) == (True, False)
    assert allowed(schemas, {}, "3.0.3") == (False, False)


def test_a_component_may_have_the_old_name_of_a_variant() -> None:
    """A variant is not mistaken for it."""
    schemas = {**SCHEMAS, "Account.request": {"type": "string"}, "Id:": {"type": "string"}}
    assert allowed(schemas, {"name": "a", "secret": "b"}) == (True, False)


def test_a_contract_without_directions_is_not_changed() -> None:
    """Its components have no variants."""
    schemas = {"Page": SCHEMAS["Page"], "Account": {"type": "object"}}
    assert contract(schemas).document["components"]["schemas"] == schemas


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("#/components/schemas/A", "has a reference to itself"),
        ("other.yaml#/A", "refers to another file"),
        ("#/components/schemas/Nothing", "has an unresolvable reference"),
    ],
)
def test_a_reference_without_a_target_is_refused(target: str, message: str) -> None:
    """A member of a schema with directions may refer to nothing, or to itself."""
    others = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": target}}
    account = {**SCHEMAS["Account"], "properties": {"id": SCHEMAS["Id"], "a": others["A"]}}
    with pytest.raises(ContractError, match=message):
        contract({**SCHEMAS, **others, "Account": account})
