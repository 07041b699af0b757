"""
A worker that runs the compatibility law in process on drifts of the checked-in contract.

    python -m contract_tests.mutation.drift.worker --forks TASKS,RESULTS

A task has the `name` of a drift and, optionally, a check to `disable`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache

from contract_tests.harness.driver import Driver
from contract_tests.harness.mismatch import MismatchError, contract_failures
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.runners import compatibility
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, load_contract, parse_contract
from contract_tests.mutation.disabled_checks import disable
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


def compatibility_failure(drift: Drift, driver: Driver) -> MismatchError | None:
    """Return how the compatibility law fails in process after *drift*; None where it passes."""
    old, newer = old_contract(), parse_contract(SPEC, drift.document, whole=True)
    try:
        _run_compatibility_law(InProcessRunner(old, driver, newer=newer), old, newer)
    except MismatchError as failure:
        return failure
    return None


def _run_compatibility_law(in_process: InProcessRunner, old: Contract, newer: Contract) -> None:
    for operation in old.operations:
        compatibility.check_calls_are_still_accepted(in_process, operation, newer)
        compatibility.check_successes_are_still_returned(in_process, operation)
        for success in (True, False):
            compatibility.check_responses_are_still_documented(
                in_process, operation, newer, success=success
            )


def run(task: Task) -> Result:
    """Return `killed`, with the law and the check, where the law fails; else `survived`."""
    if "disable" in task:
        disable(task["disable"])
    driver = Driver(checked_in_package())
    try:
        failure = compatibility_failure(known_drifts()[task["name"]], driver)
    finally:
        driver.close()
    if failure is None:
        return {"outcome": "survived"}
    (first, *_) = contract_failures(failure)
    details = {"law": first.law, "check": first.check, "received": first.received[:300]}
    return {"outcome": "killed", "test": TEST, **details}


def run_drifts(selected: Mapping[str, Drift], jobs: int) -> Iterator[MutantResult]:
    """
    Run each of the *selected* drifts with *jobs* workers and yield the results.

    A drift that a client may ignore is equivalent; it is a false alarm where the law fails.
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
