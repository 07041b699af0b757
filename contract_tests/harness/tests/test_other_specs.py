"""
The harness is not specific to one API: the laws hold for a client of each contract in specs/.

Each client is generated, and all laws run against it with a real Prism. Whatever the generator or
Prism cannot do is listed in known_failures.toml.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError, generate_client
from contract_tests.harness.project import ROOT
from contract_tests.harness.report.table import INCONCLUSIVE
from contract_tests.harness.spec import load_contract

CONTRACTS = Path(__file__).with_name("specs")
KNOWN_FAILURES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("known_failures.toml").read_text(encoding="utf-8")
)
REFUSED = {entry["contract"]: entry["message"] for entry in KNOWN_FAILURES["refused"]}


def failing(contract: str) -> set[tuple[str, str]]:
    """The (operation, test) pairs that are known to fail for *contract*."""
    return {
        (entry["operation"], test)
        for entry in KNOWN_FAILURES["failing"]
        if entry["contract"] == contract
        for test in entry["tests"]
    }


def deviating(contract: str) -> set[str]:
    """The operations for which Prism is known to send responses that are not documented."""
    entries = KNOWN_FAILURES["deviating"]
    return {entry["operation"] for entry in entries if entry["contract"] == contract}


def limitations(contract: str) -> list[str]:
    """The items that the client of *contract* has not as they are described."""
    entries = [each for each in KNOWN_FAILURES["limited"] if each["contract"] == contract]
    return [item for entry in entries for item in entry["items"]]


def names(folder: Path) -> list[str]:
    """The names of the contracts in *folder*, the largest first, because it takes longest."""
    files = sorted(folder.glob("*.yaml"), key=lambda path: (-path.stat().st_size, path.name))
    return [path.stem for path in files]


def run_laws(spec: Path, package: Path, folder: Path) -> list[ElementTree.Element]:
    """Run the laws as `nox -s contract` does, and return the test cases of the JUnit report."""
    junit = folder / "junit.xml"
    options = ["--profile=brief", f"--junitxml={junit}", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "contract_tests", f"--spec={spec}", f"--package={package}"]
    process = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)
    assert junit.is_file(), process.stdout[-2000:] + process.stderr[-2000:]
    tree = ElementTree.parse(junit)  # noqa: S314 (written by pytest)
    return list(tree.getroot().iter("testcase"))


def properties(case: ElementTree.Element) -> dict[str | None, str | None]:
    """The properties of a test case: law, operation, cases."""
    return {each.get("name"): each.get("value") for each in case.iter("property")}


def operation_and_test(case: ElementTree.Element) -> tuple[str, str]:
    """The operation of a test case, and the name of its test function."""
    return str(properties(case).get("operation")), str(case.get("name")).partition("[")[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", names(CONTRACTS))
def test_the_laws_hold_for_every_contract_except_known_failures(name: str, tmp_path: Path) -> None:
    """A known failure that no longer fails must be removed from the list."""
    client = generate_client(CONTRACTS / f"{name}.yaml", tmp_path)
    assert sorted(each.item for each in client.limitations) == limitations(name)
    cases = run_laws(client.contract, client.package, tmp_path)
    failed = [case for case in cases if {"failure", "error"} & {child.tag for child in case}]
    assert set(map(operation_and_test, failed)) == failing(name)
    inconclusive = [case for case in cases if INCONCLUSIVE in properties(case)]
    assert {operation_and_test(case)[0] for case in inconclusive} == deviating(name)
    tested = {operation for operation, _ in map(operation_and_test, cases)}
    assert tested.issuperset(each.label for each in load_contract(client.contract).operations)


@pytest.mark.parametrize("name", names(CONTRACTS / "refused"))
def test_the_generator_refuses_a_contract_in_one_line(name: str, tmp_path: Path) -> None:
    """The line names the contract and the unsupported feature."""
    with pytest.raises(GenerationFailedError) as caught:
        generate_client(CONTRACTS / "refused" / f"{name}.yaml", tmp_path)
    line = str(caught.value)
    assert f"{name}.yaml: " in line and REFUSED[name] in line and "\n" not in line


def test_known_failures_name_existing_contracts_and_operations() -> None:
    """Each entry also has a reason and a link."""
    assert set(names(CONTRACTS / "refused")) == set(REFUSED)
    assert {entry["contract"] for entry in KNOWN_FAILURES["limited"]} <= set(names(CONTRACTS))
    about_operations = (*KNOWN_FAILURES["failing"], *KNOWN_FAILURES["deviating"])
    for entry in about_operations:
        contract = load_contract(CONTRACTS / f"{entry['contract']}.yaml")
        assert entry["operation"] in [operation.label for operation in contract.operations]
    for entry in (*about_operations, *KNOWN_FAILURES["refused"], *KNOWN_FAILURES["limited"]):
        assert entry["reason"].endswith(".") and entry["link"].startswith("https://")
