"""A document that violates OpenAPI is repaired, or a part of it is skipped; the rest is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generation.contract import load
from generation.limitations import Limitations
from tests.spoiled_contract import (
    GET,
    POST,
    THING,
    Spoil,
    assert_repaired,
    contract,
    loaded,
    put,
)


def test_a_valid_contract_is_not_changed(tmp_path: Path) -> None:
    """Nothing is repaired without a violation."""
    found, limitations = loaded(tmp_path, lambda _: None)
    assert found == contract() and limitations == []


def _with_credential(*place: str) -> Spoil:
    """Return a change: an API key, and a header of its name among the parameters at *place*."""

    def spoil(document: dict[str, Any]) -> None:
        scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
        put({"Key": scheme}, "components", "securitySchemes")(document)
        put([{"Key": []}], "security")(document)
        put([{**PARAMETER, "in": "header", "name": "x-key"}, PARAMETER], *place, "parameters")(
            document
        )

    return spoil


PARAMETER = {"name": "q", "in": "query", "schema": {"type": "string"}}
#: How the contract is spoiled -> the items that are reported.
REPAIRS: dict[str, tuple[Spoil, list[str]]] = {
    "version": (put(1.0, "info", "version"), ["repaired #/info/version"]),
    "info": (put([], "info"), ["repaired #/info/title", "repaired #/info/version"]),
    "servers": (put({"url": "/"}, "servers"), ["repaired #/servers"]),
    "server": (put([{"url": 1}], "servers"), ["repaired #/servers/0"]),
    "undeclared server variable": (
        put([{"url": "https://{a}.test/{b}", "variables": {"a": {}}}], "servers"),
        ["repaired #/servers/0/url"],
    ),
    "environment": (
        put([{"url": "https://a.test", "x-env": "A B"}], "servers"),
        ["repaired #/servers/0/x-env"],
    ),
    "path without a slash": (put({}, "paths", "c"), ["skipped #/paths/c"]),
    "path item": (put([], "paths", "/c"), ["skipped #/paths/~1c"]),
    "reference to nowhere": (put({"$ref": "#/x"}, "paths", "/c"), ["skipped #/paths/~1c"]),
    "operation": (put(1, "paths", "/b", "get"), ["skipped #/paths/~1b/get"]),
    "repeated operationId": (
        put("getA", *POST, "operationId"),
        ["repaired #/paths/~1b/post/operationId"],
    ),
    "operationId": (
        put("--", *POST, "operationId"),
        ["repaired #/paths/~1b/post/operationId"],
    ),
    "undeclared path parameter": (
        put([], *GET, "parameters"),
        ["repaired #/paths/~1a~1{id}/get/parameters"],
    ),
    "path parameter that is not required": (
        put({"name": "id", "in": "path", "schema": {}}, *GET, "parameters", 0),
        ["repaired #/paths/~1a~1{id}/get/parameters"],
    ),
    "path parameter without a place": (
        put(
            [{"name": "x", "in": "path", "required": True, "schema": {}}],
            "paths",
            "/b",
            "parameters",
        ),
        ["repaired #/paths/~1b/post/parameters"],
    ),
    "repeated parameter": (
        put([PARAMETER, PARAMETER], *POST, "parameters"),
        ["repaired #/paths/~1b/post/parameters/1"],
    ),
    "parameter that a credential sends": (
        _with_credential(*POST),
        ["repaired #/paths/~1b/post/parameters/0"],
    ),
    "parameter of a path that a credential sends": (
        _with_credential("paths", "/b"),
        ["repaired #/paths/~1b/post/parameters/0"],
    ),
    "parameter without a name": (
        put([{"in": "query"}], *POST, "parameters"),
        ["skipped #/paths/~1b/post/parameters/0"],
    ),
    "parameter to nowhere": (
        put([{"$ref": "#/x"}], *POST, "parameters"),
        ["skipped #/paths/~1b/post"],
    ),
    "parameter of Swagger 2": (
        put([{"name": "b", "in": "body", "required": True}], *POST, "parameters"),
        ["skipped #/paths/~1b/post"],
    ),
    "optional parameter of Swagger 2": (
        put([{"name": "b", "in": "body"}], *POST, "parameters"),
        ["skipped #/paths/~1b/post/parameters/0"],
    ),
    "header name": (
        put([{**PARAMETER, "in": "header", "name": "a b"}], *POST, "parameters"),
        ["skipped #/paths/~1b/post/parameters/0"],
    ),
    "impossible parameter": (
        put({**PARAMETER, "schema": {"type": "string", "enum": [25]}}, *GET, "parameters", 0),
        [
            "skipped #/paths/~1a~1{id}/get/parameters/0",
            "repaired #/paths/~1a~1{id}/get/parameters",
        ],
    ),
    "parameter without a schema": (
        put([{"name": "q", "in": "query"}], *POST, "parameters"),
        ["repaired #/paths/~1b/post/parameters/0"],
    ),
    "body without content": (
        put({"content": {}}, *POST, "requestBody"),
        ["skipped #/paths/~1b/post/requestBody"],
    ),
    "required body without content": (
        put({"required": True}, *POST, "requestBody"),
        ["skipped #/paths/~1b/post"],
    ),
    "media type": (
        put({"content": {"text": {}, "a/json": {}}}, *POST, "requestBody"),
        ["skipped #/paths/~1b/post/requestBody/content/text"],
    ),
    "range of media types": (
        put(
            {"content": {"*/*": {"schema": {"type": "object"}}}},
            "paths",
            "/b",
            "post",
            "requestBody",
        ),
        ["repaired #/paths/~1b/post/requestBody/content/*~1*"],
    ),
    "status": (
        put({}, *POST, "responses", "2OO"),
        ["skipped #/paths/~1b/post/responses/2OO"],
    ),
    "response to nowhere": (
        put({"$ref": "#/x"}, *POST, "responses", "200"),
        ["skipped #/paths/~1b/post/responses/200"],
    ),
    "no response": (
        put({}, *POST, "responses"),
        ["repaired #/paths/~1b/post/responses"],
    ),
    "scheme": (
        put({"m": {"type": "mutualTLS"}}, "components", "securitySchemes"),
        ["skipped #/components/securitySchemes/m"],
    ),
    "scheme without a declaration": (
        put([{"m": []}], "security"),
        ["skipped #/components/securitySchemes/m"],
    ),
    "parameters": (put(1, *POST, "parameters"), ["repaired #/paths/~1b/post/parameters"]),
    "security": (put([True], "security"), ["repaired #/security"]),
    "security of an operation": (
        put("none", *POST, "security"),
        ["repaired #/paths/~1b/post/security"],
    ),
    "content": (
        put({"content": 1}, *POST, "requestBody"),
        ["skipped #/paths/~1b/post/requestBody"],
    ),
}


@pytest.mark.parametrize(("spoil", "items"), REPAIRS.values(), ids=REPAIRS.keys())
def test_the_rest_of_a_contract_is_used(tmp_path: Path, spoil: Spoil, items: list[str]) -> None:
    """Each change has a JSON pointer, a reason and a remedy; a strict generator refuses it."""
    assert_repaired(tmp_path, spoil, items)


def test_a_violation_without_an_effect_is_reported(tmp_path: Path) -> None:
    """The client is the same without it."""
    path = tmp_path / "contract.json"
    document = contract()
    put(1, *THING, "unknown")(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    limitations = Limitations(strict=False)
    load(path, limitations)
    assert [each.item for each in limitations] == ["ignored #/components/schemas/Thing"]


def test_an_undeclared_server_variable_is_declared(tmp_path: Path) -> None:
    """Otherwise, the client would call a URL with braces."""
    server = {"url": "https://{a}.test/{b}", "variables": {"a": {"default": "x"}}}
    found, _ = loaded(tmp_path, put([server], "servers"))
    assert found["servers"][0]["variables"] == {"a": {"default": "x"}, "b": {}}


def test_another_operation_keeps_the_parameter_that_a_credential_sends(tmp_path: Path) -> None:
    """A parameter of the path belongs to each operation."""

    def spoil(document: dict[str, Any]) -> None:
        _with_credential("paths", "/b")(document)
        responses = {"204": {"description": "Done."}}
        put({"security": [], "responses": responses}, "paths", "/b", "get")(document)

    found, _ = loaded(tmp_path, spoil)
    names = {
        method: [each["name"] for each in found["paths"]["/b"][method]["parameters"]]
        for method in ("get", "post")
    }
    assert names == {"get": ["x-key", "q"], "post": ["q"]}
