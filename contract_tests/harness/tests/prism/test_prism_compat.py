"""Each rewrite of a contract for Prism, and contracts that are not rewritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.prism.prism_compat import prism_compatible
from contract_tests.harness.project import SPEC
from contract_tests.harness.spec.media_types import FORM

TEXT = {"type": "string"}


def test_a_contract_without_unsupported_parts_is_served_as_it_is() -> None:
    """Prism gets the file itself, so its messages name that file."""
    with prism_compatible(SPEC) as file:
        assert file == SPEC


@pytest.mark.parametrize(
    ("node", "rewritten"),
    [
        ({"x-docs": [{"$ref": "./start.md"}]}, {}),
        ({"x-docs": {"$ref": "#/info"}}, {"x-docs": {"$ref": "#/info"}}),
        ({"x-docs": {"$ref": "#/nothing"}}, {}),
        ({"example": [{"$ref": "https://host.example/a.json"}]}, {}),
        ({"default": {"a": {"$ref": "#/nothing"}}}, {}),
        ({"example": {"$ref": "#/paths/0"}}, {"example": {"$ref": "#/paths/0"}}),
        (
            {"examples": {"a": {"value": {"$ref": "b.json"}}, "c": {"$ref": "#/info"}}},
            {"examples": {"c": {"$ref": "#/info"}}},
        ),
        (
            {"x-a": {"$ref": "#/paths/0/x-b"}, "x-b": {"$ref": "#/nothing"}, "x-c": 1},
            {"x-c": 1},
        ),
        ({"callbacks": {"a": {}}, "responses": {}}, {"responses": {}}),
        ({"callbacks": {"type": "string"}}, {"callbacks": {"type": "string"}}),
        ({"content": {"a/b+json": {}}}, {"content": {"a/b+json": {"schema": {}}}}),
        ({"content": {"a/xml": {}, "a/b+json": {}}}, {"content": {"a/b+json": {"schema": {}}}}),
        ({"content": {"a/xml": {}}}, {"content": {"a/xml": {"schema": TEXT}}}),
        ({"content": {"text/csv": {}}}, {"content": {"text/csv": {"schema": TEXT}}}),
        ({"content": {"text/csv": {"schema": {}}}}, {"content": {"text/csv": {"schema": TEXT}}}),
        (
            {"content": {"text/csv": {"schema": {"type": "string", "maxLength": 2}}}},
            {"content": {"text/csv": {"schema": {"type": "string", "maxLength": 2}}}},
        ),
        (
            {"content": {"*/*": {"schema": {"type": "object"}}}},
            {"content": {"application/json": {"schema": {"type": "object"}}}},
        ),
        (
            {"content": {FORM: {"schema": {"$ref": "#/components/schemas/Tags"}}}},
            {
                "content": {
                    FORM: {
                        "schema": {"$ref": "#/components/schemas/Tags"},
                        "encoding": {"tags": {"style": "form", "explode": True}},
                    }
                }
            },
        ),
        ({"type": "number", "format": "int32"}, {"type": "number"}),
        ({"type": "string", "format": "url"}, {"type": "string"}),
        ({"type": "string", "format": "uri"}, {"type": "string", "format": "uri"}),
        ({"type": "integer", "format": "int32"}, {"type": "integer", "format": "int32"}),
        (
            {"in": "header", "schema": {"type": "array", "items": {}}},
            {"in": "header", "schema": {}},
        ),
        (
            {"in": "header", "name": "Prefer", "schema": TEXT},
            {"in": "header", "name": "Prefer", "schema": {}},
        ),
        (
            {"in": "query", "name": "Prefer", "schema": TEXT},
            {"in": "query", "name": "Prefer", "schema": TEXT},
        ),
        (
            {"in": "query", "schema": {"type": "array"}},
            {"in": "query", "schema": {"type": "array"}},
        ),
        ({"prefixItems": [True], "items": False, "minItems": 1}, {"minItems": 1}),
        ({"prefixItems": {"type": "array"}}, {"prefixItems": {"type": "array"}}),
        ({"content": {"type": "object"}}, {"content": {"type": "object"}}),
    ],
)
def test_only_parts_that_prism_misreads_are_rewritten(
    tmp_path: Path, node: dict[str, Any], rewritten: dict[str, Any]
) -> None:
    """A property with the name of a keyword is left alone."""
    tags = {"properties": {"tags": {"type": "array"}, "name": TEXT}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": [node],
        "components": {"schemas": {"Tags": tags}},
    }
    path = tmp_path / "contract.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    with prism_compatible(path) as file:
        assert json.loads(file.read_text(encoding="utf-8")) == {**document, "paths": [rewritten]}
    assert path.is_file() and file.is_file() == (file == path)
