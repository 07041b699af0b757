"""
What of the harness can be broken without anybody seeing it: the hunt for dead weight.

A check has to be missed: a fault escapes without it. An oracle or a maker of cases has to be
noticed: by a law, which then finds fault with a sound client or has no case, or by a proof of the
harness.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from contract_tests.harness.report.results import LAWS
from contract_tests.mutation.blinds import candidates, check_names
from contract_tests.mutation.dulls import dull_names
from contract_tests.mutation.forks import Result
from contract_tests.mutation.hunt import (
    DRIFTING,
    IN_PROCESS,
    Killers,
    Worker,
    hunt,
    laws,
    run_laws,
)
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.score import Found

# The proofs of a room of the harness, in the order in which they are tried.
_ORACLE_TESTS = (
    "oracles/test_expected_request",
    "oracles/test_schema_validator",
    "oracles/test_expected_outcome",
    "spec/test_formats",
    "checks/test_request_checks",
    "checks/test_outcome_checks",
    "checks/test_server_checks",
)
PROOFS = {
    "spec": _ORACLE_TESTS,
    "oracles": _ORACLE_TESTS,
    "cases": (
        "cases/test_examples",
        "cases/test_boundary_values",
        "cases/test_member_combinations",
        "cases/test_hostile_strings",
    ),
}
# Faults that are tried for each check, of those that it caught.
CANDIDATES = 60


def blinded(
    package: Path, mutants: Mapping[str, Mutant], hunted: Iterable[Found], jobs: int
) -> Iterator[Found]:
    """
    Each check of the harness, blinded: caught where a fault escapes without it.

    Args:
        package: the sound client.
        mutants: the broken ones, by name.
        hunted: what came of them, and of the drifts of the server.
        jobs: how many workers there are.
    """
    checks, results = check_names(), [one.result for one in hunted]
    escaped: set[str] = set()
    killers = Killers()

    def ask(worker: Worker, name: str, fault: str) -> Result:
        if fault not in mutants:
            return worker.run({"name": fault, "blind": name})
        more = {"modules": IN_PROCESS, "blind": name, "first": killers.first(name)}
        return run_laws(worker, mutants[fault], package, **more)

    def run(worker: Worker, one: tuple[str, list[str]]) -> Result:
        name, faults = one
        for fault in () if name in escaped else faults:
            result = ask(worker, name, fault)
            killers.learn(name, result)
            if result["outcome"] == "alive":
                escaped.add(name)
                break
        return {}

    for command, of_a_client in ((laws("--profile=brief"), True), (DRIFTING, False)):
        prey: list[tuple[str, list[str]]] = []
        for name in checks:
            faults = [f for f in candidates(name, results) if (f in mutants) is of_a_client]
            prey.append((name, _mixed(faults, mutants)[:CANDIDATES]))
        for _ in hunt(prey, run, command, jobs):
            pass
    for name in checks:
        outcome = "killed" if name in escaped else "alive"
        result = {"name": name, "outcome": outcome, "test": ""}
        yield Found("harness", "a check is blinded", result, f"nothing escapes without {name}")


def _mixed(faults: Iterable[str], mutants: Mapping[str, Mutant]) -> list[str]:
    """One of each kind in turn: where one is caught all the same, its kin are likely to be."""
    turns: Counter[str] = Counter()
    order: dict[str, int] = {}
    for fault in faults:
        kind = mutants[fault].kind if fault in mutants else ""
        order[fault] = turns[kind]
        turns[kind] += 1
    return sorted(order, key=lambda fault: order[fault])


def dulled(package: Path, jobs: int) -> Iterator[Found]:
    """Each function of `dulls` that says always the same: caught where somebody notices."""
    killers = Killers()

    def run(worker: Worker, name: str) -> Result:
        room, module, *_ = name.split(".")
        task = {"name": name, "dull": name, "package": str(package), "laws": LAWS, "quick": True}
        result = worker.run({**task, "proofs": PROOFS[room], "first": killers.first(module)})
        killers.learn(module, result)
        return result

    proofs = [f"harness/tests/{name}" for room in ("oracles", "cases") for name in PROOFS[room]]
    for result in hunt(dull_names(), run, laws("--profile=brief", more=proofs), jobs):
        room = "cases" if result["name"].startswith("cases.") else "oracles"
        outcome = "alive" if result["outcome"] == "alive" else "killed"
        yield Found("harness", f"one of its {room} is dull", {**result, "outcome": outcome})
