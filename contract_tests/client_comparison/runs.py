"""Runs the laws for the client of one column and one contract."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contract_tests.client_comparison.columns import Column
from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError
from contract_tests.harness.project import ROOT


class ComparisonError(Exception):
    """A run has no result that can be compared. The message is one line."""


def report_of(column: Column, spec: Path, folder: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """
    Generate the client, run all laws on it, and return the content of `report.json`.

    Args:
        column: the client.
        spec: the contract.
        folder: an empty folder.
        arguments: further arguments of `python -m contract_tests`, the same for each column.

    Raises:
        ComparisonError: the client cannot be generated, or the harness did not verify it.
    """
    try:
        package = column.generate(spec, folder, **column.options)
    except GenerationFailedError as error:
        raise ComparisonError(f"{column.title}: {error}") from error
    options = [f"--spec={spec}", f"--package={package}", f"--report={folder / 'report'}"]
    command = [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(
        [*command, *options, *column.arguments, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    path = folder / "report" / "report.json"
    if not path.is_file():
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise ComparisonError(f"{column.title}, {spec.name}: {lines[-1] if lines else 'no output'}")
    report: dict[str, Any] = json.loads(path.read_bytes())
    for each in report["errors"]:
        message = " ".join(each["message"].split())[:300]
        raise ComparisonError(f"{column.title}, {spec.name}: {each['test']}: {message}")
    return report
