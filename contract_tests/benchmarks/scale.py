"""The cost of an operation, and of a contract with 300 of them."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from contract_tests.benchmarks import cpu_time
from contract_tests.benchmarks.growth import repeated_operation
from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.exit_codes import KEPT, NOT_VERIFIED
from contract_tests.harness.project import ROOT, SPEC, TESTS
from generation.regeneration import GeneratorInputs, package_in

SELF_TESTS = TESTS / "harness" / "tests" / "specs"
# Contracts with one to ten operations each, and the seconds of CPU time that one may take.
CONTRACTS = (SPEC, *(SELF_TESTS / f"{name}.yaml" for name in ("shop", "pets", "search", "merged")))
LIMITS = {"dev": (2, 12), "ci": (6, 36)}
MANY = 300
# A quick test of every operation of the large contract.
TEST = "test_the_path_of_a_base_url_is_kept"
ROUNDS = 3


def cost_of_an_operation() -> Iterator[Measurement]:
    """The CPU time of all laws for one operation, with its part of Prism."""
    for profile, (median_limit, worst_limit) in LIMITS.items():
        seconds: list[float] = []
        for spec in CONTRACTS:
            seconds += by_operation(_run([f"--spec={spec}", f"--profile={profile}"])).values()
        median, worst = statistics.median(seconds), max(seconds)
        for name, value, limit in (("median", median, median_limit), ("worst", worst, worst_limit)):
            yield Measurement(
                f"CPU time per operation, `{profile}` profile, {name} of {len(seconds)}",
                f"at most {limit} s",
                f"{value:.1f} s",
                value <= limit,
            )


def generation() -> Iterator[Measurement]:
    """The CPU time of a generation divided by that of stock openapi-python-client."""
    ratios = [_ratio_to_stock(spec) for spec in CONTRACTS]
    ratio = statistics.median(ratios)
    yield Measurement(
        f"CPU time of a generation, compared with stock, median of {len(ratios)} contracts",
        "at most 1.0",
        f"{ratio:.2f}",
        ratio <= 1,
    )


def many_operations() -> Iterator[Measurement]:
    """Generation, import, memory and the first result for a contract of 300 operations."""
    with tempfile.TemporaryDirectory() as scratch:
        spec, client = Path(scratch, "contract.yaml"), Path(scratch, "client")
        document = yaml.safe_dump(repeated_operation(MANY), sort_keys=False)
        spec.write_text(document, encoding="utf-8")
        ratio = _ratio_to_stock(spec)
        yield Measurement(
            f"{MANY} operations: CPU time of the generation, compared with stock",
            "at most 1.2",
            f"{ratio:.2f}",
            ratio <= 1.2,
        )
        GeneratorInputs(contract=spec, target=client).build(client)
        package = package_in(client)
        milliseconds = _import_milliseconds(package)
        yield Measurement(
            f"{MANY} operations: import of the package after `import httpx`",
            "under 150 ms",
            f"{milliseconds:.0f} ms",
            milliseconds < 150,
        )
        options = [f"--spec={spec}", f"--package={package}", "--profile=dev", f"-k={TEST}"]
        report = Path(scratch, "report")
        tests = _run([*options, f"--report={report}"])
        first = tests[0]["process"]
        yield Measurement(
            f"{MANY} operations: CPU time until the first result",
            "under 10 s",
            f"{first:.1f} s",
            first < 10,
        )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        yield Measurement(
            f"{MANY} operations: peak memory of the harness",
            "under 600 MB",
            f"{peak:.0f} MB",
            peak < 600,
        )
        size = (report / "index.html").stat().st_size / 1e6
        yield Measurement(f"{MANY} operations: size of the report page", "", f"{size:.1f} MB")


def _run(options: Sequence[str]) -> list[dict[str, Any]]:
    """Run the laws, and return what `cpu_time` wrote for each test of an operation."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "times.jsonl")
        command = [sys.executable, "-m", "contract_tests", "--seed=1", "-q", *options]
        command += ["-p", cpu_time.__name__]
        environment = {**os.environ, cpu_time.FILE: str(file)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode not in (KEPT, NOT_VERIFIED):  # a part of the laws verifies nothing
            raise RuntimeError(f"a run of the laws failed:\n{done.stdout[-3000:]}")
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def by_operation(tests: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the seconds of all *tests* of each operation."""
    seconds: dict[str, float] = defaultdict(float)
    for test in tests:
        seconds[test["operation"]] += test["seconds"]
    return seconds


def _ratio_to_stock(spec: Path) -> float:
    """Our CPU time divided by that of stock: the least of several rounds, which load disturbs."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "scripts" / "generate_client.py"), str(spec), folder]
        tool = str(Path(sys.executable).with_name("openapi-python-client"))
        stock = [tool, "generate", f"--path={spec}", f"--output-path={folder}/stock"]
        stock.append("--overwrite")
        rounds = [(_cpu_seconds(command), _cpu_seconds(stock)) for _ in range(ROUNDS)]
    return min(ours for ours, _ in rounds) / min(theirs for _, theirs in rounds)


def _cpu_seconds(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _import_milliseconds(package: Path) -> float:
    """The median CPU time of new processes to import the package, with bytecode."""
    source = (
        "import httpx, time; start = time.process_time(); "
        f"import {package.name}; print(time.process_time() - start)"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(package.parent / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", source]
    seconds = [
        float(subprocess.check_output(command, cwd=package.parent, env=environment))
        for _ in range(2 * ROUNDS)
    ]
    return statistics.median(seconds[1:]) * 1e3  # the first run compiles
