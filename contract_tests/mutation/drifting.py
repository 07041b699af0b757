"""
What comes of a drift of the server: a worker whose tasks name drifts of the checked-in contract.

    python -m contract_tests.mutation.drifting --forks TASKS,RESULTS
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache

from contract_tests.harness.driver import Driver
from contract_tests.harness.mismatch import ContractFailure, contract_failures
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.runners import compatibility
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, load_contract, parse_contract
from contract_tests.mutation.blinds import blind
from contract_tests.mutation.drifts import Drift, drifts, flattened
from contract_tests.mutation.forks import Result, Task, pipes, serve
from contract_tests.mutation.hunt import DRIFTING, TYPES_ONLY, hunt
from contract_tests.mutation.score import Found


@cache
def old() -> Contract:
    """The checked-in contract, without references: what has not drifted is seen to be the same."""
    return parse_contract(SPEC, flattened(load_contract(SPEC).document))


@cache
def known() -> dict[str, Drift]:
    """Its drifts, by name."""
    return {drift.name: drift for drift in drifts(load_contract(SPEC).document)}


def noticed(drift: Drift, driver: Driver) -> ContractFailure | None:
    """How the laws fail in process when the server has drifted, if they do."""
    newer = parse_contract(SPEC, drift.document, whole=True)
    in_process = InProcessRunner(old(), driver, newer=newer)
    try:
        for operation in old().operations:
            compatibility.check_calls_are_still_accepted(in_process, operation, newer)
            compatibility.check_successes_are_still_returned(in_process, operation)
            for success in (True, False):
                compatibility.check_responses_are_still_documented(
                    in_process, operation, newer, success=success
                )
    except ContractFailure as failure:
        return failure
    return None


def run(task: Task) -> Result:
    """The law that notices the drift of that name; it may be without a check, which is blinded."""
    if "blind" in task:
        blind(task["blind"])
    driver = Driver(only_package())
    try:
        failure = noticed(known()[task["name"]], driver)
    finally:
        driver.close()
    if failure is None:
        return {"outcome": "alive"}
    (first, *_) = contract_failures(failure)
    told = {"law": first.law, "check": first.check, "received": first.received[:300]}
    return {
        "outcome": "killed",
        "test": "contract_tests/compatibility/test_newer_contract.py",
        **told,
    }


def named(only: str, *, types_only: bool = False) -> dict[str, Drift]:
    """
    The drifts with *only* in their name.

    Of *types_only* nothing more is asked than to see those that break a promise.
    """
    drifts = known().items()
    return {name: each for name, each in drifts if only in name and (each.breaks or not types_only)}


def found(listed: Mapping[str, Drift], jobs: int, *, types_only: bool = False) -> Iterator[Found]:
    """What came of each drift; what a client may ignore is listed with its reason."""
    command = TYPES_ONLY if types_only else DRIFTING
    for result in hunt(listed, lambda worker, name: worker.run({"name": name}), command, jobs):
        drift = listed[result["name"]]
        if not drift.breaks and result["outcome"] == "killed":  # a client may ignore it
            yield Found("false alarms", drift.fault, {**result, "outcome": "alive"})
        else:
            yield Found("server", drift.fault, result, equivalent=drift.reason)


if __name__ == "__main__":
    known()
    serve(run, *pipes(sys.argv[-1]))
