"""
The Prism runner compared with `schemathesis run` and with a bare httpx loop, all against Prism.

Each core runs one process with its own Prism, as `nox -s contract` does. schemathesis and httpx use
one process for one operation, so as many of them run side by side. One process of each is compared
as well.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Barrier
from urllib.parse import quote

import httpx
from hypothesis import given, seed, settings

from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import PRISM_REQUEST_CHECKS
from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.plugin.hooks import freeze_loaded_objects
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import ROOT, SPEC, checked_in_package
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import ABSENT, Call, Operation, load_contract

# Runs a workload once and returns its cases per second.
Workload = Callable[[], float]
MakeWorkload = Callable[[PrismRunner, Operation], Workload]

CASES = 200
# The first round warms up. The shorter workload needs more rounds.
ROUNDS, ROUNDS_WITHOUT_GENERATION = 7, 25
BARRIER_TIMEOUT_S = 120.0
# Credentials that schemathesis sends beside the values that it generates. Prism accepts any.
CREDENTIALS = ("X-Auth-Token: a-token", "X-Auth-Client: a-client")


def throughput() -> Iterator[Measurement]:
    """Cases per second: with generation against schemathesis, without it against bare httpx."""
    yield _compare(
        "Prism runner, cases per second: generated, called, checked",
        "`schemathesis run`",
        2.0,
        (generated_calls, _schemathesis_run),
        ROUNDS,
    )
    yield _compare(
        "Prism runner, cases per second: called, checked",
        "a bare httpx loop",
        0.7,
        (prepared_calls, _bare_httpx),
        ROUNDS_WITHOUT_GENERATION,
    )


def _compare(
    figure: str, against: str, target: float, makers: tuple[MakeWorkload, MakeWorkload], rounds: int
) -> Measurement:
    """Compare two workloads; the ratio with one process per core decides."""
    cores = os.cpu_count() or 1
    single = statistics.median(ours / theirs for ours, theirs in _rates(1, makers, rounds))
    rates = _rates(cores, makers, rounds)
    ratio = statistics.median(ours / theirs for ours, theirs in rates)
    per_second = [statistics.median(each) for each in zip(*rates, strict=True)]
    return Measurement(
        figure,
        f"{target:g} x {against}",
        f"{per_second[0]:.0f} against {per_second[1]:.0f}, {cores} processes each: {ratio:.2f} x "
        f"(one process each: {single:.2f} x)",
        ratio >= target,
    )


def _rates(
    workers: int, makers: tuple[MakeWorkload, MakeWorkload], rounds: int
) -> list[tuple[float, float]]:
    """
    Cases per second of both workloads in each round, summed over the workers.

    All workers run the first workload, then all run the second.
    """
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(workers + 1), context.SimpleQueue()
    processes = [
        context.Process(target=_worker, args=[makers, rounds, barrier, results.put], daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    rates = []
    for _ in range(rounds):
        pair = []
        for _ in makers:
            barrier.wait(BARRIER_TIMEOUT_S)
            pair.append(sum(results.get() for _ in processes))
        rates.append((pair[0], pair[1]))
    for process in processes:
        process.join()
    return rates[1:]


def _worker(
    makers: tuple[MakeWorkload, MakeWorkload],
    rounds: int,
    barrier: Barrier,
    report: Callable[[float], None],
) -> None:
    contract = load_contract(SPEC)
    freeze_loaded_objects()  # as the harness does
    driver = Driver(checked_in_package())
    with Prism(SPEC) as prism, RecordingProxy(prism) as recording_proxy:
        runner = PrismRunner(contract, driver, recording_proxy)
        workloads = [make(runner, contract.operations[0]) for make in makers]
        for _ in range(rounds):
            for workload in workloads:
                barrier.wait(BARRIER_TIMEOUT_S)
                report(workload())
    driver.close()


def _timed(function: Callable[[], object], cases: int) -> Workload:
    def workload() -> float:
        start = time.monotonic()
        function()
        return cases / (time.monotonic() - start)

    return workload


def generated_calls(runner: PrismRunner, operation: Operation) -> Workload:
    """The request law as the harness runs it: generate, call, check."""

    @seed(1)
    @settings(max_examples=CASES // len(FUNCTIONS), deadline=None, database=None)
    @given(call=calls(runner.contract, operation))
    def run(call: Call) -> None:
        runner.run_checks(
            runner.record_calls(operation, call, FUNCTIONS, capture_logs=False),
            PRISM_REQUEST_CHECKS,
        )

    return _timed(run, CASES)


def prepared_calls(runner: PrismRunner, operation: Operation) -> Workload:
    """The request law with calls that were generated before: call, check."""
    prepared = _generate_calls(runner, operation)

    def run() -> None:
        for call in prepared:
            runner.run_checks(
                runner.record_calls(operation, call, ["sync"], capture_logs=False),
                PRISM_REQUEST_CHECKS,
            )

    return _timed(run, len(prepared))


def _generate_calls(runner: PrismRunner, operation: Operation) -> list[Call]:
    prepared: list[Call] = []

    @seed(1)
    @settings(max_examples=CASES, deadline=None, database=None)
    @given(call=calls(runner.contract, operation))
    def collect(call: Call) -> None:
        prepared.append(call)

    collect()
    return prepared


def _schemathesis_run(runner: PrismRunner, operation: Operation) -> Workload:
    """The fuzzing phase of schemathesis, timed by its own clock: its start does not count."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(runner.contract.path)]
    command += ["--include-operation-id", operation.id, "--phases", "fuzzing"]
    command += ["--mode", "positive", "--seed", "1", "--max-examples", str(CASES)]
    command += ["--warnings", "off", "--exclude-checks=ignored_auth"]
    command += ["--generation-with-security-parameters", "false"]
    command += [word for credential in CREDENTIALS for word in ("-H", credential)]

    def workload() -> float:
        url = _prism(runner).url
        process = subprocess.run([*command, "--url", url], cwd=ROOT, capture_output=True, text=True)
        phase = re.search(r"Fuzzing \(in ([\d.]+)s\)", process.stdout)
        cases = re.search(r"(\d+) generated", process.stdout)
        if phase is None or cases is None:
            raise RuntimeError(f"schemathesis did not run:\n{process.stdout}{process.stderr}")
        return int(cases[1]) / float(phase[1])

    return workload


def _bare_httpx(runner: PrismRunner, operation: Operation) -> Workload:
    """One httpx client that sends the requests of the same calls, without any check."""
    base_url = _prism(runner).url
    requests = []
    for call in _generate_calls(runner, operation):
        expected = expected_request(operation, call, base_url)
        url = f"{base_url}/{'/'.join(map(quote, expected.path))}"
        content = None if expected.body is ABSENT else json.dumps(expected.body)
        requests.append((expected.method, url, expected.headers, content))

    def run() -> None:
        with httpx.Client(trust_env=False) as http:
            for method, url, headers, content in requests:
                http.request(method, url, headers=headers, content=content).raise_for_status()

    return _timed(run, len(requests))


def _prism(runner: PrismRunner) -> Prism:
    """The Prism of *runner*, without the recording proxy in front of it."""
    assert isinstance(runner.recording_proxy, RecordingProxy), "the runner has a recording proxy"
    return runner.recording_proxy.prism
