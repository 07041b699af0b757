"""How the time of a run grows with the operations of a contract."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

import generate
from contract_tests.benchmarks.row import Row
from contract_tests.harness.exit_codes import KEPT, NOT_PROVEN
from contract_tests.harness.project import ROOT, SPEC
from contract_tests.harness.spec import load_contract

SIZES = (1, 10, 50)
TEST = "test_the_wire_carries_what_was_asked"


def rows() -> Iterator[Row]:
    """One row for each size: the time to generate the client, and to prove the request law."""
    seconds = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            made, proven = _run(Path(scratch), size)
        seconds[size] = made + proven
        last = size == SIZES[-1]
        yield Row(
            f"growth: {size} operation{'s' if size > 1 else ''}, request law, `dev` profile",
            "linear" if last else "",
            f"generated in {made:.1f} s, proven in {proven:.1f} s",
            is_linear(seconds) if last else None,
        )


def is_linear(seconds: dict[int, float]) -> bool:
    """Whether an operation costs the same in the second half of the way as in the first."""
    small, middle, large = SIZES
    first = (seconds[middle] - seconds[small]) / (middle - small)
    second = (seconds[large] - seconds[middle]) / (large - middle)
    return second <= 1.5 * first


def _run(folder: Path, size: int) -> tuple[float, float]:
    spec = folder / "contract.yaml"
    spec.write_text(yaml.safe_dump(_repeated(size), sort_keys=False), encoding="utf-8")
    target = folder / "client"
    start = time.perf_counter()
    generate.Recipe(contract=spec, target=target).build(target)
    made = time.perf_counter() - start
    command = [sys.executable, "-m", "contract_tests", "--profile", "dev", "--seed", "1", "-q"]
    command += ["--spec", str(spec), "--package", str(generate.package_in(target)), "-k", TEST]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    taken = time.perf_counter() - start
    if done.returncode not in (KEPT, NOT_PROVEN):  # the other laws are not looked at
        raise RuntimeError(f"a run of {size} operations ends badly:\n{done.stdout[-3000:]}")
    return made, taken


def _repeated(size: int) -> dict[str, Any]:
    """The contract, with its first operation *size* times under other paths."""
    document: dict[str, Any] = deepcopy(dict(load_contract(SPEC).document))
    path, item = next(iter(document["paths"].items()))
    document["paths"] = {}
    for number in range(size):
        copy = deepcopy(item)
        for operation in copy.values():
            operation["operationId"] += f"No{number}"
        document["paths"][f"/n{number}{path}"] = copy
    return document
