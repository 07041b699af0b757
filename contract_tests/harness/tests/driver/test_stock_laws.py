"""
All laws, run on a stock client and on one of this project, for the same contract with a real Prism.

openapi-python-client generates the stock client at the time of the test, without a network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.driver.promises import NAMES, PROMISES
from contract_tests.harness.driver.stock_client import RAISE, StockAdapter
from contract_tests.harness.exit_codes import BROKEN, KEPT
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.project import ROOT

pytestmark = pytest.mark.slow
CAUSES = (
    "is not a valid HTTPStatus",
    "codec can't decode byte 0x8b",  # a body with the content coding x-gzip
    "Expecting value: line 1 column 10",  # a body compressed by gzip in two members
    "content-type: application/merge-patch+json",
)


def run_laws(
    spec: Path, package: Path, folder: Path, *arguments: str
) -> tuple[int, str, dict[str, Any]]:
    """Run the laws: the exit code, the output and the content of `report.json`."""
    options = [f"--spec={spec}", f"--package={package}", f"--report={folder}", "--profile=brief"]
    command = [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *options]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True)
    report: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return done.returncode, done.stdout + done.stderr, report


def statuses(report: dict[str, Any], status: str) -> set[tuple[str, str]]:
    """The promises and checks with that status, for any operation."""
    rows = report["promises"]
    return {(row["promise"], row["check"]) for row in rows if row["status"] == status}


def test_a_stock_client_is_judged_by_what_it_promises(
    pets: Path, stock_pets: Path, tmp_path: Path
) -> None:
    """
    It loses responses whose status Python does not know or whose content coding httpx does not,
    sends the type of an absent body, and breaks no other promise.

    What it does not promise is in rows of its own; nothing ends in a traceback.
    """
    setting = f"--setting={RAISE}=true"
    code, output, report = run_laws(pets, stock_pets, tmp_path / "report", setting)
    assert (code, "Traceback" in output, report["errors"]) == (BROKEN, False, []), output
    assert statuses(report, "broken") == {
        ("requests", "header conformance"),
        ("successes", "outcome conformance"),
        ("documented errors", "outcome conformance"),
        ("undocumented statuses", "outcome conformance"),
    }
    assert {row["promise"] for row in report["not_promised"]} == set(StockAdapter.NOT_PROMISED)
    kept = {promise for promise, _ in statuses(report, "kept")}
    assert kept == set(NAMES) - set(StockAdapter.NOT_PROMISED)
    for failure in report["failures"]:
        assert any(cause in failure["received"] for cause in CAUSES), failure["received"]
        assert failure["python"] and f"{RAISE}=True" in failure["python"][-1]
    commands = [failure["replay"] for failure in report["failures"] if failure["replay"]]
    assert commands and all(each.endswith(setting.replace("=", " ", 1)) for each in commands)
    for promise in StockAdapter.NOT_PROMISED:
        assert f"\n{promise} " in output


def test_a_client_of_this_project_has_no_promise_that_is_not_made(
    pets: Path, tmp_path: Path
) -> None:
    """Every promise is verified, and no row of the table or the report excludes one."""
    code, output, report = run_laws(pets, generate_package(pets, tmp_path), tmp_path / "report")
    assert (code, report["not_promised"]) == (KEPT, []), output
    assert "not promised" not in output
    assert {row["status"] for row in report["promises"]} == {"kept"}
    assert {row["promise"] for row in report["promises"]} == {each.name for each in PROMISES}
