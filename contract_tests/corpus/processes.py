"""Runs Python processes with a time limit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from contract_tests.harness.project import ROOT

IMPORT_ROOTS = os.pathsep.join([str(ROOT), str(ROOT / "scripts")])
_running: set[subprocess.Popen[str]] = set()


@dataclass(frozen=True)
class Ended:
    """
    A process that has ended.

    Args:
        code: its exit code, negative for a signal.
        output: its standard output.
        errors: its standard error.
        in_time: whether it ended within its limit.
    """

    code: int
    output: str
    errors: str
    in_time: bool

    @property
    def last_line(self) -> str:
        """The last line of what the process wrote, or its exit code."""
        lines = (self.output + self.errors).strip().splitlines()
        return lines[-1] if lines else f"exit code {self.code}"


def run(
    arguments: Sequence[str],
    limit: float,
    *,
    grace: float = 0.0,
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """
    Run the Python of this process with *arguments* in the root of the project.

    Args:
        arguments: of the interpreter.
        limit: seconds after which the process is interrupted.
        grace: seconds after which it is killed then, with the processes that it started.
        environment: variables that are added to those of this process.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": IMPORT_ROOTS, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    _running.add(process)
    try:
        output, errors = process.communicate(timeout=limit)
        return Ended(process.returncode, output, errors, in_time=True)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        try:
            output, errors = process.communicate(timeout=grace)
        except subprocess.TimeoutExpired:
            _kill(process)
            output, errors = process.communicate()
        return Ended(process.returncode, output, errors, in_time=False)
    finally:
        _running.discard(process)


def kill_all() -> None:
    """Kill all processes that are running, after an interruption."""
    for process in list(_running):
        _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
