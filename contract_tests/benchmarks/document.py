"""The benchmark results as Markdown: the table, and the page `docs/benchmarks.md`."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.prism.installation import prism_command, prism_version
from contract_tests.harness.project import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"


def table(measurements: Iterable[Measurement]) -> Iterator[str]:
    """The measurements as the lines of a Markdown table."""
    yield "| figure | target | measured | verdict |"
    yield "| --- | --- | --- | --- |"
    for each in measurements:
        yield f"| {each.figure} | {each.target} | {each.measured} | {each.verdict} |"


def results(machine: str, measurements: Iterable[Measurement]) -> str:
    """The text between the markers of the page; *machine* is one line."""
    return "\n".join([f"Measured on: {machine}.", "", *table(measurements)])


def describe_machine() -> str:
    """Processor, cores and versions, as one line."""
    node = subprocess.run(
        [prism_command()[0], "--version"], capture_output=True, text=True
    ).stdout.strip()
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, Node {node}, Prism {prism_version()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
