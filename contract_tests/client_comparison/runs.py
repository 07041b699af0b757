"""Runs the laws for the client of one column and one contract."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from contract_tests.client_comparison.columns import Column
from contract_tests.harness.driver.call_arguments import MISSING_PART
from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError
from contract_tests.harness.project import ROOT
from contract_tests.harness.spec.yaml12 import read_document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class ComparisonError(Exception):
    """A run has no result that can be compared. The message is one line."""


def report_of(column: Column, spec: Path, folder: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """
    Generate the client, run all laws on it, and return the content of `report.json`.

    If no client can be generated because of one operation, this is a failure in the report, and the
    laws run for the others.

    Args:
        column: the client.
        spec: the contract.
        folder: an empty folder.
        arguments: further arguments of `python -m contract_tests`, the same for each column.

    Raises:
        ComparisonError: the client cannot be generated, or the harness did not verify it.
    """
    spec, package, missing = _generate(column, spec, folder)
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
    report["failures"] += missing
    report["laws"] += [{"operation": each["operation"]} for each in missing]
    return report


def _generate(column: Column, spec: Path, folder: Path) -> tuple[Path, Path, list[dict[str, Any]]]:
    """The contract that a client was generated for, its package, and what is missing of *spec*."""
    try:
        return spec, column.generate(spec, folder, **column.options), []
    except GenerationFailedError as error:
        reason = str(error)
    for number, (label, document) in enumerate(_without_one_operation(spec)):
        smaller = folder / str(number) / f"{spec.stem}.json"
        smaller.parent.mkdir()
        smaller.write_text(json.dumps(document), encoding="utf-8")
        with suppress(GenerationFailedError):
            package = column.generate(smaller, smaller.parent, **column.options)
            return smaller, package, [_missing_operation(label, reason)]
    raise ComparisonError(f"{column.title}: {reason}")


def _without_one_operation(spec: Path) -> Iterator[tuple[str, Any]]:
    """Each operation of *spec*, and the document without it; none for a single operation."""
    paths = read_document(spec).get("paths", {})
    operations = [(path, method) for path in paths for method in METHODS if method in paths[path]]
    if len(operations) > 1:
        for path, method in operations:
            document = read_document(spec)
            del document["paths"][path][method]
            yield f"{method.upper()} {path}", document


def _missing_operation(label: str, reason: str) -> dict[str, Any]:
    """The failure of a client that cannot be generated with this operation."""
    return {
        "law": "request",
        "operation": label,
        "promise": "",
        "check": MISSING_PART,
        "received": f"no client: {reason}",
        "documented": label,
        "canned_response": "",
        "python": [],
    }
