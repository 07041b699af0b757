"""Runs the laws for one contract, and counts the operations that the client keeps."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contract_tests.corpus import selection
from contract_tests.corpus.processes import run

# Seconds in which an interrupted run must write its report.
GRACE = 120.0


def verify(spec: Path, folder: Path, operations: int, limit: float) -> dict[str, Any]:
    """
    Run the laws for *spec*, and return the members of a measurement that they determine.

    Args:
        spec: the contract.
        folder: for the report.
        operations: how many of its operations are verified at most.
        limit: seconds after which the run is interrupted; its report has what was verified.
    """
    start = time.monotonic()
    options = [f"--spec={spec}", "--profile=brief", f"--report={folder}", "--tb=short"]
    ended = run(
        ["-m", "contract_tests", "-p", selection.__name__, *options],
        limit,
        grace=GRACE,
        environment={selection.VARIABLE: str(operations)},
    )
    found = {"laws_seconds": time.monotonic() - start}
    report = folder / "report.json"
    if not report.is_file() and not ended.in_time:
        return {**found, "outcome": "not verified", "reason": "no report within the time limit"}
    if not report.is_file():
        return {**found, "outcome": "failed", "reason": ended.last_line}
    verdicts = operation_verdicts(json.loads(report.read_bytes()))
    return {**found, **_counts(verdicts.values())}


def operation_verdicts(report: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """
    Return (status, first reason) of each operation in a *report* of which a test ran.

    The status is kept, broken or not verified.
    """
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in report["laws"]:
        rows.setdefault(row["operation"], []).append(row)
    selected = {name: laws for name, laws in rows.items() if any(map(_has_begun, laws))}
    return {name: _verdict(name, laws, report) for name, laws in selected.items()}


def _has_begun(row: Mapping[str, Any]) -> bool:
    return bool(row["tests_completed"]) or row["status"] in ("broken", "not verified (error)")


def _verdict(
    operation: str, laws: Iterable[Mapping[str, Any]], report: Mapping[str, Any]
) -> tuple[str, str]:
    for failure in report["failures"]:
        if failure["operation"] == operation:
            text = failure["difference"] or failure["received"]
            return "broken", f"{operation}: {failure['check']}: {text}"
    for error in report["errors"]:
        if error["operation"] == operation:
            return "not verified", f"{operation}: {error['message']}"
    for row in laws:
        if not row["kept"]:
            return "not verified", f"{operation}: {row['law']} law: {row['status']}"
    return "kept", ""


def _counts(verdicts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    verdicts = list(verdicts)
    statuses = [status for status, _ in verdicts]
    found: dict[str, Any] = {
        "kept": statuses.count("kept"),
        "broken": statuses.count("broken"),
        "not_verified": statuses.count("not verified"),
    }
    for outcome in ("broken", "not verified"):
        if reason := next((text for status, text in verdicts if status == outcome), ""):
            return {**found, "outcome": outcome, "reason": re.sub(r"\s+", " ", reason)}
    if not verdicts:
        return {**found, "outcome": "not verified", "reason": "no test ran within the time limit"}
    return {**found, "outcome": "kept"}
