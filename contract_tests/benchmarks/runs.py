"""A whole run of the main job: how long it takes, and how much memory it and Prism take."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from contract_tests.benchmarks.row import Row
from contract_tests.harness.project import ROOT

LIMIT = 300
PROC = Path("/proc")


def contract() -> Iterator[Row]:
    """Three rows: the time from command to verdict, the memory of the harness, that of Prism."""
    nox = os.environ.get("NOX_PYTHON", sys.executable)
    command = [nox, "-m", "nox", "-f", str(ROOT / "noxfile.py"), "-s", "contract"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # warm it up
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks: dict[str, float] = {}
    watcher = threading.Thread(target=_watch, args=[process, peaks])
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - start
    watcher.join()
    if code != 0:
        raise RuntimeError(f"`nox -s contract` ends with {code}: see what it says")
    yield Row(
        "`nox -s contract`, warm, from command to verdict",
        "under 30 s",
        f"{seconds:.1f} s",
        seconds < 30,
    )
    for what in ("harness", "Prism"):
        peak = peaks.get(what)
        yield Row(
            f"peak memory of that run, {what}",
            f"under {LIMIT} MB",
            f"{peak:.0f} MB" if peak else "not known on this system",
            peak < LIMIT if peak else None,
        )


def _watch(process: subprocess.Popen[bytes], peaks: dict[str, float]) -> None:
    """The largest peak of each kind among the process's descendants, in MB (Linux only)."""
    while process.poll() is None and PROC.is_dir():
        for pid in _descendants(process.pid):
            words = _read(pid, "cmdline").split("\0")
            what = "Prism" if any("prism-cli" in word for word in words) else "harness"
            for line in _read(pid, "status").splitlines():
                if line.startswith("VmHWM:"):
                    peaks[what] = max(peaks.get(what, 0.0), int(line.split()[1]) / 1024)
        time.sleep(0.05)


def _descendants(ancestor: int) -> list[int]:
    parents = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (stat := _read(int(entry.name), "stat")):
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [ancestor]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text()
    except OSError:  # it has ended
        return ""
