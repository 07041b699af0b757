"""A document that violates OpenAPI is repaired, or a part of it is skipped; the rest is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generation.contract import load
from generation.errors import GenerationError
from generation.limitations import Limitation, Limitations
from generation.schema_repairs import is_pattern

Spoil = Callable[[dict[str, Any]], object]
GET = ("paths", "/a/{id}", "get")
THING = ("components", "schemas", "Thing")


def contract() -> dict[str, Any]:
    """Return a valid contract with two operations."""
    done = {"204": {"description": "Done."}}
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {
            "/a/{id}": {
                "get": {"operationId": "getA", "parameters": [identifier], "responses": done}
            },
            "/b": {"post": {"operationId": "postB", "responses": done}},
        },
        "components": {"schemas": {"Thing": {"type": "object", "properties": {"a": {}}}}},
    }


def put(value: Any, *keys: Any) -> Spoil:
    """Return a function that puts *value* at the place in a contract that *keys* lead to."""

    def spoil(document: Any) -> None:
        for key in keys[:-1]:
            document = document.setdefault(key, {}) if isinstance(document, dict) else document[key]
        document[keys[-1]] = value

    return spoil


def loaded(folder: Path, spoil: Spoil) -> tuple[dict[str, Any], list[Limitation]]:
    """Return the repaired contract and its limitations, without those that have no effect."""
    document = json.loads(json.dumps(contract()))  # it has parts that are one object
    spoil(document)
    path = folder / "contract.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    limitations = Limitations(strict=False)
    found = load(path, limitations)
    return found, [each for each in limitations if each.kind != "ignored"]


def test_a_valid_contract_is_not_changed(tmp_path: Path) -> None:
    """Nothing is repaired without a violation."""
    found, limitations = loaded(tmp_path, lambda _: None)
    assert found == contract() and limitations == []


POST = ("paths", "/b", "post")
PARAMETER = {"name": "q", "in": "query", "schema": {"type": "string"}}
#: How the contract is spoiled -> the items that are reported.
REPAIRS: dict[str, tuple[Spoil, list[str]]] = {
    "version": (put(1.0, "info", "version"), ["repaired #/info/version"]),
    "info": (put([], "info"), ["repaired #/info/title", "repaired #/info/version"]),
    "servers": (put({"url": "/"}, "servers"), ["repaired #/servers"]),
    "server": (put([{"url": 1}], "servers"), ["repaired #/servers/0"]),
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
    "schema of the default response": (
        put({"$ref": "#/x"}, *POST, "responses", "default", "content", "a/b", "schema"),
        ["repaired #/paths/~1b/post/responses/default/content/a~1b/schema"],
    ),
    "schema": (put([], *THING), ["repaired #/components/schemas/Thing"]),
    "schema to nowhere": (
        put({"$ref": "#/x"}, *THING, "properties", "a"),
        ["repaired #/components/schemas/Thing/properties/a"],
    ),
    "schema of itself": (
        put({"$ref": "#/components/schemas/Thing"}, *THING),
        ["repaired #/components/schemas/Thing"],
    ),
    **{
        f"{name}: {value!r}": (
            put(value, *THING, "properties", "a", name),
            [f"repaired #/components/schemas/Thing/properties/a/{name}"],
        )
        for name, value in [
            ("type", "text"),
            ("type", ["string", "text"]),
            ("enum", []),
            ("required", True),
            ("properties", None),
            ("items", []),
            ("allOf", []),
            ("minLength", "1"),
            ("minLength", -1),
            ("multipleOf", 0),
            ("pattern", "(?<a>b)"),
            ("pattern", r"\p{L}"),
            ("pattern", "[[a]"),
            ("unevaluatedItems", False),
            ("$dynamicRef", "#a"),
            ("nullable", "true"),
        ]
    },
    "impossible enum": (
        put({"type": "integer", "enum": ["1"]}, *THING, "properties", "a"),
        ["repaired #/components/schemas/Thing/properties/a/enum"],
    ),
    "name of a pattern": (
        put({"(": {}}, *THING, "patternProperties"),
        ["repaired #/components/schemas/Thing/patternProperties/("],
    ),
}


@pytest.mark.parametrize(("spoil", "items"), REPAIRS.values(), ids=REPAIRS.keys())
def test_the_rest_of_a_contract_is_used(tmp_path: Path, spoil: Spoil, items: list[str]) -> None:
    """Each change has a JSON pointer, a reason and a remedy; a strict generator refuses it."""
    found, limitations = loaded(tmp_path, spoil)
    assert [each.item for each in limitations] == items
    assert found["paths"]
    assert all(each.reason and each.remedy and str(each).isprintable() for each in limitations)
    with pytest.raises(GenerationError) as refusal:
        load(tmp_path / "contract.json")
    assert "\n" not in str(refusal.value)


def test_a_repair_is_the_smallest_change(tmp_path: Path) -> None:
    """Only the keyword without its form is deleted."""
    spoil = put({"type": "string", "pattern": "(", "maxLength": 2}, *THING, "properties", "a")
    found, _ = loaded(tmp_path, spoil)
    schema = found["components"]["schemas"]["Thing"]
    assert schema["properties"]["a"] == {"type": "string", "maxLength": 2}


def test_null_may_be_written_without_quotes(tmp_path: Path) -> None:
    """In YAML, `type: [string, null]` has the value null."""
    found, limitations = loaded(tmp_path, put(["string", None], *THING, "properties", "a", "type"))
    assert found["components"]["schemas"]["Thing"]["properties"]["a"]["type"] == ["string", "null"]
    assert limitations == []


def test_a_violation_without_an_effect_is_reported(tmp_path: Path) -> None:
    """The client is the same without it."""
    path = tmp_path / "contract.json"
    document = contract()
    put(1, *THING, "unknown")(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    limitations = Limitations(strict=False)
    load(path, limitations)
    assert [each.item for each in limitations] == ["ignored #/components/schemas/Thing"]


@pytest.mark.parametrize(
    ("pattern", "valid"), [("^a$", True), (r"[\w-]+", True), ("(", False), ("[[a]", False)]
)
def test_a_pattern_must_be_one_of_python(pattern: str, valid: bool) -> None:
    """A pattern that causes a warning would cause it in each process that uses the client."""
    assert is_pattern(pattern) is valid
