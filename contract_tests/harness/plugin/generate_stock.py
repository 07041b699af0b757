"""Generates a client with stock openapi-python-client, without anything of this project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError
from contract_tests.harness.spec.yaml12 import read_document


def generate_stock_package(spec: Path, folder: Path, **options: Any) -> Path:
    """
    Generate a client from *spec* in the empty *folder*, and return the folder of its package.

    openapi-python-client reads the contract as JSON, because it refuses a status in YAML that has
    no quotes. *options* are those of its configuration file.

    Raises:
        GenerationFailedError: openapi-python-client cannot make a client.
    """
    contract, config, target = folder / "contract.json", folder / "config.json", folder / "client"
    contract.write_text(json.dumps(read_document(spec)), encoding="utf-8")
    config.write_text(json.dumps(options), encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate"]
    paths = {"--path": contract, "--config": config, "--output-path": target}
    words = [str(word) for pair in paths.items() for word in pair]
    # Its last step formats the client with the `ruff` of this environment.
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "RUFF_NO_CACHE": "true"}
    done = subprocess.run([*command, *words], env=environment, capture_output=True, text=True)
    packages = [path.parent for path in target.glob("*/__init__.py")]
    if done.returncode or len(packages) != 1:
        reason = " ".join((done.stdout + done.stderr).split())
        raise GenerationFailedError(f"{spec}: openapi-python-client fails: {reason[:300]}")
    return packages[0]
