"""A pool of workers: processes that have collected the law tests and fork for each task."""

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
from typing import Any, TypeVar

from contract_tests.harness.project import ROOT
from contract_tests.harness.report.results import LAWS
from contract_tests.mutation import freshness_mutants
from contract_tests.mutation.fork_server import Result, Task
from contract_tests.mutation.mutants import Mutant

# The law modules in the order in which they run: fast ones that detect much come first.
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
OVER_PRISM = (
    "response/test_success_shape",
    "failure/test_documented_errors",
)
# The tests that need Prism, in modules of either kind.
PRISM_TESTS = {
    "test_prism_receives_and_accepts_every_generated_call",
    "test_every_header_arrives_as_passed",
    "test_every_path_parameter_arrives_as_passed",
    "test_every_query_and_cookie_parameter_arrives_as_passed",
    "test_every_success_makes_the_round_trip",
    "test_a_missing_credential_ends_in_the_error_of_401",
    "test_each_documented_error_is_raised",
    "test_the_functions_agree_over_prism",
}
# The tests that run before all others, in this order.
QUICK = (
    "test_representative_statuses_end_as_documented",
    "test_boundary_values_of_responses_reach_the_caller",
    "test_optional_arguments_may_be_left_out",
    "test_boundary_cases_of_credentials_arrive",
    "test_boundary_values_of_headers_arrive",
    "test_boundary_values_of_path_parameters_arrive",
    "test_boundary_values_of_query_and_cookie_parameters_arrive",
    "test_boundary_values_of_the_body_arrive",
    "test_random_bodies_are_read_as_the_schema_says",
    "test_every_generated_call_is_sent_unchanged",
    "test_no_path_argument_leaves_its_segment",
    "test_hostile_header_values_are_refused_or_arrive",
    "test_hostile_credentials_are_refused_or_arrive",
    "test_parameters_of_a_wrong_type_are_refused",
    "test_every_combination_of_body_members_arrives_or_is_refused",
    "test_a_refused_connection_ends_in_its_error",
    "test_a_truncated_response_ends_in_its_error",
    "test_a_redirect_is_not_followed",
    "test_a_stalled_response_ends_in_the_error_of_the_timeout",
    "test_each_tolerance_is_known_and_used",
    "test_every_combination_of_members_is_read_as_the_schema_says",
)

# The time limit of a task. Much more than a task needs, so that a slow machine is no timeout.
TASK_LIMIT_S = 300.0
# How many tests of a kind are remembered because they killed a mutant of that kind.
MAX_KILLERS = 3

T = TypeVar("T")


def pytest_command(*options: str, more: Iterable[str] = ()) -> list[str]:
    """Return the command of a worker that runs the laws and *more* modules with pytest."""
    names = (*IN_PROCESS, *OVER_PRISM, *more)
    modules = [str(ROOT / "contract_tests" / f"{name}.py") for name in names]
    plugins = ["-p", "no:cacheprovider", "-p", "contract_tests.mutation.pytest_worker"]
    return ["pytest", *modules, "--quiet", "--capture=no", *plugins, *options]


DRIFT_COMMAND = ("contract_tests.mutation.drift.worker",)
CLIENT_TEST_COMMAND = ("contract_tests.mutation.client_test_worker",)


def needs_prism(test: str) -> bool:
    """Return whether the test with that ID makes calls to Prism."""
    return test.partition("[")[0].rpartition("::")[2] in PRISM_TESTS


def module_of(test: str) -> str:
    """Return the module of a test ID, as `IN_PROCESS` and `constant_oracles.SELF_TESTS` name it."""
    path = test.partition("::")[0].removesuffix(".py")
    return path.removeprefix("contract_tests/").removeprefix("harness/tests/")


class WorkerEndedError(Exception):
    """A worker cannot run. The message holds the end of its output."""


class Worker:
    """A process that runs a Python module with arguments. A context manager."""

    def __init__(self, command: Iterable[str]) -> None:
        task_source, task_sink = os.pipe()
        result_source, result_sink = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command, f"--forks={task_source},{result_sink}"],
            pass_fds=(task_source, result_sink),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.close(task_source)
        os.close(result_sink)
        assert self._process.stdout is not None, "stdout is a pipe"
        self._output = self._process.stdout
        self._tasks, self._results = os.fdopen(task_sink, "w"), os.fdopen(result_source)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._tasks.close()
        self._results.close()
        self._output.close()

    def run(self, task: Task) -> Result:
        """
        Run *task* and return its result.

        Raises:
            WorkerEndedError: the worker cannot run.
        """
        with suppress(BrokenPipeError):
            self._tasks.write(json.dumps({"limit": TASK_LIMIT_S, **task}) + "\n")
            self._tasks.flush()
        if line := self._results.readline():
            return dict(json.loads(line))
        output = self._output.read().decode(errors="replace").strip()
        raise WorkerEndedError(f"a worker has ended: {output[-1000:]}")


class KillerTests:
    """The tests that killed the last mutants of each kind in process; they run first."""

    def __init__(self) -> None:
        self._tests: dict[str, list[str]] = {}

    def first(self, kind: str) -> list[str]:
        """Return the IDs of the tests for that *kind*, the latest first."""
        return self._tests.get(kind, [])

    def learn(self, kind: str, result: Result) -> None:
        """Remember which test killed a mutant of that *kind*, unless the test needs Prism."""
        test = result.get("test", "")
        if test and not needs_prism(test):
            others = [known for known in self.first(kind) if known != test]
            self._tests[kind] = [test, *others][:MAX_KILLERS]


def run_tests(
    worker: Worker, mutant: Mutant, package: Path, without: Collection[str] = (), **more: Any
) -> Result:
    """
    Write *mutant* to a temporary folder and run the law tests on it.

    Args:
        worker: runs `pytest_command`.
        mutant: the client to test.
        package: the checked-in client.
        without: laws that are left out.
        more: members of the task; see `pytest_worker`.
    """
    # Any changed file breaks the freshness law, so that law counts for its own mutants only.
    is_stale = mutant.fault_class == freshness_mutants.FAULT_CLASS
    laws = {freshness_mutants.LAW} if is_stale else set(LAWS)
    with tempfile.TemporaryDirectory() as folder:
        mutated = mutant.write(package, Path(folder, "client"))
        task = {"name": mutant.name, "package": str(mutated), "laws": sorted(laws - set(without))}
        return worker.run({**task, **more})


def run_pool(
    tasks: Iterable[T], run: Callable[[Worker, T], Result], command: Iterable[str], jobs: int
) -> Iterator[Result]:
    """
    Start *jobs* workers; *run* each of *tasks* in this order on an idle one; yield the results.

    Raises:
        WorkerEndedError: a worker cannot run.
    """
    command = tuple(command)
    with ExitStack() as stack:
        idle: Queue[Worker] = Queue()
        for _ in range(jobs):
            idle.put(stack.enter_context(Worker(command)))

        def run_one(task: T) -> Result:
            worker = idle.get()
            try:
                return run(worker, task)
            finally:
                idle.put(worker)

        threads = ThreadPoolExecutor(jobs)
        # After an interrupt, the remaining tasks are dropped.
        stack.callback(threads.shutdown, wait=False, cancel_futures=True)
        for future in as_completed([threads.submit(run_one, task) for task in tasks]):
            yield future.result()
