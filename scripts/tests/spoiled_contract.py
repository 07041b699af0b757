"""A small contract, functions that spoil it, and what the generator makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generation.contract import load
from generation.errors import GenerationError
from generation.limitations import Limitation, Limitations

Spoil = Callable[[dict[str, Any]], object]
POST = ("paths", "/b", "post")
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


def assert_repaired(folder: Path, spoil: Spoil, items: list[str]) -> None:
    """Assert that *items* are reported for the spoiled contract, and that strict reading fails."""
    found, limitations = loaded(folder, spoil)
    assert [each.item for each in limitations] == items
    assert found["paths"]
    assert all(each.reason and each.remedy and str(each).isprintable() for each in limitations)
    with pytest.raises(GenerationError) as refusal:
        load(folder / "contract.json")
    assert "\n" not in str(refusal.value)
