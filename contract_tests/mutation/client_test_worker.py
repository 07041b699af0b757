"""
A worker that runs a test module of `contract_tests/client` on a mutant.

    python -m contract_tests.mutation.client_test_worker --forks TASKS,RESULTS

A task has the folder of a client `package` and the `module` of tests.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from contract_tests.harness.plugin import hooks
from contract_tests.mutation.fork_server import Result, Task, pipes, serve
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.score import DETECTED
from contract_tests.mutation.worker_pool import Worker

TESTS = Path("contract_tests", "client")


def run_client_tests(worker: Worker, module: str, mutant: Mutant, package: Path) -> Result:
    """
    Write *mutant* of the checked-in *package* and let *worker* run one *module* of tests on it.

    Returns:
        A result whose outcome is `DETECTED` where a test fails, else `survived`.
    """
    with tempfile.TemporaryDirectory() as folder:
        mutated = mutant.write(package, Path(folder, "client"))
        return worker.run({"name": mutant.name, "package": str(mutated), "module": module})


def run(task: Task) -> Result:
    """Return whether a test of the task's module fails. An error of pytest is not a failure."""
    file, root = TESTS / f"{task['module']}.py", Path(task["package"]).parent
    options = ["-q", "-x", "-p", "no:cacheprovider", "-o", f"pythonpath=. scripts {root}"]
    imported_before = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    with redirect_stdout(io.StringIO()) as output:
        code = pytest.main([str(file), *options, *imported_before])
    failed = code == pytest.ExitCode.TESTS_FAILED and " failed" in output.getvalue()
    return {"outcome": DETECTED if failed else "survived", "test": str(file)}


if __name__ == "__main__":
    assert hooks, "imported once, for all forks"
    serve(run, *pipes(sys.argv[-1]))
