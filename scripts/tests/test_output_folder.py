"""The generator writes only into its output folder, whatever the names in a contract contain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.plugin.generate_for_spec import generate_client

NAMES = [
    "../../evil", "/etc/evil", "..\\..\\evil", "a/b", "__init__", "", "\x00x", "\n", "ü" * 300,
    "a" * 300, "import os", "$(x)", "%2e%2e%2f", "{{x}}", "'\"", "class", "\N{GRINNING FACE}",
]  # fmt: skip


def contract() -> dict[str, Any]:
    """Return a contract that has each of the names in every place that a module is named by."""
    text = {"type": "string"}
    schema = {"$ref": "#/components/schemas/Things"}
    responses = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    things = {name: {"title": name, "type": "object", "properties": {"a": text}} for name in NAMES}
    paths = {
        f"/{number}": {
            "get": {"operationId": name, "tags": [name], "responses": responses},
            "post": {"operationId": f"post{number}", "tags": [name], "responses": responses},
            "put": {"operationId": name, "tags": ["all"], "responses": responses},
        }
        for number, name in enumerate(NAMES)
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "../../evil", "version": "../1"},
        "paths": paths,
        "components": {"schemas": {"Things": {"type": "object", "properties": things}, **things}},
    }


def test_every_file_is_in_the_output_folder(tmp_path: Path) -> None:
    """Every operation has a module of its own there."""
    spec, folder = tmp_path / "contract.json", tmp_path / "in" / "here"
    spec.write_text(json.dumps(contract()), encoding="utf-8")
    folder.mkdir(parents=True)
    client = generate_client(spec, folder)
    outside = [path for path in tmp_path.rglob("*") if not path.is_relative_to(folder)]
    assert sorted(outside) == [spec, folder.parent]
    modules = load_modules(load_package(client.package))
    labels = {f"{method} /{n}" for n in range(len(NAMES)) for method in ("GET", "POST", "PUT")}
    assert labels <= modules.keys()
    assert len({modules[label].__file__ for label in labels}) == len(labels)
