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
HEAD = """\
# Benchmarks

`nox -s bench` measures these figures in one run and writes this page.
Figures that are compared are measured in alternation, and the median of the rounds counts.
No test asserts a time.
"""
NOTES = """\
## Notes

- The *Prism runner* calls Prism through the client, a socket and the recording proxy.
  Compared with bare httpx, it pays for the proxy, which records every byte, and for the checks.
  The bare loop sends the requests of the same calls.
- The *in-process runner* calls a transport that returns canned responses.
- A `sync` call validates each argument and the response.
  It can still beat bare httpx, which extracts cookies from each response; the client does not.
- Import time is CPU time without garbage collection, which falls into an import by chance.
- *Growth* repeats the operation under other paths, generates a client, and runs one request law.
"""


def table(measurements: Iterable[Measurement]) -> Iterator[str]:
    """The measurements as the lines of a Markdown table."""
    yield "| figure | target | measured | verdict |"
    yield "| --- | --- | --- | --- |"
    for each in measurements:
        yield f"| {each.figure} | {each.target} | {each.measured} | {each.verdict} |"


def page(machine: str, measurements: Iterable[Measurement]) -> str:
    """The text of `docs/benchmarks.md`; *machine* is one line."""
    rows = "\n".join(table(measurements))
    return f"{HEAD}\nMeasured on: {machine}.\n\n{rows}\n\n{NOTES}"


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
