"""
The wire lane beside `schemathesis run` and a bare httpx loop, all of them against Prism.

The harness runs a process on each core, with a Prism of its own, as `nox -s contract` does. The
other two know no more than one process for one operation. What one process of the harness does is
told too.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Barrier

import httpx
from hypothesis import given, seed, settings

from contract_tests.cases.strategies import calls
from contract_tests.checks import REQUEST_LAW
from contract_tests.contract import Call, Contract, Operation, load_contract
from contract_tests.defaults import ROOT, SPEC, only_package
from contract_tests.driver import FUNCTIONS, Driver
from contract_tests.lanes.wirelane import Lane
from contract_tests.mock.prism import Prism
from contract_tests.mock.relay import Relay
from contract_tests.oracles.request import expected_request
from figures.row import Row

CASES = 200
ROUNDS = 7
PATIENCE = 120.0

# What schemathesis sends beside what it generates. Prism takes any value.
KEYS = ("X-Auth-Token: a-key", "X-Auth-Client: another")


def rows() -> Iterator[Row]:
    """Two rows: with generation against schemathesis, without against a bare loop."""
    contract = load_contract(SPEC)
    with Prism(SPEC) as prism:
        yield _compared(
            "wire lane, cases a second: generated, called, checked",
            "`schemathesis run`",
            2.0,
            generating,
            lambda: _schemathesis(contract, prism),
        )
        yield _compared(
            "wire lane, cases a second: called, checked",
            "a bare httpx loop",
            0.7,
            calling,
            lambda: _bare(contract, prism),
        )


def _compared(
    figure: str,
    against: str,
    target: float,
    make: Callable[[Lane, Operation], Callable[[], int]],
    theirs: Callable[[], float],
) -> Row:
    cores = os.cpu_count() or 1
    alone = statistics.median(ours / other for ours, other in _in_turns(1, make, theirs))
    rates = _in_turns(cores, make, theirs)
    share = statistics.median(ours / other for ours, other in rates)
    a_second = [statistics.median(each) for each in zip(*rates, strict=True)]
    return Row(
        figure,
        f"{target:g} x {against}",
        f"{a_second[0]:.0f} against {a_second[1]:.0f}: {share:.2f} x (one process: {alone:.2f} x)",
        share >= target,
    )


def _in_turns(
    workers: int,
    make: Callable[[Lane, Operation], Callable[[], int]],
    theirs: Callable[[], float],
) -> list[tuple[float, float]]:
    """Rates, ours and theirs, of each round; each waits while the other is measured."""
    context = multiprocessing.get_context("spawn")
    barrier, taken = context.Barrier(workers + 1), context.SimpleQueue()
    processes = [
        context.Process(target=_worker, args=[make, barrier, taken.put], daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    rates = []
    for _ in range(ROUNDS):
        barrier.wait(PATIENCE)
        barrier.wait(PATIENCE)
        spans = [taken.get() for _ in processes]
        seconds = max(end for _, end, _ in spans) - min(start for start, _, _ in spans)
        rates.append((sum(cases for *_, cases in spans) / seconds, theirs()))
    for process in processes:
        process.join()
    return rates[1:]


def _worker(
    make: Callable[[Lane, Operation], Callable[[], int]],
    barrier: Barrier,
    tell: Callable[[tuple[float, float, int]], None],
) -> None:
    contract = load_contract(SPEC)
    driver = Driver(only_package())
    with Prism(SPEC) as prism, Relay(prism) as relay:
        act = make(Lane(contract, driver, relay, _count), contract.operations[0])
        for _ in range(ROUNDS):
            barrier.wait(PATIENCE)
            start = time.monotonic()
            cases = act()
            tell((start, time.monotonic(), cases))
            barrier.wait(PATIENCE)
    driver.close()


def _count(trial: object) -> None:
    """Nobody asks how many."""


def generating(lane: Lane, operation: Operation) -> Callable[[], int]:
    """The request law, as the harness proves it."""

    @seed(1)
    @settings(max_examples=CASES // len(FUNCTIONS), deadline=None, database=None)
    @given(call=calls(lane.contract, operation))
    def prove(call: Call) -> None:
        lane.prove(lane.trials(operation, call, FUNCTIONS), REQUEST_LAW)

    def act() -> int:
        prove()
        return CASES

    return act


def calling(lane: Lane, operation: Operation) -> Callable[[], int]:
    """The same with calls that are made up before."""
    prepared: list[Call] = []

    @seed(1)
    @settings(max_examples=CASES, deadline=None, database=None)
    @given(call=calls(lane.contract, operation))
    def prepare(call: Call) -> None:
        prepared.append(call)

    prepare()

    def act() -> int:
        for call in prepared:
            lane.prove(lane.trials(operation, call, ["sync"]), REQUEST_LAW)
        return len(prepared)

    return act


def _schemathesis(contract: Contract, prism: Prism) -> float:
    """Cases a second of its fuzzing phase, by its own clock: its start is not counted."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(contract.path)]
    command += ["--url", prism.url, "--phases", "fuzzing", "--mode", "positive", "--seed", "1"]
    command += ["--max-examples", str(CASES), "--warnings", "off", "--exclude-checks=ignored_auth"]
    command += ["--generation-with-security-parameters", "false"]
    command += [word for key in KEYS for word in ("-H", key)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    phase = re.search(r"Fuzzing \(in ([\d.]+)s\)", done.stdout)
    cases = re.search(r"(\d+) generated", done.stdout)
    if phase is None or cases is None:
        raise RuntimeError(f"schemathesis did not run:\n{done.stdout}{done.stderr}")
    return int(cases[1]) / float(phase[1])


def _bare(contract: Contract, prism: Prism) -> float:
    """Requests a second of one httpx client that sends the same again and again."""
    operation = contract.operations[0]
    arguments = {
        parameter.key: "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
        for parameter in operation.parameters
        if not parameter.omittable
    }
    sent = expected_request(operation, Call(arguments), prism.url)
    headers = dict(sent.headers) | dict(key.split(": ") for key in KEYS)
    url = f"{prism.url}/{'/'.join(sent.path)}"
    with httpx.Client(trust_env=False, headers=headers) as http:
        http.request(sent.method, url).raise_for_status()
        start = time.monotonic()
        for _ in range(CASES):
            http.request(sent.method, url).raise_for_status()
        return CASES / (time.monotonic() - start)
