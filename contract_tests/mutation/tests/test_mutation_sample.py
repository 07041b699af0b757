"""
The laws catch a sample of the faults of each class, and each law is needed.

`nox -s mutate` runs the whole catalogue and every change of the code.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.checked_in_success import DATA, URL
from contract_tests.mutation import catalogue, freshness_mutants
from contract_tests.mutation.fork_server import Result
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.score import entry_of, equivalents
from contract_tests.mutation.worker_pool import IN_PROCESS, Worker, pytest_command, run_tests

# The sample has the first fault of each class, and every twentieth after it.
STEP = 20
# For each law a fault that no other law detects.
ONLY_DETECTED_BY = {
    "request": "header: one added",
    "response": f"member: 201/{DATA}/{URL} None",
    "failure": "error: of a connection: always a timeout",
    "parity": "parity: async: other codings accepted",
    "freshness": "freshness: comment added",
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """A worker that runs the laws as CI does."""
    with Worker(pytest_command()) as worker:
        yield worker


@pytest.fixture(scope="module")
def brief_worker() -> Iterator[Worker]:
    """A worker that runs a sample of each matrix; enough where no law is expected to fail."""
    with Worker(pytest_command("--profile=brief")) as worker:
        yield worker


@pytest.fixture(scope="module")
def mutants() -> dict[str, Mutant]:
    """The mutants of the catalogue and of the freshness law, by name."""
    package = checked_in_package()
    cataloged = catalogue.mutants(load_contract(SPEC), package)
    return {each.name: each for each in (*cataloged, *freshness_mutants.mutants(package))}


def run_in_process(worker: Worker, mutant: Mutant, *without: str) -> Result:
    """Return the result of the laws that do not need Prism."""
    return run_tests(worker, mutant, checked_in_package(), without, modules=IN_PROCESS)


def test_the_unmodified_client_survives(brief_worker: Worker) -> None:
    """No law fails for the checked-in client, so that the faults below cause the failures."""
    laws = [*LAWS, freshness_mutants.LAW]
    task = {"package": str(checked_in_package()), "laws": laws, "modules": IN_PROCESS}
    assert brief_worker.run({"name": "unmodified", **task})["outcome"] == "survived"


def test_a_sample_of_each_class_is_killed(worker: Worker, mutants: dict[str, Mutant]) -> None:
    """Each fault of the sample is killed in process, by the law that the catalogue names."""
    by_class: dict[str, list[Mutant]] = {}
    for mutant in mutants.values():
        if not entry_of(equivalents(), mutant.name):
            by_class.setdefault(mutant.fault_class, []).append(mutant)
    sample = [mutant for ones in by_class.values() for mutant in ones[::STEP]]
    assert len(sample) > 25
    missed = {}
    for mutant in sample:
        result = run_in_process(worker, mutant)
        if result["outcome"] != "killed" or result["law"] != (mutant.law or result["law"]):
            missed[mutant.name] = result
    assert missed == {}


@pytest.mark.parametrize("law", ONLY_DETECTED_BY)
def test_each_law_is_needed(brief_worker: Worker, mutants: dict[str, Mutant], law: str) -> None:
    """A fault that this law catches survives without this law."""
    mutant = mutants[ONLY_DETECTED_BY[law]]
    assert run_in_process(brief_worker, mutant)["law"] == law
    assert run_in_process(brief_worker, mutant, law)["outcome"] == "survived"


def test_a_failure_shows_the_response_with_its_body(
    brief_worker: Worker, mutants: dict[str, Mutant]
) -> None:
    """A failed check of a response that the harness made shows the body of that response."""
    result = run_in_process(brief_worker, mutants[ONLY_DETECTED_BY["response"]])
    assert result["canned_response"].startswith("201 ")
    assert '"data": ' in result["canned_response"]


def test_each_fault_changes_one_file_to_valid_python(mutants: dict[str, Mutant]) -> None:
    """Each mutant of the catalogue differs from the client and can be compiled."""
    for mutant in mutants.values():
        assert mutant.after != mutant.before
        if mutant.after is not None and mutant.file.endswith(".py"):
            compile(mutant.after, mutant.file, "exec")
