"""
A plugin of pytest that writes the CPU time of each test into the file named by CPU_TIME_FILE.

Each line is JSON: the operation, the seconds of this process and of its children, of which Prism is
one, and the seconds since the start of the process.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from contract_tests.harness.report.items import operation_of

FILE = "CPU_TIME_FILE"
PROC = Path("/proc")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure a test with its fixtures. The one that ends Prism counts its time as nothing."""
    before, children = time.process_time(), children_seconds()
    result = yield
    operation = operation_of(item)
    if operation is not None:
        line = {
            "operation": operation.label,
            "seconds": time.process_time() - before + max(0, children_seconds() - children),
            "process": time.process_time(),
        }
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return result


def children_seconds() -> float:
    """Seconds of CPU time of the children that run, on Linux; 0 elsewhere."""
    ticks = 0
    for path in PROC.glob(f"{os.getpid()}/task/*/children"):
        for child in path.read_text().split():
            try:
                fields = (PROC / child / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
