"""
Mutants of the harness whose checks are disabled.

A check that can be disabled while the harness still catches every fault of the client is redundant.
The checks that need Prism are left out: with them, Prism itself detects the fault.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

from contract_tests.harness import checks
from contract_tests.mutation.fork_server import Result
from contract_tests.mutation.mutants import Mutant
from contract_tests.mutation.score import MutantResult
from contract_tests.mutation.worker_pool import (
    IN_PROCESS,
    KillerTests,
    Worker,
    pytest_command,
    run_pool,
    run_tests,
)

# Parts of the names of checks that need Prism.
OF_PRISM = "prism", "missing_credential"
# How many of the mutants that a check killed are tried without it.
MAX_CANDIDATES = 60


def check_names() -> list[str]:
    """Return the name of each check that does not need Prism."""
    return [name for name, _ in _checks() if not any(part in name for part in OF_PRISM)]


def disable(name: str) -> None:
    """Let the check of that name return None in this process."""
    for found, function in _checks():
        if found == name:
            # Replace the code, because other modules hold references to the function.
            function.__code__ = (lambda *records: None).__code__
            return
    raise LookupError(name)


def candidates(name: str, results: Iterable[Result]) -> list[str]:
    """Return the names of the mutants that the check of that name killed."""
    module = dict(_checks())[name].__module__
    if module.endswith(".parity"):  # its failures are named after the functions that differ
        return [result["name"] for result in results if result.get("law") == "parity"]
    title = name.replace("_", " ")
    return [result["name"] for result in results if result.get("check") == title]


def run_without_checks(
    package: Path, mutants: Mapping[str, Mutant], results: Iterable[MutantResult], jobs: int
) -> Iterator[MutantResult]:
    """
    Disable each check in turn; yield `killed` where one of the *mutants* then survives.

    *results* are those of *mutants*.
    """
    checks, killed_before = check_names(), [one.result for one in results]
    needed: set[str] = set()
    killers = KillerTests()

    def run_one(worker: Worker, check: str, name: str) -> Result:
        more = {"modules": IN_PROCESS, "disable": check, "first": killers.first(check)}
        return run_tests(worker, mutants[name], package, **more)

    def run(worker: Worker, task: tuple[str, list[str]]) -> Result:
        check, names = task
        for name in () if check in needed else names:
            result = run_one(worker, check, name)
            killers.learn(check, result)
            if result["outcome"] == "survived":
                needed.add(check)
                break
        return {}

    tasks: list[tuple[str, list[str]]] = []
    for check in checks:
        names = [name for name in candidates(check, killed_before) if name in mutants]
        tasks.append((check, _alternated(names, mutants)[:MAX_CANDIDATES]))
    for _ in run_pool(tasks, run, pytest_command("--profile=brief"), jobs):
        pass
    for check in checks:
        outcome = "killed" if check in needed else "survived"
        result = {"name": check, "outcome": outcome, "test": ""}
        diff = f"Every fault is caught without {check}."
        yield MutantResult("harness", "a check is disabled", result, diff)


def _alternated(names: Iterable[str], mutants: Mapping[str, Mutant]) -> list[str]:
    """Sort mutants so that their kinds alternate: mutants of a kind often share their outcome."""
    count: Counter[str] = Counter()
    order: dict[str, int] = {}
    for name in names:
        kind = mutants[name].kind if name in mutants else ""
        order[name] = count[kind]
        count[kind] += 1
    return sorted(order, key=lambda name: order[name])


def _checks() -> Iterator[tuple[str, FunctionType]]:
    for found in pkgutil.iter_modules(checks.__path__):
        module = import_module(f"{checks.__name__}.{found.name}")
        for name, value in vars(module).items():
            function = inspect.unwrap(value) if callable(value) else None
            if isinstance(function, FunctionType) and _is_check(name, function, module):
                yield name, function


def _is_check(name: str, function: FunctionType, module: ModuleType) -> bool:
    """Tell whether *function* is a public function of *module* that takes call records."""
    first = next(iter(inspect.signature(function).parameters.values()), None)
    own = function.__module__ == module.__name__ and not name.startswith("_")
    return own and first is not None and first.annotation == "CallRecord"
