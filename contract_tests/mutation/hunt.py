"""The hunt: each task goes to a worker, which has collected the laws and forks for each run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any, TypeVar

from contract_tests.harness.project import ROOT
from contract_tests.harness.report.results import LAWS
from contract_tests.mutation import upkeep
from contract_tests.mutation.forks import Result, Task
from contract_tests.mutation.mutants import Mutant

T = TypeVar("T")

# In this order: what takes little and sees much first, what needs a mock server last.
IN_PROCESS = (
    "freshness/test_freshness",
    "response/test_tolerances",
    "request/test_whole_request",
    "request/test_path_parameters",
    "request/test_headers",
    "request/test_query_and_cookies",
    "request/test_credentials",
    "request/test_body",
    "request/test_server_url",
    "response/test_boundary_values",
    "failure/test_invalid_arguments",
    "request/test_shared_clients",
    "response/test_member_combinations",
    "failure/test_connection_faults",
    "failure/test_status_matrix",
    "parity/test_functions_agree",
)
# Seconds. What hangs is caught by whoever waits for it; a slow machine is not to be taken for that.
LIMIT = 300.0
# How many tests are tried first, because they caught what was like it.
LEARNT = 3
OVER_PRISM = (
    "response/test_success_shape",
    "failure/test_documented_errors",
)
# The tests that need Prism, in modules of either kind.
PRISM_TESTS = {
    "test_the_wire_carries_what_was_asked",
    "test_every_header_arrives_as_passed",
    "test_every_path_parameter_arrives_as_passed",
    "test_every_query_and_cookie_parameter_arrives_as_passed",
    "test_every_success_parses_and_goes_back_without_loss",
    "test_a_missing_credential_ends_in_the_error_of_401",
    "test_each_documented_error_is_raised",
    "test_the_functions_agree_over_prism",
}


def laws(*options: str, more: Iterable[str] = ()) -> list[str]:
    """The command of a worker that runs the laws and *more* modules, with *options* of pytest."""
    names = (*IN_PROCESS, *OVER_PRISM, *more)
    modules = [str(ROOT / "contract_tests" / f"{name}.py") for name in names]
    plugins = ["-p", "no:cacheprovider", "-p", "contract_tests.mutation.laws"]
    return ["pytest", *modules, "--quiet", "--capture=no", *plugins, *options]


def needs_prism(test: str) -> bool:
    """Whether the test with that id makes calls to Prism."""
    return test.partition("[")[0].rpartition("::")[2] in PRISM_TESTS


def module_of(test: str) -> str:
    """The module of a *test* by its id, as `IN_PROCESS` and `PROOFS` name it."""
    path = test.partition("::")[0].removesuffix(".py")
    return path.removeprefix("contract_tests/").removeprefix("harness/tests/")


TYPES_ONLY = ["contract_tests.mutation.types_only"]
DRIFTING = ["contract_tests.mutation.drifting"]
OWN = ["contract_tests.mutation.own"]


class Worker:
    """A process of its own that runs a Python module, with arguments. A context manager."""

    def __init__(self, command: Iterable[str]) -> None:
        theirs, to = os.pipe()
        back, ours = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command, f"--forks={theirs},{ours}"],
            pass_fds=(theirs, ours),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.close(theirs)
        os.close(ours)
        assert self._process.stdout is not None, "it is a pipe"
        self._said = self._process.stdout
        self._tasks, self._results = os.fdopen(to, "w"), os.fdopen(back)

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._tasks.close()
        self._results.close()
        self._said.close()

    def run(self, task: Task) -> Result:
        """
        Run *task* and return its result.

        Raises:
            WorkerEnded: the worker cannot run; its last words.
        """
        with suppress(BrokenPipeError):
            self._tasks.write(json.dumps({"limit": LIMIT, **task}) + "\n")
            self._tasks.flush()
        if line := self._results.readline():
            return dict(json.loads(line))
        words = self._said.read().decode(errors="replace").strip()
        raise WorkerEnded(f"a worker has ended: {words[-1000:]}")


class WorkerEnded(Exception):
    """Nothing can be run. The message holds what the worker said last."""


class Killers:
    """What caught the last faults of a kind, without a mock server: it may catch the next one."""

    def __init__(self) -> None:
        self._tests: dict[str, list[str]] = {}

    def first(self, kind: str) -> list[str]:
        """The latest first."""
        return self._tests.get(kind, [])

    def learn(self, kind: str, result: Result) -> None:
        """What came of one more fault of that kind."""
        test = result.get("test", "")
        if test and not needs_prism(test):
            others = [known for known in self.first(kind) if known != test]
            self._tests[kind] = [test, *others][:LEARNT]


def run_laws(
    worker: Worker, mutant: Mutant, package: Path, without: Collection[str] = (), **more: Any
) -> Result:
    """
    Make *mutant* of the sound *package*, run the laws on it, and remove it.

    Args:
        worker: one of `laws`.
        mutant: what to make.
        package: the sound client.
        without: laws that are left out.
        more: of the task.
    """
    # A changed file is never fresh: that law is for what no other can see.
    asked = {upkeep.LAW} if mutant.fault == upkeep.FAULT else set(LAWS)
    with tempfile.TemporaryDirectory() as scratch:
        made = mutant.write(package, Path(scratch, "client"))
        task = {"name": mutant.name, "package": str(made), "laws": sorted(asked - set(without))}
        return worker.run({**task, **more})


def hunt(
    prey: Iterable[T], run: Callable[[Worker, T], Result], command: Iterable[str], jobs: int
) -> Iterator[Result]:
    """
    *run* each of *prey* with one of so many workers, in this order; yield results as they come.

    Raises:
        WorkerEnded: a worker cannot run.
    """
    command = tuple(command)
    with ExitStack() as stack:
        idle: Queue[Worker] = Queue()
        for _ in range(jobs):
            idle.put(stack.enter_context(Worker(command)))

        def run_one(one: T) -> Result:
            worker = idle.get()
            try:
                return run(worker, one)
            finally:
                idle.put(worker)

        pool = ThreadPoolExecutor(jobs)
        # After an interrupt nobody waits for what is still to do.
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        for future in as_completed([pool.submit(run_one, one) for one in prey]):
            yield future.result()
