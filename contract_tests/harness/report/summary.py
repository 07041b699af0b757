"""
The verdict as data. `report.json` is an object with these members:

    format       1; another number means that what is written here is not true of it
    verdict      kept (true or false), sentence
    contract     path, title, version, openapi, sha256 of the file
    against      the same of the newer contract that the server of this run kept, or null
    package      name and path of the client
    run          started (ISO 8601), seconds, profile, seed (or null), interrupted, and
                 other_tests (of no law): passed, failed
    versions     of Python, Prism and the packages that the laws stand on, by name
    laws         list: law, operation ("-": the package as a whole), verdict, kept, cases, seconds,
                 tests (that came to an end), planned (that there are), notes (list, for people)
    failures     list, of the client: law, operation, check, test, received, documented, played
                 (the answer, where no server made it), python (list of lines), curl, replay (the
                 command that makes the call again); the last four are empty where no single call
                 is to blame, replay also where a file cannot hold the call
    errors       list, of the harness: law, operation, test, message
    coverage     items, classes: each with reached and total;
                 parts: a list of what the contract speaks of, in its order: operation, part, of,
                 name, cases (proven, with a value that the contract allows), and
                 classes: a list of name, allowed (by the contract), cases

No part of it holds a key: a failure names keys, and the lines that reproduce it leave them out.
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

FORMAT = 1
PACKAGES = ("httpx", "hypothesis", "schemathesis", "pytest")


def summary(
    verdict: ResultCollector,
    contract: Contract,
    package: Path,
    run: Mapping[str, Any],
    against: Contract | None = None,
) -> dict[str, Any]:
    """What `report.json` says; *run* is its member of that name."""
    return {
        "format": FORMAT,
        "verdict": {"kept": verdict.kept, "sentence": verdict.sentence},
        "contract": _about(contract),
        "against": against and _about(against),
        "package": {"name": package.name, "path": shown(package)},
        "run": dict(run),
        "versions": versions(),
        "laws": [_law(row) for row in verdict.rows.values()],
        "failures": [dict(failure) for failure in verdict.failures],
        "errors": verdict.errors,
        "coverage": _coverage(verdict.observer.coverage if verdict.observer else Coverage()),
    }


def versions() -> dict[str, str]:
    """What ran, by name. Prism is left out when it is not installed."""
    try:
        prism = {"Prism": prism_version()}
    except MockServerError:
        prism = {}
    return {
        "Python": platform.python_version(),
        **prism,
        **{name: version(name) for name in PACKAGES},
    }


def shown(path: Path) -> str:
    """*path*, from the root of the project if it is inside."""
    path = path.resolve()
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _about(contract: Contract) -> dict[str, str]:
    info = contract.document.get("info", {})
    return {
        "path": shown(contract.path),
        "title": str(info.get("title", "")),
        "version": str(info.get("version", "")),
        "openapi": str(contract.document["openapi"]),
        "sha256": hashlib.sha256(contract.path.read_bytes()).hexdigest(),
    }


def _law(row: Row) -> dict[str, Any]:
    names = ("law", "operation", "verdict", "kept", "cases", "tests", "planned", "notes")
    return {**{name: getattr(row, name) for name in names}, "seconds": round(row.seconds, 3)}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "items": dict(zip(("reached", "total"), coverage.covered, strict=True)),
        "classes": dict(zip(("reached", "total"), coverage.reached, strict=True)),
        "parts": [
            {
                **{n: getattr(item, n) for n in ("operation", "part", "of", "name", "cases")},
                "classes": [
                    {"name": name, "allowed": allowed, "cases": item.seen[name]}
                    for name, allowed in item.classes.items()
                ],
            }
            for item in coverage.items
        ],
    }
