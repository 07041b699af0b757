"""What the client's own tests see of a fault that no law has to see."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from contract_tests.defaults import ROOT
from contract_tests.mutation.forks import Result
from contract_tests.mutation.mutants import Mutant

TESTS = Path("contract_tests", "client")


def ask(test: str, mutant: Mutant, package: Path) -> Result:
    """
    Run one module of the client's own tests on *mutant*, in a process of its own.

    Returns: a result whose outcome is `seen` where a test fails, else `alive`.
    """
    file = TESTS / f"{test}.py"
    with tempfile.TemporaryDirectory() as scratch:
        made = mutant.write(package, Path(scratch, "client"))
        command = [sys.executable, "-m", "pytest", str(file), "-q", "-x", "-p", "no:cacheprovider"]
        path = f"pythonpath=. scripts {made.parent}"
        done = subprocess.run([*command, "-o", path], cwd=ROOT, capture_output=True, text=True)
    seen = done.returncode == 1 and " failed" in done.stdout
    return {"name": mutant.name, "outcome": "seen" if seen else "alive", "test": str(file)}
