"""Each mutant has its own folder, and each task of a worker its own process."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.plugin.setup import law_files
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.worker_pool import (
    IN_PROCESS,
    OVER_PRISM,
    PRISM_TESTS,
    QUICK,
    KillerTests,
    Worker,
    WorkerEndedError,
    run_pool,
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """A worker whose tasks say what it does."""
    with Worker(["contract_tests.mutation.tests.scripted_worker"]) as worker:
        yield worker


def run(worker: Worker, **task: Any) -> dict[str, Any]:
    """Return the result of a task called `it`."""
    return worker.run({"name": "it", **task})


def test_each_task_has_its_own_process(worker: Worker) -> None:
    """Two tasks run in two processes, neither of which is this one."""
    first, second = run(worker, do="return"), run(worker, do="return")
    assert len({first["process"], second["process"], os.getpid()}) == 3
    assert first["name"] == "it"
    assert first["seconds"] >= 0


@pytest.mark.parametrize(
    ("how", "message"), [("exit", "without a result"), ("raise", "RuntimeError: scripted")]
)
def test_a_worker_survives_the_crash_of_a_task(worker: Worker, how: str, message: str) -> None:
    """The outcome of a task that crashes is `suspicious`, and the next task runs."""
    result = run(worker, do=how)
    assert result["outcome"] == "suspicious"
    assert message in result["message"]
    assert run(worker, do="return")["outcome"] == "survived"


def test_a_task_that_hangs_ends_in_a_timeout(worker: Worker) -> None:
    """A task is killed after its limit, and the next task runs."""
    assert run(worker, do="hang", limit=0.2)["outcome"] == "timeout"
    assert run(worker, do="return")["outcome"] == "survived"


def test_a_worker_that_cannot_run_reports_its_output() -> None:
    """The exception for a worker that has ended holds what the worker printed."""
    with pytest.raises(WorkerEndedError, match="No module named no_such_module"):
        list(run_pool([{"name": "it"}], Worker.run, ["no_such_module"], 1))


def test_the_test_that_killed_the_last_mutant_of_a_kind_runs_first() -> None:
    """Tests that killed mutants are listed once, the latest first, without those over Prism."""
    killers = KillerTests()
    first, second, over_prism = (
        "contract_tests/a/test_a.py::a",
        "contract_tests/b/test_b.py::b",
        "contract_tests/a/test_a.py::test_each_documented_error_is_raised",
    )
    for test in (first, second, first, over_prism):
        killers.learn("path", {"outcome": "killed", "test": test})
    killers.learn("path", {"outcome": "survived"})
    assert killers.first("path") == [first, second]
    assert killers.first("key") == []


def test_every_law_module_runs() -> None:
    """The lists of modules are complete, and each test that runs first exists."""
    files = [path for path in law_files() if path.parent.name != "compatibility"]
    assert {*IN_PROCESS, *OVER_PRISM} == {f"{path.parent.name}/{path.stem}" for path in files}
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in QUICK if f"\ndef {name}(" not in source] == []
    functions = [node for path in files for node in ast.parse(path.read_text()).body]
    assert {
        node.name
        for node in functions
        if isinstance(node, ast.FunctionDef)
        and "prism_runner" in {argument.arg for argument in node.args.args}
    } == PRISM_TESTS


def test_a_mutant_is_a_copy_with_one_change(tmp_path: Path) -> None:
    """Writing a mutant changes one file of the copy and no file of the original."""
    package = tmp_path / "tree" / "client"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("A = 1\n")
    (package / "other.py").write_text("B = 1\n")
    mutant = Mutant("m", "class", "__init__.py", "A = 1\n", "A = 2\n")
    mutated = mutant.write(package, tmp_path / "m")
    assert (mutated / "__init__.py").read_text() == "A = 2\n"
    assert (mutated / "other.py").read_text() == "B = 1\n"
    assert (package / "__init__.py").read_text() == "A = 1\n"


def test_the_diff_of_a_mutant_shows_its_change() -> None:
    """A mutant shows the removed and the added line."""
    mutant = Mutant("m", "class", "a.py", "A = 1\nB = 1\n", "A = 2\nB = 1\n")
    assert "-A = 1\n+A = 2" in mutant.diff
