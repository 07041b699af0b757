"""
What the client's own tests see of a fault that no law has to see: a worker.

    python -m contract_tests.mutation.own --forks TASKS,RESULTS

A task has the folder of a client `package` and one module of those tests, `asked`.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from contract_tests.harness.plugin import hooks
from contract_tests.mutation.forks import Result, Task, pipes, serve
from contract_tests.mutation.hunt import Worker
from contract_tests.mutation.mutants import Mutant

TESTS = Path("contract_tests", "client")


def ask(worker: Worker, test: str, mutant: Mutant, package: Path) -> Result:
    """
    Make *mutant* of the sound *package*, and have *worker* run one module of the tests on it.

    Returns: a result whose outcome is `seen` where a test fails, else `alive`.
    """
    with tempfile.TemporaryDirectory() as scratch:
        made = mutant.write(package, Path(scratch, "client"))
        return worker.run({"name": mutant.name, "package": str(made), "asked": test})


def run(task: Task) -> Result:
    """Whether one of the tests fails; not that they cannot run."""
    file, place = TESTS / f"{task['asked']}.py", Path(task["package"]).parent
    options = ["-q", "-x", "-p", "no:cacheprovider", "-o", f"pythonpath=. scripts {place}"]
    here_already = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    with redirect_stdout(io.StringIO()) as said:
        code = pytest.main([str(file), *options, *here_already])
    seen = code == pytest.ExitCode.TESTS_FAILED and " failed" in said.getvalue()
    return {"outcome": "seen" if seen else "alive", "test": str(file)}


if __name__ == "__main__":
    assert hooks, "imported once, for all"
    serve(run, *pipes(sys.argv[-1]))
