"""What Prism is shown of a contract: the same, in words that it takes as they are meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.prism.prism_compat import prism_compatible
from contract_tests.harness.project import SPEC

HEAD = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}}


def shown(folder: Path, document: dict[str, Any]) -> dict[str, Any]:
    """What Prism is to read of *document*, without what each contract has."""
    path = folder / "contract.yaml"
    path.write_text(json.dumps({**HEAD, **document}), encoding="utf-8")
    with prism_compatible(path) as file:
        found = json.loads(file.read_text(encoding="utf-8"))
    assert path.is_file() and file.is_file() == (file == path)
    return {name: each for name, each in found.items() if name not in HEAD}


def test_a_contract_that_is_plain_is_served_as_it_is() -> None:
    """The file itself, so that what Prism says of it names it."""
    with prism_compatible(SPEC) as file:
        assert file == SPEC


@pytest.mark.parametrize(
    ("said", "meant"),
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
def test_what_prism_would_stumble_on_is_said_otherwise(
    tmp_path: Path, said: dict[str, Any], meant: dict[str, Any]
) -> None:
    """And nothing else: a member may be called as a keyword is."""
    assert shown(tmp_path, {"paths": [said]}) == {"paths": [meant]}
