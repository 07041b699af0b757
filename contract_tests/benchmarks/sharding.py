"""How evenly `--shard` divides a run, and what the shards cost together."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from contract_tests.benchmarks.growth import SIZES, repeated_contract
from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.exit_codes import KEPT, NOT_VERIFIED
from contract_tests.harness.project import ROOT, TESTS
from generation.regeneration import GeneratorInputs, package_in

SIZE = SIZES[-1]
SHARDS = 4
LIMIT = 1.15
# Long enough that the start of each shard does not matter much.
LAWS = ("request", "parity")


def shards() -> Iterator[Measurement]:
    """The CPU time of the most expensive shard, compared with its share of a run of all tests."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        spec, target = repeated_contract(folder, SIZE), folder / "client"
        GeneratorInputs(contract=spec, target=target).build(target)
        options = ["--spec", str(spec), "--package", str(package_in(target))]
        single = _cpu_seconds(*options)
        parts = [
            _cpu_seconds(*options, f"--shard={number}/{SHARDS}") for number in range(1, SHARDS + 1)
        ]
    share, overhead = max(parts) * SHARDS / single, sum(parts) / single
    yield Measurement(
        f"the slowest of {SHARDS} shards of {SIZE} operations ({' and '.join(LAWS)} laws, `brief` "
        f"profile), CPU time compared with 1/{SHARDS} of one run",
        f"at most {LIMIT}",
        f"{share:.2f} ({max(parts):.0f} s; one run: {single:.0f} s; all shards: {overhead:.2f} x)",
        share <= LIMIT,
    )


def _cpu_seconds(*options: str) -> float:
    """The CPU time of a run and of its mock server."""
    command = [sys.executable, "-m", "contract_tests", "--profile=brief", "-q", *options]
    command += [str(TESTS / law) for law in LAWS]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (KEPT, NOT_VERIFIED):  # the other laws are not selected
        raise RuntimeError(f"a run with {' '.join(options)} failed:\n{process.stdout[-3000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
