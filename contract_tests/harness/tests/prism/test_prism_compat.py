"""Each rewrite of a contract for Prism, and contracts that are not rewritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.prism.prism_compat import prism_compatible
from contract_tests.harness.project import SPEC


def test_a_contract_without_unsupported_parts_is_served_as_it_is() -> None:
    """Prism gets the file itself, so its messages name that file."""
    with prism_compatible(SPEC) as file:
        assert file == SPEC


@pytest.mark.parametrize(
    ("node", "rewritten"),
    [
        ({"x-docs": [{"$ref": "./start.md"}]}, {}),
        ({"x-docs": {"$ref": "#/info"}}, {"x-docs": {"$ref": "#/info"}}),
        ({"callbacks": {"a": {}}, "responses": {}}, {"responses": {}}),
        ({"callbacks": {"type": "string"}}, {"callbacks": {"type": "string"}}),
        ({"content": {"a/json": {}}}, {"content": {"a/json": {"schema": {}}}}),
        ({"content": {"a/xml": {}, "a/json": {}}}, {"content": {"a/json": {"schema": {}}}}),
        ({"content": {"a/xml": {}}}, {"content": {"a/xml": {"schema": {}}}}),
        ({"prefixItems": [True], "items": False, "minItems": 1}, {"minItems": 1}),
        ({"prefixItems": {"type": "array"}}, {"prefixItems": {"type": "array"}}),
        ({"content": {"type": "object"}}, {"content": {"type": "object"}}),
    ],
)
def test_only_parts_that_prism_misreads_are_rewritten(
    tmp_path: Path, node: dict[str, Any], rewritten: dict[str, Any]
) -> None:
    """A property with the name of a keyword is left alone."""
    document = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": [node]}
    path = tmp_path / "contract.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    with prism_compatible(path) as file:
        assert json.loads(file.read_text(encoding="utf-8")) == {**document, "paths": [rewritten]}
    assert path.is_file() and file.is_file() == (file == path)
