"""How the time of a run grows with the number of operations of a contract."""

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

from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.exit_codes import KEPT, NOT_VERIFIED
from contract_tests.harness.project import ROOT, SPEC
from contract_tests.harness.spec import load_contract
from generation.regeneration import GeneratorInputs, package_in

SIZES = (1, 10, 50)
TEST = "test_prism_receives_and_accepts_every_generated_call"


def growth() -> Iterator[Measurement]:
    """For each size, the time to generate the client and to run one request law."""
    seconds = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            generation, run = _run(Path(scratch), size)
        seconds[size] = generation + run
        last = size == SIZES[-1]
        yield Measurement(
            f"growth: {size} operation{'s' if size > 1 else ''}, request law, `dev` profile",
            "linear" if last else "",
            f"generated in {generation:.1f} s, verified in {run:.1f} s",
            is_linear(seconds) if last else None,
        )


def is_linear(seconds: dict[int, float]) -> bool:
    """Whether an operation costs at most 1.5 times as much between the two larger sizes."""
    small, middle, large = SIZES
    first = (seconds[middle] - seconds[small]) / (middle - small)
    second = (seconds[large] - seconds[middle]) / (large - middle)
    return second <= 1.5 * first


def _run(folder: Path, size: int) -> tuple[float, float]:
    """Seconds to generate a client of *size* operations, and to verify it."""
    spec, target = repeated_contract(folder, size), folder / "client"
    start = time.perf_counter()
    GeneratorInputs(contract=spec, target=target).build(target)
    generation = time.perf_counter() - start
    command = [sys.executable, "-m", "contract_tests", "--profile", "dev", "--seed", "1", "-q"]
    command += ["--spec", str(spec), "--package", str(package_in(target)), "-k", TEST]
    start = time.perf_counter()
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    run = time.perf_counter() - start
    if process.returncode not in (KEPT, NOT_VERIFIED):  # the other laws are not selected
        raise RuntimeError(f"a run with {size} operations failed:\n{process.stdout[-3000:]}")
    return generation, run


def repeated_contract(folder: Path, size: int) -> Path:
    """Write the contract with its first path repeated *size* times into *folder*."""
    spec = folder / "contract.yaml"
    spec.write_text(yaml.safe_dump(repeated_operation(size), sort_keys=False), encoding="utf-8")
    return spec


def repeated_operation(size: int) -> dict[str, Any]:
    """Return the contract with its first path repeated *size* times under other names."""
    document: dict[str, Any] = deepcopy(dict(load_contract(SPEC).document))
    path, item = next(iter(document["paths"].items()))
    document["paths"] = {}
    for number in range(size):
        copy = deepcopy(item)
        for operation in copy.values():
            operation["operationId"] += f"No{number}"
        document["paths"][f"/n{number}{path}"] = copy
    return document
