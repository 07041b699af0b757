"""The results of a run as data: the content of `report.json`, described by `report.schema.json`."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests.harness.baseline import AcceptedItem, Baseline
from contract_tests.harness.comparison.changes import as_data
from contract_tests.harness.prism.installation import MockServerError, prism_version
from contract_tests.harness.project import ROOT
from contract_tests.harness.report.changes import ChangeLog
from contract_tests.harness.report.coverage import Coverage
from contract_tests.harness.report.promises import PromiseRow
from contract_tests.harness.report.run_results import RunResults
from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.table import COMPATIBILITY, Row
from contract_tests.harness.spec import Contract

if TYPE_CHECKING:
    from generation.limitations import Limitation

# Changes whenever `report.schema.json` does.
FORMAT = 4
SCHEMA_FILE = Path(__file__).with_name("report.schema.json")
PACKAGES = ("httpx", "hypothesis", "schemathesis", "pytest")


def summary(
    results: RunResults,
    contract: Contract,
    package: Path,
    run: Mapping[str, Any],
    newer: Contract | None = None,
    changes: ChangeLog | None = None,
    limitations: tuple[Limitation, ...] = (),
    baseline: Baseline | None = None,
) -> dict[str, Any]:
    """The content of `report.json`; *run* is its member of that name, without `shard`."""
    return {
        "format": FORMAT,
        "contract": _contract(contract),
        "against": newer and _contract(newer),
        "package": _package(package),
        "run": {**run, "shard": results.shard and asdict(results.shard)},
        "versions": _versions(),
        "baseline": None if baseline is None else [_entry(each) for each in baseline.entries],
        **results_data(results),
        "changes": changes_data(changes) if changes else None,
        "limitations": limitations_data(limitations),
    }


def results_data(results: RunResults) -> dict[str, Any]:
    """The members of `report.json` that the tests determine."""
    return {
        "verdict": {"kept": results.kept, "sentence": results.verdict},
        "laws": [_law(row, results.shard) for row in results.rows.values()],
        "promises": [_promise(row) for row in results.promises.sorted()],
        "not_promised": results.not_promised_rows,
        "not_applicable": results.not_applicable_tests,
        "without_case": results.tests_without_case,
        "failures": [dict(each) for each in results.failures if each["law"] != COMPATIBILITY],
        "errors": results.errors,
        "coverage": {
            "required": results.full_coverage,
            **_coverage(results.coverage or Coverage()),
        },
    }


def limitations_data(limitations: tuple[Limitation, ...]) -> list[dict[str, str]]:
    """The member `limitations` of `report.json`."""
    return [{"item": each.item, **asdict(each)} for each in limitations]


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


def _package(package: Path) -> dict[str, str]:
    """The name, the path and the SHA-256 of all files of the client."""
    from generation.output_tree import contents  # in `scripts`, which only pytest adds to the path

    digest = hashlib.sha256()
    for name, content in contents(package).items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return {"name": package.name, "path": short_path(package), "sha256": digest.hexdigest()}


def _entry(entry: AcceptedItem) -> dict[str, Any]:
    return {**asdict(entry), "expires": entry.expires and entry.expires.isoformat()}


def changes_data(log: ChangeLog) -> dict[str, Any]:
    """The member `changes` of `report.json`."""
    verdict, judgement = log.verdict, log.verdict.judgement
    return {
        "found": [
            {**as_data(each), "item": each.item, "accepted": verdict.reason(each)}
            for each in verdict.changes
        ],
        "expired": [each.item for each in judgement.expired],
        "stale": [each.item for each in judgement.stale],
    }


def _law(row: Row, shard: Shard | None) -> dict[str, Any]:
    return {
        **asdict(row),
        "status": row.status_in(shard),
        "kept": row.kept,
        "seconds": round(row.seconds, 3),
        "failed_checks": sorted(row.failed_checks),
        "stopped_by": sorted(row.stopped_by),
        "inconclusive": dict(row.inconclusive),
        "notes": row.notes,
    }


def _promise(row: PromiseRow) -> dict[str, Any]:
    return {**asdict(row), "status": row.status}


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
