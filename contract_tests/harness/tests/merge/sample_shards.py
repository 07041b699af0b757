"""Runs of pytest in shards, and their reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.report.summary import SCHEMA_FILE
from contract_tests.harness.tests.sample_run import run

SHARDS = 3


def read(folder: Path) -> dict[str, Any]:
    """The content of `report.json`."""
    data: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes())).validate(data)
    return data


def write(folder: Path, data: dict[str, Any]) -> None:
    """Replace the content of `report.json`."""
    (folder / "report.json").write_text(json.dumps(data))


def shards(
    pytester: pytest.Pytester, body: str, *options: str, other: str = "pass"
) -> tuple[list[str], list[int]]:
    """Run the shards; return the folders of their reports, and their exit codes."""
    folders = [f"shard-{number}" for number in range(1, SHARDS + 1)]
    codes = []
    for each in folders:
        part = f"--report={each}", f"--shard={each[-1]}/{SHARDS}"
        codes.append(int(run(pytester, body, *part, *options, other=other).ret))
    return folders, codes
