"""
Mutants of the harness in which one function of its oracles or case generators returns a constant.

A function that can return a constant while all laws and all self-tests pass is redundant, or has no
test.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from contract_tests.harness import cases, oracles
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.spec import formats, json_paths, media_types, strict_json
from contract_tests.mutation.fork_server import Result
from contract_tests.mutation.score import MutantResult
from contract_tests.mutation.worker_pool import KillerTests, Worker, pytest_command, run_pool

# Modules that serve comparisons of contracts only. `tests/test_drift.py` covers them.
FOR_DRIFTS = (
    "response_violations",
    "request_violations",
    "violations",
    "text_values",
    "changed_responses",
    "changed_calls",
    "schema_differences",
    "value_variants",
)
# How an annotation of the returned type begins and ends, and the functions to replace it with.
CONSTANTS: tuple[tuple[str, str, tuple[Callable[..., Any], ...]], ...] = (
    ("", "| None", (lambda *_, **__: None,)),
    ("bool", "", (lambda *_, **__: True, lambda *_, **__: False)),
    ("Iterator[", "", (lambda *_, **__: iter(()),)),
    ("list[", "", (lambda *_, **__: [],)),
    ("tuple[", "...]", (lambda *_, **__: (),)),
    ("dict[", "", (lambda *_, **__: {},)),
    ("frozenset[", "", (lambda *_, **__: frozenset(),)),
    ("str", "", (lambda *_, **__: "",)),
)
# The self-tests that may detect a constant, by package of the harness, in the order of the runs.
_ORACLE_TESTS = (
    "oracles/test_expected_request",
    "oracles/test_schema_validator",
    "oracles/test_expected_outcome",
    "oracles/test_violation_pointers",
    "oracles/test_tolerated",
    "oracles/test_spellings",
    "spec/test_formats",
    "spec/test_json_paths",
    "spec/test_json_differences",
    "spec/test_media_types",
    "spec/test_parser",
    "spec/test_statuses",
    "checks/test_request_checks",
    "checks/test_outcome_checks",
    "checks/test_server_checks",
)
SELF_TESTS = {
    "spec": _ORACLE_TESTS,
    "oracles": _ORACLE_TESTS,
    "cases": (
        "cases/test_examples",
        "cases/test_boundary_values",
        "cases/test_member_combinations",
        "cases/test_hostile_strings",
        "cases/test_wire_constraints",
        "cases/test_limited_sizes",
        "cases/test_merged_changes",
        "cases/test_patterns",
        "cases/test_server_values",
    ),
}


def constant_names() -> list[str]:
    """Return each function and constant to replace it with: `package.module.function: number`."""
    return [
        f"{place}: {number}"
        for place, _, constants in _replaceable()
        for number in range(len(constants))
    ]


def make_constant(name: str) -> None:
    """Let the function of that name return that constant in this process."""
    wanted, _, number = name.rpartition(": ")
    for place, function, constants in _replaceable():
        if place == wanted:
            # Replace the code, because other modules hold references to the function.
            function.__code__ = constants[int(number)].__code__
            return
    raise LookupError(name)


def run_with_constants(package: Path, jobs: int) -> Iterator[MutantResult]:
    """Make each function constant in turn; yield `killed` where a law or a self-test fails."""
    killers = KillerTests()

    def run(worker: Worker, name: str) -> Result:
        folder, module, *_ = name.split(".")
        task = {"name": name, "constant": name, "package": str(package), "laws": LAWS}
        more = {"quick": True, "self_tests": SELF_TESTS[folder], "first": killers.first(module)}
        result = worker.run({**task, **more})
        killers.learn(module, result)
        return result

    modules = [f"harness/tests/{name}" for name in (*_ORACLE_TESTS, *SELF_TESTS["cases"])]
    command = pytest_command("--profile=brief", more=modules)
    for result in run_pool(constant_names(), run, command, jobs):
        of_cases = result["name"].startswith("cases.")
        fault_class = "a case generator is constant" if of_cases else "an oracle is constant"
        # A self-test that cannot run has detected the constant, too.
        outcome = "survived" if result["outcome"] == "survived" else "killed"
        yield MutantResult("harness", fault_class, {**result, "outcome": outcome})


def _replaceable() -> Iterator[tuple[str, FunctionType, tuple[Callable[..., Any], ...]]]:
    for module in _modules():
        package = module.__name__.removeprefix("contract_tests.harness.")
        for name, function in _functions(module):
            returned = str(function.__annotations__.get("return", ""))
            for begin, end, constants in CONSTANTS:
                if returned.startswith(begin) and returned.endswith(end):
                    # A closure cannot get the code of a function without free variables.
                    if not function.__closure__:
                        yield f"{package}.{name}", function, constants
                    break


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        members = vars(value).items() if inspect.isclass(value) else [("", value)]
        for member, attribute in members:
            function = inspect.unwrap(attribute) if callable(attribute) else None
            if isinstance(function, FunctionType) and not member.startswith("__"):
                yield f"{name}.{member}".rstrip("."), function


def _modules() -> Iterator[ModuleType]:
    yield from (formats, json_paths, media_types, strict_json)
    for package in (oracles, cases):
        for found in pkgutil.iter_modules(package.__path__):
            if found.name not in FOR_DRIFTS:
                yield import_module(f"{package.__name__}.{found.name}")
