"""The in-process runner: its throughput, and the time of the exhaustive matrices."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.cases.valid_messages import valid_call
from contract_tests.harness.checks import CALL_CHECKS, sync_async_parity
from contract_tests.harness.driver import Driver
from contract_tests.harness.plugin.hooks import freeze_loaded_objects
from contract_tests.harness.project import ROOT, SPEC, checked_in_package
from contract_tests.harness.runners.in_process_runner import InProcessRunner, alternate_sync_async
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.spec import load_contract

ROUNDS = 9
CALLS_PER_SECOND = 2000
MATRICES = ("response/test_member_combinations.py", "failure/test_status_matrix.py")
MATRICES_LIMIT_S = 20


def throughput() -> Iterator[Measurement]:
    """Calls per second with samples of the status matrix, sync and async, with all checks."""
    contract = load_contract(SPEC)
    freeze_loaded_objects()  # as the harness does
    operation = contract.operations[0]
    driver = Driver(checked_in_package())
    log = ListLog()
    runner = InProcessRunner(contract, driver, log)
    call = valid_call(contract, operation)
    cells = list(StatusMatrix(contract, operation).representatives()) * 4
    rates = []
    for _ in range(ROUNDS):
        log.records.clear()
        start = time.perf_counter()
        for records in runner.record_calls(operation, call, alternate_sync_async(cells)):
            runner.run_checks(records, CALL_CHECKS)
            runner.run_pair_check(records, sync_async_parity, counted=False)
        rates.append(len(log.records) / (time.perf_counter() - start))
    driver.close()
    rate = statistics.median(rates[1:])
    yield Measurement(
        "in-process runner, client calls per second with all checks",
        f"{CALLS_PER_SECOND:,}",
        f"{rate:,.0f}",
        rate >= CALLS_PER_SECOND,
    )


def matrices() -> Iterator[Measurement]:
    """The time from command to verdict of the exhaustive laws, on all cores."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-q"]
    command += [str(ROOT / "contract_tests" / name) for name in MATRICES]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True)
    seconds = time.perf_counter() - start
    yield Measurement(
        "the exhaustive matrices, complete, from command to verdict",
        f"under {MATRICES_LIMIT_S} s on 2 cores",
        f"{seconds:.1f} s",
        seconds < MATRICES_LIMIT_S,
    )
