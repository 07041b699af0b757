"""A whole run of `nox -s contract`: its time, and the memory of the harness and of Prism."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.project import ROOT

MEMORY_LIMIT_MB = 300
TIME_LIMIT_S = 30
PROC = Path("/proc")


def contract() -> Iterator[Measurement]:
    """The time from command to verdict, and the peak memory of the harness and of Prism."""
    nox = os.environ.get("NOX_PYTHON", sys.executable)
    command = [nox, "-m", "nox", "-f", str(ROOT / "noxfile.py"), "-s", "contract"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # warms it up
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks: dict[str, float] = {}
    watcher = threading.Thread(target=_watch_memory, args=[process, peaks])
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - start
    watcher.join()
    if code != 0:
        raise RuntimeError(f"`nox -s contract` failed with exit code {code}")
    yield Measurement(
        "`nox -s contract`, warm, from command to verdict",
        f"under {TIME_LIMIT_S} s",
        f"{seconds:.1f} s",
        seconds < TIME_LIMIT_S,
    )
    for program in ("harness", "Prism"):
        peak = peaks.get(program)
        yield Measurement(
            f"peak memory of that run, {program}",
            f"under {MEMORY_LIMIT_MB} MB",
            f"{peak:.0f} MB" if peak else "not available on this system",
            peak < MEMORY_LIMIT_MB if peak else None,
        )


def _watch_memory(process: subprocess.Popen[bytes], peaks: dict[str, float]) -> None:
    """Record the largest resident set of the descendants of *process* in MB, on Linux only."""
    while process.poll() is None and PROC.is_dir():
        for pid in _descendants(process.pid):
            words = _read(pid, "cmdline").split("\0")
            program = "Prism" if any("prism-cli" in word for word in words) else "harness"
            for line in _read(pid, "status").splitlines():
                if line.startswith("VmHWM:"):
                    peaks[program] = max(peaks.get(program, 0.0), int(line.split()[1]) / 1024)
        time.sleep(0.05)


def _descendants(ancestor: int) -> Iterator[int]:
    """Process identifiers of all descendants of *ancestor*."""
    for task in PROC.glob(f"{ancestor}/task/*"):
        for child in map(int, _read(ancestor, f"task/{task.name}/children").split()):
            yield child
            yield from _descendants(child)


def _read(pid: int, name: str) -> str:
    """The text of a file of the process, or empty if the process has ended."""
    try:
        return (PROC / str(pid) / name).read_text()
    except OSError:
        return ""
