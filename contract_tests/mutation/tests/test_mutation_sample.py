"""
The laws have teeth: some faults of each class are planted, and caught; and each law is needed.

The whole catalogue, and every change of the code, is for `nox -s mutate`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.spec import load_contract
from contract_tests.mutation import catalogue, upkeep
from contract_tests.mutation.forks import Result
from contract_tests.mutation.hunt import IN_PROCESS, Worker, laws, run_laws
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.score import equivalents

# Of each class: the first fault, and every so manieth after it.
STEP = 20
# A fault that no other law sees.
ONLY = {
    "request": "header: one added",
    "response": "member: 201/data/cart_url None",
    "failure": "error: of a connection: always a timeout",
    "parity": "parity: async: other codings accepted",
    "freshness": "freshness: a comment more",
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One that runs the laws as CI does."""
    with Worker(laws()) as worker:
        yield worker


@pytest.fixture(scope="module")
def brief() -> Iterator[Worker]:
    """One that runs them with a sample of each matrix: where nothing is caught, that is enough."""
    with Worker(laws("--profile=brief")) as worker:
        yield worker


@pytest.fixture(scope="module")
def mutants() -> dict[str, Mutant]:
    """The catalogue and what is not fresh, by name."""
    package = only_package()
    found = [*catalogue.mutants(load_contract(SPEC), package), *upkeep.mutants(package)]
    return {mutant.name: mutant for mutant in found}


def run(worker: Worker, mutant: Mutant, *without: str) -> Result:
    """What comes of *mutant*, in process."""
    return run_laws(worker, mutant, only_package(), without, modules=IN_PROCESS)


def test_the_client_as_it_is_is_not_caught(brief: Worker) -> None:
    """What is caught below is the fault, and nothing else."""
    sound = str(only_package())
    task = {"name": "sound", "package": sound, "laws": [*LAWS, upkeep.LAW], "modules": IN_PROCESS}
    assert brief.run(task)["outcome"] == "alive"


def test_a_sample_of_each_class_is_caught(worker: Worker, mutants: dict[str, Mutant]) -> None:
    """In process, and by the law that it breaks, where the catalogue names one."""
    by_class: dict[str, list[Mutant]] = {}
    for mutant in mutants.values():
        if mutant.name not in equivalents():
            by_class.setdefault(mutant.fault, []).append(mutant)
    sample = [mutant for ones in by_class.values() for mutant in ones[::STEP]]
    assert len(sample) > 25
    escaped = {}
    for mutant in sample:
        result = run(worker, mutant)
        if result["outcome"] != "killed" or result["law"] != (mutant.law or result["law"]):
            escaped[mutant.name] = result
    assert escaped == {}


@pytest.mark.parametrize("law", ONLY)
def test_each_law_is_missed_when_it_is_left_out(
    brief: Worker, mutants: dict[str, Mutant], law: str
) -> None:
    """There is a fault that this law catches, and that escapes without it."""
    mutant = mutants[ONLY[law]]
    assert run(brief, mutant)["law"] == law
    assert run(brief, mutant, law)["outcome"] == "alive"


def test_each_fault_is_one(mutants: dict[str, Mutant]) -> None:
    """It has a name of its own, changes the file, and leaves Python that can be compiled."""
    for mutant in mutants.values():
        assert mutant.after != mutant.before
        if mutant.after is not None and mutant.file.endswith(".py"):
            compile(mutant.after, mutant.file, "exec")
