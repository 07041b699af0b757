"""A real Prism serves contracts whose servers have paths and variables."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.tests.comparison.small_contracts import contract

TEXT = {"type": "string"}
VARIABLE = {"url": "https://a.example/stores/{s}/v3", "variables": {"s": {"default": "s"}}}


@pytest.mark.parametrize(
    ("server", "path", "names", "target"),
    [
        (VARIABLE, "/pets/{id}", ["id"], "/pets/7"),
        (
            {"url": "https://a.example"},
            "/stores/{s}/v3/pets/{id}",
            ["s", "id"],
            "/stores/x/v3/pets/7",
        ),
    ],
)
def test_prism_serves_the_paths_of_a_contract_whatever_its_servers_are(
    server: Any, path: str, names: list[str], target: str, tmp_path: Path
) -> None:
    """The server URL is not part of the path at Prism, and the client gets the URL of Prism."""
    parameters = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]
    served = contract(path=path, parameters=parameters, servers=[server], response={"const": 1})
    file = tmp_path / "contract.json"
    file.write_text(json.dumps(served.document))
    with Prism(file) as prism:
        connection = http.client.HTTPConnection(prism.host, prism.port, timeout=60)
        connection.request("POST", target)
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())) == (200, 1)
        connection.close()
