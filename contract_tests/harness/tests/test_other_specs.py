"""
Nothing in the harness names an API: from each contract here a client is made, and the same laws
are run on it, with a real Prism. What cannot be done is in the ledger, and nothing else is.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from contract_tests.harness.plugin.generate_for_spec import GenerationFailed, generate_package
from contract_tests.harness.project import ROOT
from contract_tests.harness.report.table import INCONCLUSIVE
from contract_tests.harness.spec import load_contract

CONTRACTS = Path(__file__).with_name("specs")
LEDGER: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("known_failures.toml").read_text(encoding="utf-8")
)
REFUSED = {entry["contract"]: entry["says"] for entry in LEDGER["refused"]}


def known(contract: str) -> set[tuple[str, str]]:
    """What the ledger says fails of *contract*: operations and tests."""
    return {
        (entry["operation"], test)
        for entry in LEDGER["failing"]
        if entry["contract"] == contract
        for test in entry["tests"]
    }


def straying(contract: str) -> set[str]:
    """The operations of which Prism says what the contract does not have."""
    return {each["operation"] for each in LEDGER["straying"] if each["contract"] == contract}


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml"))


# A measure of how long each takes: the longest is to begin first.
BY_SIZE = sorted(
    names(CONTRACTS),
    key=lambda name: CONTRACTS.joinpath(f"{name}.yaml").stat().st_size,
    reverse=True,
)


def run_checks(spec: Path, package: Path, folder: Path) -> ElementTree.Element:
    """Run the laws, as the session `contract` does; return what JUnit is told."""
    junit = folder / "junit.xml"
    options = ["--profile=brief", f"--junitxml={junit}", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "contract_tests", f"--spec={spec}", f"--package={package}"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)
    assert junit.is_file(), done.stdout[-2000:] + done.stderr[-2000:]
    return ElementTree.parse(junit).getroot()  # noqa: S314 (pytest wrote it just now)


def told(case: ElementTree.Element) -> tuple[str, str]:
    """The operation and the test that a test case of JUnit is about."""
    facts = {each.get("name"): each.get("value") for each in case.iter("property")}
    return str(facts.get("operation")), str(case.get("name")).partition("[")[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_SIZE)
def test_the_laws_hold_of_any_contract_but_for_the_ledger(name: str, tmp_path: Path) -> None:
    """An entry that no longer fails has to go; what fails without an entry is a failure."""
    spec = CONTRACTS / f"{name}.yaml"
    cases = list(run_checks(spec, generate_package(spec, tmp_path), tmp_path).iter("testcase"))
    broken = {told(case) for case in cases if case.find("failure") is not None}
    broken |= {told(case) for case in cases if case.find("error") is not None}
    assert broken == known(name)
    aside = {
        told(case)[0]
        for case in cases
        if INCONCLUSIVE in {p.get("name") for p in case.iter("property")}
    }
    assert aside == straying(name)
    proven = {operation for operation, _ in map(told, cases)}
    assert proven.issuperset(each.label for each in load_contract(spec).operations)


@pytest.mark.parametrize("name", names(CONTRACTS / "refused"))
def test_what_the_generator_refuses_is_one_line_in_the_ledger(name: str, tmp_path: Path) -> None:
    """The line names the contract and says what it is that cannot be done."""
    with pytest.raises(GenerationFailed) as caught:
        generate_package(CONTRACTS / "refused" / f"{name}.yaml", tmp_path)
    line = str(caught.value)
    assert f"{name}.yaml: " in line and REFUSED[name] in line and "\n" not in line


def test_the_ledger_names_what_there_is() -> None:
    """Each entry has its contract and its operation, a reason, and a place to read more."""
    assert names(CONTRACTS / "refused") == sorted(REFUSED)
    for entry in (*LEDGER["failing"], *LEDGER["straying"]):
        contract = load_contract(CONTRACTS / f"{entry['contract']}.yaml")
        assert entry["operation"] in [each.label for each in contract.operations]
    for entry in (*LEDGER["failing"], *LEDGER["straying"], *LEDGER["refused"]):
        assert entry["reason"].endswith(".") and entry["link"].startswith("https://")
