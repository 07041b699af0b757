"""A contract with a text at every place that takes one, and the client of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract_tests.harness.tests.generator_fixtures import INPUTS
from generation.build import build
from generation.regeneration import GeneratorInputs

Text = Callable[[str], str]

#: A call that would show up as a name if a text became code.
MARKER = '__import__("os").PWNED()'


def harmless(_place: str) -> str:
    """Return a text that cannot do harm, whatever its place in the contract."""
    return "plain"


def contract(text: Text) -> dict[str, Any]:
    """Return a contract whose free texts are *text* of their place, and whose names are fixed."""
    words: dict[str, Any] = {
        "type": "object",
        "description": text("schema description"),
        "example": {"text": text("schema example")},
        "required": ["text", "kind", "fixed", "secret"],
        "properties": {
            "text": {
                "type": "string",
                "description": text("member description"),
                "example": text("member example"),
                "pattern": re.escape(text("pattern")),
            },
            "kind": {"type": "string", "enum": [text("enum") + "1", text("enum") + "2"]},
            "fixed": {"type": "string", "const": text("const")},
            "secret": {"type": "string", "const": text("secret"), "x-sensitive": True},
            "hidden": {
                "type": "string",
                "default": text("default"),
                "description": text("hidden"),
                "x-sensitive": True,
            },
            "either": {"oneOf": [{"type": "integer"}, {"type": "string", "const": text("either")}]},
            "more": {"type": "array", "items": {"$ref": "#/components/schemas/More"}},
        },
        "additionalProperties": {"type": "string", "const": text("additional")},
        "x-unread": {text("extension"): text("extension")},
    }
    more = {
        "type": "object",
        "description": text("more description"),
        "properties": {
            "id": {"type": "string", "format": "uuid", "description": text("uuid")},
            "words": {"$ref": "#/components/schemas/Words", "description": text("beside")},
        },
    }
    parameters = [
        {
            "name": name,
            "in": where,
            "required": where == "path",
            "description": text(f"{where} description"),
            "example": text(f"{where} example"),
            "schema": schema,
        }
        for name, where, schema in (
            ("id", "path", {"type": "string", "format": "uuid"}),
            ("word", "path", {"type": "string", "enum": [text("path enum"), "b"]}),
            ("q", "query", {"type": "string", "default": text("query default")}),
            ("fixed", "query", {"type": "string", "const": text("query const")}),
            ("X-Word", "header", {"type": "string", "default": text("header default")}),
            ("crumb", "cookie", {"type": "string", "pattern": re.escape(text("cookie"))}),
        )
    ]
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Words"}}}
    header = {
        "description": text("header"),
        "schema": {"type": "integer", "description": text("header schema")},
        "x-wait": "seconds",
    }
    responses = {
        "200": {"description": text("response"), "headers": {"X-Wait": header}, "content": body},
        "404": {"description": text("response"), "headers": {"X-Wait": header}, "content": body},
        "409": {
            "description": text("response"),
            "content": {"application/json": {"schema": {"const": text("error const")}}},
        },
        "x-responses": text("extension"),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text("title"),
            "description": text("info description"),
            "version": text("version"),
            "license": {"name": text("licence")},
        },
        "servers": [
            {
                "url": "https://example.com/{base}",
                "description": text("server"),
                "x-env": "API_URL",
                "variables": {
                    "base": {
                        "default": text("variable default"),
                        "enum": [text("variable default"), text("variable enum") + "2"],
                        "description": text("variable"),
                        "x-env": "API_BASE",
                    }
                },
            }
        ],
        "tags": [{"name": "words", "description": text("tag")}],
        "security": [{"key": []}],
        "paths": {
            f"/words/{{id}}/{{word}}/{re.sub('[{}/]', '', text('path'))}": {
                "summary": text("path summary"),
                "description": text("path description"),
                "post": {
                    "operationId": "addWord",
                    "tags": ["words"],
                    "summary": text("summary"),
                    "description": text("operation description"),
                    "parameters": parameters,
                    "requestBody": {
                        "description": text("body"),
                        "required": True,
                        "content": {
                            **body,
                            "application/x-www-form-urlencoded": {
                                "schema": {"$ref": "#/components/schemas/More"}
                            },
                        },
                    },
                    "responses": responses,
                },
                "get": {"operationId": "noSummary", "parameters": parameters[:2],
                        "responses": {"204": {"description": text("response")}}},
            },
            "x-paths": {"get": text("extension")},
        },
        "components": {
            "schemas": {
                "Words": words,
                "More": more,
                "Kind": {"type": "string", "enum": [text("component"), "b"]},
            },
            "securitySchemes": {
                "key": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Key",
                    "description": text("scheme"),
                    "x-env": "API_KEY",
                }
            },
        },
    }  # fmt: skip


def generate(document: dict[str, Any], folder: Path, *, hooks: bool = False) -> Path:
    """Generate the client of *document* in the new *folder*, formatted by ruff with *hooks*."""
    folder.mkdir()
    path, target = folder / "contract.json", folder / "client"
    path.write_text(json.dumps(document), encoding="utf-8")
    options = INPUTS.config.read_text(encoding="utf-8")
    config = folder / "generator.yaml"
    config.write_text(options if hooks else options.partition("post_hooks:")[0], encoding="utf-8")
    if hooks:
        GeneratorInputs(contract=path, config=config, target=target).build(target)
    else:
        build(path, config, INPUTS.templates, INPUTS.runtime, target)
    return target
