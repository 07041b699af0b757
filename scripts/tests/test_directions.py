"""Read-only and write-only members, in requests, in responses and in models."""

from __future__ import annotations

from typing import Any

from generation.directions import directed, in_direction

ID = {"type": "integer", "readOnly": True}
SECRET = {"type": "string", "writeOnly": True}
ACCOUNT = {"required": ["id", "secret"], "properties": {"id": ID, "secret": SECRET}}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def document(**schemas: Any) -> dict[str, Any]:
    """Return a contract whose operation sends and receives the first schema."""
    content = {"content": {"application/json": {"schema": ref(next(iter(schemas)))}}}
    operation = {"requestBody": content, "responses": {"200": content}}
    return {
        "openapi": "3.1.0",
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": schemas},
    }


def bodies(found: dict[str, Any]) -> tuple[Any, Any]:
    """Return the schemas of the request and of the response."""
    operation = found["paths"]["/a"]["post"]
    holders = (operation["requestBody"], operation["responses"]["200"])
    return tuple(each["content"]["application/json"]["schema"] for each in holders)


def test_each_direction_has_a_schema_of_its_own() -> None:
    """Read-only members are no part of a request; write-only ones may be absent in a response."""
    found = directed(document(Account=ACCOUNT))
    assert bodies(found) == (ref("Account:request"), ref("Account:response"))
    schemas = found["components"]["schemas"]
    assert schemas["Account:request"] == {"required": ["secret"], "properties": {"secret": SECRET}}
    assert schemas["Account:response"] == {**ACCOUNT, "required": ["id"]}
    assert schemas["Account"] == {**ACCOUNT, "required": []}


def test_references_lead_to_the_variant_at_any_depth() -> None:
    """A list of objects with a reference to the component has the variant too."""
    page = {"properties": {"items": {"type": "array", "items": ref("Account")}}}
    found = directed(document(Page=page, Account=ACCOUNT))
    assert bodies(found) == (ref("Page:request"), ref("Page:response"))
    variant = found["components"]["schemas"]["Page:response"]
    assert variant["properties"]["items"]["items"] == ref("Account:response")


def test_a_contract_without_directions_is_the_same() -> None:
    """No variant is made that nothing needs."""
    plain = document(Thing={"required": ["id"], "properties": {"id": {"type": "integer"}}})
    assert directed(plain) == plain


def test_a_member_may_have_its_direction_behind_a_reference() -> None:
    """`readOnly` of a component applies to each member that refers to it."""
    found = directed(document(Thing={"required": ["id"], "properties": {"id": ref("Id")}}, Id=ID))
    variant = found["components"]["schemas"]["Thing:request"]
    assert variant == {"required": [], "properties": {}}


def test_a_direction_beside_a_reference_counts_in_openapi_3_1() -> None:
    """OpenAPI 3.0 ignores the siblings of a reference."""
    thing = {"required": ["id"], "properties": {"id": {**ref("Id"), "readOnly": True}}}
    contract = document(Thing=thing, Id={"type": "integer"})
    variant = directed(contract)["components"]["schemas"]["Thing:request"]
    assert variant == {"required": [], "properties": {}}
    assert bodies(directed({**contract, "openapi": "3.0.3"})) == (ref("Thing"), ref("Thing"))


def test_a_variant_has_a_name_that_no_component_can_have() -> None:
    """A component called as the variant once was keeps its own schema."""
    other = {"type": "string"}
    found = directed(document(Account=ACCOUNT, **{"Account.request": other}))
    assert found["components"]["schemas"]["Account.request"] == other
    assert bodies(found)[0] == ref("Account:request")


def test_a_recursive_schema_has_one_variant() -> None:
    """A variant refers to itself."""
    node = {"properties": {"id": ID, "next": ref("Node")}}
    found = directed(document(Node=node))
    variant = found["components"]["schemas"]["Node:request"]
    assert variant == {"properties": {"next": ref("Node:request")}}


def test_a_model_serves_both_directions() -> None:
    """Its members of one direction are optional."""
    assert in_direction(document(A={}), ACCOUNT, "either") == {**ACCOUNT, "required": []}
