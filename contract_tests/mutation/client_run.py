"""Run the law tests on each mutant of the client."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from contract_tests.harness.project import SPEC
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.spec import load_contract
from contract_tests.mutation import catalogue, freshness_mutants, reachable_mutants, score
from contract_tests.mutation.client_test_worker import run_client_tests
from contract_tests.mutation.fork_server import Result
from contract_tests.mutation.mutants import UNMODIFIED, Mutant
from contract_tests.mutation.score import MutantResult
from contract_tests.mutation.worker_pool import (
    CLIENT_TEST_COMMAND,
    KillerTests,
    Worker,
    WorkerEndedError,
    pytest_command,
    run_pool,
    run_tests,
)


@dataclass(frozen=True)
class RunOptions:
    """
    The options of a run.

    Args:
        package: the checked-in client.
        jobs: the number of workers.
        only: a part of the names of the mutants that run; empty for all.
        without: laws that are left out.
        seed: of Hypothesis; None for the one of CI.
    """

    package: Path
    jobs: int
    only: str = ""
    without: Collection[str] = ()
    seed: int | None = None


def client_mutants(package: Path, only: str = "") -> dict[str, Mutant]:
    """Return the mutants of the client in *package* whose names contain *only*, by name."""
    return {mutant.name: mutant for mutant in _all_mutants(package) if only in mutant.name}


def run_client_mutants(
    mutants: Mapping[str, Mutant], options: RunOptions, progress: Callable[[int, int], None]
) -> list[MutantResult]:
    """
    Run *mutants* and return the results; call *progress* with the numbers of finished and of all.

    Raises:
        WorkerEndedError: a worker cannot run, or the unmodified client breaks a law.
    """
    killers = KillerTests()
    reasons = {name: score.entry_of(score.equivalents(), name) for name in [UNMODIFIED, *mutants]}
    client_tests = {name: score.entry_of(score.client_tests(), name) for name in reasons}

    def run_laws(worker: Worker, mutant: Mutant) -> Result:
        more = {"first": killers.first(mutant.kind), "quick": bool(reasons[mutant.name])}
        result = run_tests(worker, mutant, options.package, options.without, **more)
        killers.learn(mutant.kind, result)
        return result

    def run_tests_of_client(worker: Worker, mutant: Mutant) -> Result:
        return run_client_tests(worker, client_tests[mutant.name], mutant, options.package)

    unmodified = [] if options.only else [Mutant.unmodified(options.package)]
    planted = [*unmodified, *mutants.values()]
    new = [mutant for mutant in planted if not reasons[mutant.name]]
    listed = [mutant for mutant in planted if reasons[mutant.name]]
    equivalent = [mutant for mutant in listed if not client_tests[mutant.name]]
    detected = [mutant for mutant in listed if client_tests[mutant.name]]
    seed = [] if options.seed is None else [f"--seed={options.seed}"]
    results: dict[str, Result] = {}
    for group, command, run in (
        (new, pytest_command(*seed), run_laws),
        (equivalent, pytest_command("--profile=brief"), run_laws),
        (detected, CLIENT_TEST_COMMAND, run_tests_of_client),
    ):
        for result in run_pool(group, run, command, options.jobs) if group else ():
            if result["name"] == UNMODIFIED:
                _require_survival(result)
            results[result["name"]] = result
            progress(len(results), len(planted))
    return [MutantResult.of(mutant, results[name]) for name, mutant in mutants.items()]


def _all_mutants(package: Path) -> Iterator[Mutant]:
    yield from catalogue.mutants(load_contract(SPEC), package)
    yield from freshness_mutants.mutants(package)
    with Worker(pytest_command("--profile=brief")) as worker:
        task = {"name": UNMODIFIED, "package": str(package), "laws": LAWS}
        result = worker.run({**task, "quick": True, "trace": True})
    _require_survival(result)
    yield from reachable_mutants.mutants(package, result["lines"])


def _require_survival(result: Result) -> None:
    """Raise WorkerEndedError where a law fails for the unmodified client: no result would count."""
    if result["outcome"] != "survived":
        law, check = result.get("law"), result.get("check", result["outcome"])
        raise WorkerEndedError(
            f"the unmodified client breaks the {law} law ({check}): fix that first"
        )
