"""
The wire lane beside `schemathesis run` and a bare httpx loop, all of them against Prism.

A process on each core, with a Prism of its own, as `nox -s contract` has it; as many of the others,
each with the same Prism. The others know no more than one process for one operation, so there are
several of them. What one process does beside one process is told too.
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

from contract_tests.benchmarks.row import Row
from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import PRISM_REQUEST_CHECKS
from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.plugin.hooks import freeze_loaded_objects
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.project import ROOT, SPEC, only_package
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import ABSENT, Call, Operation, load_contract

# Makes what is measured; which says how many cases a second it did.
Act = Callable[[], float]
Make = Callable[[PrismRunner, Operation], Act]

CASES = 200
# The first of them warms up. What takes less time takes more rounds.
ROUNDS, SHORT_ROUNDS = 7, 25
PATIENCE = 120.0

# What schemathesis sends beside what it generates. Prism takes any value.
KEYS = ("X-Auth-Token: a-key", "X-Auth-Client: another")


def rows() -> Iterator[Row]:
    """Two rows: with generation against schemathesis, without against a bare loop."""
    yield _compared(
        "wire lane, cases a second: generated, called, checked",
        "`schemathesis run`",
        2.0,
        (generating, _schemathesis),
        ROUNDS,
    )
    yield _compared(
        "wire lane, cases a second: called, checked",
        "a bare httpx loop",
        0.7,
        (calling, _bare),
        SHORT_ROUNDS,
    )


def _compared(
    figure: str, against: str, target: float, makers: tuple[Make, Make], rounds: int
) -> Row:
    """As many processes of the one as of the other: one on each core counts, one alone is told."""
    cores = os.cpu_count() or 1
    alone = statistics.median(ours / other for ours, other in _in_turns(1, makers, rounds))
    rates = _in_turns(cores, makers, rounds)
    share = statistics.median(ours / other for ours, other in rates)
    a_second = [statistics.median(each) for each in zip(*rates, strict=True)]
    return Row(
        figure,
        f"{target:g} x {against}",
        f"{a_second[0]:.0f} against {a_second[1]:.0f}, {cores} processes each: {share:.2f} x "
        f"(one process each: {alone:.2f} x)",
        share >= target,
    )


def _in_turns(workers: int, makers: tuple[Make, Make], rounds: int) -> list[tuple[float, float]]:
    """Rates of both, of each round: all workers do the one, and then all do the other."""
    context = multiprocessing.get_context("spawn")
    barrier, taken = context.Barrier(workers + 1), context.SimpleQueue()
    processes = [
        context.Process(target=_worker, args=[makers, rounds, barrier, taken.put], daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    rates = []
    for _ in range(rounds):
        both = []
        for _ in makers:
            barrier.wait(PATIENCE)
            both.append(sum(taken.get() for _ in processes))
        rates.append((both[0], both[1]))
    for process in processes:
        process.join()
    return rates[1:]


def _worker(
    makers: tuple[Make, Make], rounds: int, barrier: Barrier, tell: Callable[[float], None]
) -> None:
    contract = load_contract(SPEC)
    freeze_loaded_objects()  # as the harness does
    driver = Driver(only_package())
    with Prism(SPEC) as prism, RecordingProxy(prism) as recording_proxy:
        lane = PrismRunner(contract, driver, recording_proxy)
        acts = [make(lane, contract.operations[0]) for make in makers]
        for _ in range(rounds):
            for act in acts:
                barrier.wait(PATIENCE)
                tell(act())
    driver.close()


def _timed(act: Callable[[], object], cases: int) -> Act:
    def measured() -> float:
        start = time.monotonic()
        act()
        return cases / (time.monotonic() - start)

    return measured


def generating(lane: PrismRunner, operation: Operation) -> Act:
    """The request law, as the harness proves it."""

    @seed(1)
    @settings(max_examples=CASES // len(FUNCTIONS), deadline=None, database=None)
    @given(call=calls(lane.contract, operation))
    def prove(call: Call) -> None:
        lane.run_checks(
            lane.record_calls(operation, call, FUNCTIONS, listen=False), PRISM_REQUEST_CHECKS
        )

    return _timed(prove, CASES)


def calling(lane: PrismRunner, operation: Operation) -> Act:
    """The same with calls that are made up before."""
    prepared = _calls(lane, operation)

    def act() -> None:
        for call in prepared:
            lane.run_checks(
                lane.record_calls(operation, call, ["sync"], listen=False), PRISM_REQUEST_CHECKS
            )

    return _timed(act, len(prepared))


def _calls(lane: PrismRunner, operation: Operation) -> list[Call]:
    prepared: list[Call] = []

    @seed(1)
    @settings(max_examples=CASES, deadline=None, database=None)
    @given(call=calls(lane.contract, operation))
    def prepare(call: Call) -> None:
        prepared.append(call)

    prepare()
    return prepared


def _schemathesis(lane: PrismRunner, operation: Operation) -> Act:
    """Cases a second of its fuzzing phase, by its own clock: its start is not counted."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(lane.contract.path)]
    command += [
        "--include-operation-id",
        operation.id,
        "--phases",
        "fuzzing",
        "--mode",
        "positive",
        "--seed",
        "1",
    ]
    command += ["--max-examples", str(CASES), "--warnings", "off", "--exclude-checks=ignored_auth"]
    command += ["--generation-with-security-parameters", "false"]
    command += [word for key in KEYS for word in ("-H", key)]

    def act() -> float:
        url = _prism(lane).url
        done = subprocess.run([*command, "--url", url], cwd=ROOT, capture_output=True, text=True)
        phase = re.search(r"Fuzzing \(in ([\d.]+)s\)", done.stdout)
        cases = re.search(r"(\d+) generated", done.stdout)
        if phase is None or cases is None:
            raise RuntimeError(f"schemathesis did not run:\n{done.stdout}{done.stderr}")
        return int(cases[1]) / float(phase[1])

    return act


def _bare(lane: PrismRunner, operation: Operation) -> Act:
    """Requests a second of one httpx client that sends those of the same calls."""
    base_url = _prism(lane).url
    requests = []
    for call in _calls(lane, operation):
        sent = expected_request(operation, call, base_url)
        url = f"{base_url}/{'/'.join(map(quote, sent.path))}"
        content = None if sent.body is ABSENT else json.dumps(sent.body)
        requests.append((sent.method, url, sent.headers, content))

    def act() -> None:
        with httpx.Client(trust_env=False) as http:
            for method, url, headers, content in requests:
                http.request(method, url, headers=headers, content=content).raise_for_status()

    return _timed(act, len(requests))


def _prism(lane: PrismRunner) -> Prism:
    """The mock server of *lane*, without the relay before it."""
    assert isinstance(lane.recording_proxy, RecordingProxy), "the lane has a relay"
    return lane.recording_proxy.prism
