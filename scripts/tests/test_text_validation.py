"""Texts of a contract that cannot be used are refused with one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.tests.generator_fixtures import INPUTS
from generation.build import build
from generation.client_arguments import client_arguments
from generation.contract import load
from generation.errors import GenerationError
from generation.text_validation import first_unusable

Spoil = Callable[[dict[str, Any]], object]


def contract() -> dict[str, Any]:
    """Return a contract with each text that must have a form."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Words", "version": "1"},
        "servers": [
            {
                "url": "https://example.com/{base}",
                "x-env": "URL",
                "variables": {"base": {"default": "a", "x-env": "BASE"}},
            }
        ],
        "security": [{"key": []}],
        "paths": {
            "/a": {
                "parameters": [{"name": "X-A", "in": "header", "schema": {"type": "string"}}],
                "post": {
                    "operationId": "addWord",
                    "parameters": [{"name": "a", "in": "cookie", "schema": {"type": "string"}}],
                    "requestBody": {"content": {"application/json": {}}},
                    "responses": {
                        "404": {
                            "description": "None.",
                            "headers": {"X-Wait": {"schema": {}, "x-wait": "seconds"}},
                        }
                    },
                },
            }
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key", "x-env": "KEY"}
            }
        },
    }


def put(value: Any, *keys: Any) -> Spoil:
    """Return a function that puts *value* at the place in a contract that *keys* lead to."""

    def spoil(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        document[keys[-1]] = value

    return spoil


KEY = ("components", "securitySchemes", "key")
POST = ("paths", "/a", "post")
NO_ENVIRONMENT = "is not a name of an environment variable"
NO_NAME = "is not a name of a header or cookie"
EVIL = 'A: v\n"""\nimport os\n"""'

#: What is wrong -> (how, what the one line says).
REFUSALS: dict[str, tuple[Spoil, str]] = {
    **{
        f"environment variable {value!r}": (
            put(value, "servers", 0, "variables", "base", "x-env"),
            f"#/servers/0/variables/base/x-env: {str(value)!r} {NO_ENVIRONMENT}",
        )
        for value in (EVIL, "", "1A", "A-B", "A\n", "A B", "A=B", "É", "A.B", 5, True, ["A"], None)
    },
    "environment variable of a server": (
        put(EVIL, "servers", 0, "x-env"),
        f"#/servers/0/x-env: {EVIL!r} {NO_ENVIRONMENT}",
    ),
    "environment variable of a scheme": (
        put("A B", *KEY, "x-env"),
        f"#/components/securitySchemes/key/x-env: 'A B' {NO_ENVIRONMENT}",
    ),
    **{
        f"header {value!r}": (
            put(value, *KEY, "name"),
            f"#/components/securitySchemes/key/name: {value!r} {NO_NAME}",
        )
        for value in ("", "X Key", "X:", "X-Key\r\nX-Evil: 1", "Ä", '"')
    },
    "header parameter of a path": (
        put("X\nY", "paths", "/a", "parameters", 0, "name"),
        f"#/paths/~1a/parameters/0/name: 'X\\nY' {NO_NAME}",
    ),
    "cookie parameter": (
        put("a;b", *POST, "parameters", 0, "name"),
        f"#/paths/~1a/post/parameters/0/name: 'a;b' {NO_NAME}",
    ),
    "media type": (
        put({"application/json\r\nX-Evil: 1": {}}, *POST, "requestBody", "content"),
        "#/paths/~1a/post/requestBody/content/application~1json\\r\\nX-Evil: 1: ",
    ),
    "unit of a wait": (
        put("minutes", *POST, "responses", "404", "headers", "X-Wait", "x-wait"),
        "#/paths/~1a/post/responses/404/headers/X-Wait/x-wait: 'minutes' is not a unit of a wait",
    ),
    "title": (put('"""', "info", "title"), "#/info/title: "),
    "title that is no module": (put("1 word", "info", "title"), "#/info/title: "),
    "title that is not ASCII": (put("日本", "info", "title"), "#/info/title: "),
    "long title": (put("word " * 99, "info", "title"), "#/info/title: "),
}


def generate(document: dict[str, Any], folder: Path) -> None:
    """Generate the client of *document*, with names from its title."""
    path, config = folder / "contract.json", folder / "generator.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    config.write_text("literal_enums: true\n", encoding="utf-8")
    build(path, config, INPUTS.templates, INPUTS.runtime, folder / "client")


def refusal_of(spoil: Spoil, folder: Path) -> str:
    """Return the message of the generator for the contract after *spoil*."""
    document = contract()
    spoil(document)
    with pytest.raises(GenerationError) as refusal:
        generate(document, folder)
    return str(refusal.value)


@pytest.mark.parametrize(("spoil", "message"), REFUSALS.values(), ids=map(ascii, REFUSALS))
def test_an_unusable_text_is_refused_with_its_place(
    tmp_path: Path, spoil: Spoil, message: str
) -> None:
    """The one line names the JSON pointer and the form that the text must have."""
    refusal = refusal_of(spoil, tmp_path)
    assert message in refusal
    assert refusal.isprintable()


def test_usable_texts_are_accepted(tmp_path: Path) -> None:
    """Every text of the contract has its form."""
    assert first_unusable(contract()) == ""
    generate(contract(), tmp_path)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (".nan", "#/info/x-a/0: nan is not a JSON value"),
        ("-.inf", "#/info/x-a/0: -inf is not a JSON value"),
        ("1e999", "#/info/x-a/0: inf is not a JSON value"),
        ("!!binary YQ==", "#/info/x-a/0: b'a' is not a JSON value"),
        ('"\\ud800"', "line 2: invalid YAML: found invalid Unicode character escape code"),
    ],
)
def test_values_that_json_does_not_have_are_refused(
    tmp_path: Path, value: str, message: str
) -> None:
    """Python writes them as names, or cannot write them to a file."""
    path = tmp_path / "contract.yaml"
    path.write_text(
        f"openapi: 3.1.0\ninfo: {{title: a, version: '1', x-a: [{value}]}}\npaths: {{}}"
    )
    with pytest.raises(GenerationError) as refusal:
        load(path)
    assert message in str(refusal.value)


@pytest.mark.parametrize("value", ['"\\ud800"', '{"\\udc00": 1}'])
def test_half_of_a_surrogate_pair_is_refused(tmp_path: Path, value: str) -> None:
    """No other text of JSON is invalid in UTF-8."""
    path = tmp_path / "contract.json"
    text = json.dumps({**contract(), "x-a": ["HERE"]})
    path.write_text(text.replace('"HERE"', value), encoding="utf-8")
    with pytest.raises(GenerationError, match="#/x-a/0: a text has half of a surrogate pair"):
        load(path)


def test_a_surrogate_pair_of_json_is_one_character(tmp_path: Path) -> None:
    """JSON writes characters such as emoji as pairs of escapes."""
    path = tmp_path / "contract.json"
    document = contract()
    document["info"]["title"] = "\U0001f600"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert "\\ud83d" in path.read_text(encoding="utf-8")
    assert load(path)["info"]["title"] == "\U0001f600"


def test_a_message_is_one_line_of_printable_characters() -> None:
    """A text of the contract in a message changes no terminal."""
    assert str(GenerationError("a\n\x1b[0m\u202eé")) == "a\\n\\x1b[0m\\u202eé"


def add_operation(identifier: str) -> Spoil:
    """Return a function that adds an operation beside `addWord`."""
    operation = {"operationId": identifier, "responses": {"204": {"description": "Done."}}}
    return put(operation, "paths", "/a", "put")


def add_variable(name: str) -> Spoil:
    """Return a function that adds a server variable beside `base`."""

    def spoil(document: dict[str, Any]) -> None:
        [server] = document["servers"]
        server["url"] += f"/{{{name}}}"
        server["variables"][name] = {"default": "a"}

    return spoil


def add_scheme(name: str) -> Spoil:
    """Return a function that adds a security scheme beside `key`."""
    scheme = {"type": "apiKey", "in": "header", "name": "X-Other"}
    return put(scheme, "components", "securitySchemes", name)


@pytest.mark.parametrize(
    ("spoil", "variables", "schemes"),
    [
        (add_variable("Base"), {"base": "base", "Base": "base_2"}, {"key": "key"}),
        (add_variable("timeout"), {"base": "base", "timeout": "timeout_2"}, {"key": "key"}),
        (add_variable("key"), {"base": "base", "key": "key"}, {"key": "key_2"}),
        (add_scheme("headers"), {"base": "base"}, {"key": "key", "headers": "headers_2"}),
        (add_scheme("key_prefix"), {"base": "base"}, {"key": "key", "key_prefix": "key_prefix_2"}),
        (add_scheme("X-Key"), {"base": "base"}, {"key": "key", "X-Key": "key_2"}),
    ],
)
def test_arguments_of_a_client_have_different_names(
    tmp_path: Path, spoil: Spoil, variables: dict[str, str], schemes: dict[str, str]
) -> None:
    """A name that is taken, by the client itself or by another argument, gets a number."""
    document = contract()
    spoil(document)
    assert client_arguments(document, "field_") == (variables, schemes)
    generate(document, tmp_path)


@pytest.mark.parametrize(("identifier", "module"), [("add_word", "add_word_2"), ("ﬁnd", "find")])
def test_operations_have_modules_of_their_own(tmp_path: Path, identifier: str, module: str) -> None:
    """One of two operations would replace the other, or could not be imported by its name."""
    document = contract()
    add_operation(identifier)(document)
    generate(document, tmp_path)
    assert {path.stem for path in tmp_path.glob("client/*/api/default/[!_]*.py")} == {
        "add_word",
        module,
    }
