"""Runs a Python process with a time limit."""

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
        environment: variables that are added to those of this process.
        grace: seconds that it has then to end by itself; 0 to kill it at once, with its children.
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
    try:
        output, errors = process.communicate(timeout=limit)
        return Ended(process.returncode, output, errors, in_time=True)
    except subprocess.TimeoutExpired:
        if grace:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
    return Ended(process.returncode, output, errors, in_time=False)
