"""
A worker that compares the drifts of the checked-in contract with this contract.

    python -m contract_tests.mutation.drift.worker --forks TASKS,RESULTS

A task has the `name` of a drift.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache

from contract_tests.harness.comparison.changes import Change
from contract_tests.harness.comparison.engine import compare_operation
from contract_tests.harness.project import SPEC
from contract_tests.harness.report.table import COMPATIBILITY
from contract_tests.harness.spec import Contract, load_contract, parse_contract
from contract_tests.mutation.drift.catalogue import Drift, drifts, inlined
from contract_tests.mutation.fork_server import Result, Task, pipes, serve
from contract_tests.mutation.score import MutantResult
from contract_tests.mutation.worker_pool import DRIFT_COMMAND, Worker, run_pool

TEST = "contract_tests/compatibility/test_newer_contract.py"


@cache
def old_contract() -> Contract:
    """Return the checked-in contract with inlined components, as the drifts have them."""
    return parse_contract(SPEC, inlined(load_contract(SPEC).document))


@cache
def known_drifts() -> dict[str, Drift]:
    """Return the drifts of the checked-in contract, by name."""
    return {drift.name: drift for drift in drifts(load_contract(SPEC).document)}


def breaking_changes(old: Contract, drift: Drift) -> list[Change]:
    """Return the changes of *drift*, a drift of *old*, that break clients."""
    newer = parse_contract(old.path, drift.document, whole=True)
    return [
        change
        for operation in old.operations
        for change in compare_operation(old, operation, newer)
        if change.breaks
    ]


def run(task: Task) -> Result:
    """Return `killed`, with the law and the first change, where one breaks; else `survived`."""
    breaking = breaking_changes(old_contract(), known_drifts()[task["name"]])
    if not breaking:
        return {"outcome": "survived"}
    details = {"law": COMPATIBILITY, "check": "changes of the newer contract"}
    return {"outcome": "killed", "test": TEST, "received": breaking[0].item, **details}


def run_drifts(selected: Mapping[str, Drift], jobs: int) -> Iterator[MutantResult]:
    """
    Run each of the *selected* drifts with *jobs* workers and yield the results.

    A drift that a client may ignore is equivalent; it is a false alarm where a change breaks.
    """

    def run_one(worker: Worker, name: str) -> Result:
        return worker.run({"name": name})

    for result in run_pool(selected, run_one, DRIFT_COMMAND, jobs):
        drift = selected[result["name"]]
        if not drift.breaks and result["outcome"] == "killed":
            false_alarm = {**result, "outcome": "survived"}
            yield MutantResult("false alarms", drift.category, false_alarm)
        else:
            yield MutantResult("server", drift.category, result, equivalent=drift.reason)


if __name__ == "__main__":
    known_drifts()
    serve(run, *pipes(sys.argv[-1]))
