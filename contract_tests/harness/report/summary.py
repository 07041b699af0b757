"""
The results of a run as data. `report.json` is an object with these members:

    format          2; another number stands for another layout than this one
    verdict         kept (true or false), sentence
    contract        path, title, version, openapi, sha256 of the file
    against         the same of the newer contract that the server of this run kept, or null
    package         name and path of the client
    run             started (ISO 8601), seconds, profile, seed (or null), interrupted, and
                    other_tests (of no law): passed, failed
    versions        of Python, Prism and the packages that the laws rely on, by name
    laws            list: law, operation ("-": the package as a whole), status, kept, cases,
                    seconds, tests_collected, tests_completed, notes (list, for people)
    not_applicable  list of tests without a case: law, operation, test, reason
    failures        list, of the client: law, operation, check, test, received, documented,
                    canned_response (if the harness made the response), python (list of lines),
                    curl, replay (the command that replays the call); the last four are empty
                    if no single call failed, replay also if no file can hold the call
    errors          list, of the harness: law, operation, test, message
    coverage        items, classes: each with reached and total;
                    parts: list in the order of the contract: operation, part, of, name, cases
                    (with a value that the contract allows), and
                    classes: list of name, allowed (by the contract), cases

It contains no credential: failures name credentials, and the lines that reproduce them omit them.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contract_tests.harness.prism.installation import MockServerError, prism_version
from contract_tests.harness.project import ROOT
from contract_tests.harness.report.coverage import Coverage
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.report.table import Row
from contract_tests.harness.spec import Contract

FORMAT = 2
PACKAGES = ("httpx", "hypothesis", "schemathesis", "pytest")
ROW_MEMBERS = (
    *("law", "operation", "status", "kept"),
    *("cases", "tests_collected", "tests_completed", "notes"),
)


def summary(
    results: ResultCollector,
    contract: Contract,
    package: Path,
    run: Mapping[str, Any],
    newer: Contract | None = None,
) -> dict[str, Any]:
    """The content of `report.json`; *run* is its member of that name."""
    return {
        "format": FORMAT,
        "verdict": {"kept": results.kept, "sentence": results.verdict},
        "contract": _contract(contract),
        "against": newer and _contract(newer),
        "package": {"name": package.name, "path": short_path(package)},
        "run": dict(run),
        "versions": _versions(),
        "laws": [_law(row) for row in results.rows.values()],
        "not_applicable": results.not_applicable_tests,
        "failures": [dict(failure) for failure in results.failures],
        "errors": results.errors,
        "coverage": _coverage(results.observer.coverage if results.observer else Coverage()),
    }


def short_path(path: Path) -> str:
    """*path* relative to the root of the project, if it is inside."""
    path = path.resolve()
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _versions() -> dict[str, str]:
    """The installed versions by name, without Prism if it is not installed."""
    try:
        prism = {"Prism": prism_version()}
    except MockServerError:
        prism = {}
    return {
        "Python": platform.python_version(),
        **prism,
        **{name: version(name) for name in PACKAGES},
    }


def _contract(contract: Contract) -> dict[str, str]:
    info = contract.document.get("info", {})
    return {
        "path": short_path(contract.path),
        "title": str(info.get("title", "")),
        "version": str(info.get("version", "")),
        "openapi": str(contract.document["openapi"]),
        "sha256": hashlib.sha256(contract.path.read_bytes()).hexdigest(),
    }


def _law(row: Row) -> dict[str, Any]:
    members = {name: getattr(row, name) for name in ROW_MEMBERS}
    return {**members, "seconds": round(row.seconds, 3)}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "items": dict(zip(("reached", "total"), coverage.reached_items, strict=True)),
        "classes": dict(zip(("reached", "total"), coverage.reached_classes, strict=True)),
        "parts": [
            {
                **{n: getattr(item, n) for n in ("operation", "part", "of", "name", "cases")},
                "classes": [
                    {"name": name, "allowed": allowed, "cases": item.class_cases[name]}
                    for name, allowed in item.classes.items()
                ],
            }
            for item in coverage.items
        ],
    }
