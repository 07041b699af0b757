"""
A pytest plugin that collects the law tests once and runs them on one client after another.

    python -m pytest contract_tests/*/test_*.py -p contract_tests.mutation.pytest_worker \
        --forks TASKS,RESULTS

A task has these members:

    package    the folder of a client
    laws       the laws whose tests run; a failure of another law does not count
    modules    only the tests of these modules run that do not need Prism
    first      test IDs that run first
    quick      whether only the tests in `QUICK` run
    disable    a check to disable
    constant   a function that returns a constant
    self_tests modules of self-tests of the harness that run, too
    trace      whether to measure which lines of the client the calls run

The tests run until one fails: the quick ones first, then the rest in the order of the command line,
so that only mutants that survive in process meet Prism.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from contract_tests.harness.cases.valid_messages import find_messages
from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.plugin.stash import CONTRACT, PACKAGE, RESULTS
from contract_tests.harness.report.items import row_of
from contract_tests.harness.report.table import NOT_APPLICABLE
from contract_tests.mutation.constant_oracles import make_constant
from contract_tests.mutation.disabled_checks import disable
from contract_tests.mutation.fork_server import Result, Task, pipes, serve
from contract_tests.mutation.worker_pool import QUICK, module_of, needs_prism


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", metavar="TASKS,RESULTS", required=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(TaskLoop(config), "mutation-task-loop")


class TaskLoop:
    """The plugin. Its loop over tasks replaces the one of pytest over tests."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._failure: Result | None = None
        self._laws: list[str] = []
        self._has_constant = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Let tests stop at their first failure, and Hypothesis skip shrinking: one is enough."""
        self.config.stash[RESULTS].stop_at_first = True
        phases = set(settings().phases) - {Phase.shrink}
        settings.register_profile("mutation", settings(), phases=phases, report_multiple_bugs=False)
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve tasks until there are no more."""
        contract = self.config.stash[CONTRACT]
        for operation in contract.operations:
            find_messages(contract, operation)  # cached here for all forks
        forks = pipes(self.config.getoption("--forks"))
        serve(lambda task: self._run(task, session.items), *forks)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self._failure is None:
            failure = _failure(report)
            if failure.get("law") in (None, *self._laws):
                self._failure = failure
        elif self._has_constant and _lacks_cases(report):
            # In a complete run, the result collector reports a law without cases.
            self._failure = {"outcome": "killed", "check": "no cases", "test": report.nodeid}

    def _run(self, task: Task, items: list[pytest.Item]) -> Result:
        package = Path(task["package"])
        try:
            load_modules(load_package(package))
        except Exception as error:
            return {"outcome": "invalid", "message": f"{type(error).__name__}: {error}"}
        self.config.stash[PACKAGE] = package
        self._laws = task["laws"]
        if "disable" in task:
            disable(task["disable"])
        if "constant" in task:
            make_constant(task["constant"])
            self._has_constant = True
        selected = [item for item in items if _is_selected(item, task)]
        selected.sort(key=partial(_rank, first=task.get("first", ())))
        return self._trace(selected, package) if task.get("trace") else self._outcome(selected)

    def _trace(self, items: list[pytest.Item], package: Path) -> Result:
        """Return the outcome with the member `lines`: the lines that run, by file of *package*."""
        from coverage import Coverage  # in the environment of `nox -s mutate` only

        coverage = Coverage(data_file=None, config_file=False, source=[str(package)])
        with coverage.collect():
            result = self._outcome(items)
        data = coverage.get_data()
        files = {Path(name).relative_to(package).as_posix(): name for name in data.measured_files()}
        return {**result, "lines": {file: data.lines(name) for file, name in files.items()}}

    def _outcome(self, items: list[pytest.Item]) -> Result:
        for item, following in zip_longest(items, items[1:]):
            self.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failure is not None:
                return self._failure
        return {"outcome": "survived", "tests": len(items)}


def _rank(item: pytest.Item, first: Sequence[str]) -> tuple[int, int, bool]:
    """Sort tests: those in *first*, self-tests, `QUICK`, the rest, and those that need Prism."""
    name = _function_name(item)
    quick = QUICK.index(name) if name in QUICK else len(QUICK) if row_of(item) else -1
    position = first.index(item.nodeid) if item.nodeid in first else len(first)
    return position, quick, needs_prism(item.nodeid)


def _function_name(item: pytest.Item) -> str:
    return str(getattr(item, "originalname", item.name))


def _is_selected(item: pytest.Item, task: Task) -> bool:
    law, module = (row_of(item) or ("", ""))[0], module_of(item.nodeid)
    if not law:  # a self-test of the harness
        return module in task.get("self_tests", ())
    if task.get("quick") and _function_name(item) not in QUICK:
        return False
    if "modules" in task and (module not in task["modules"] or needs_prism(item.nodeid)):
        return False
    return law in task["laws"]


def _lacks_cases(report: pytest.TestReport) -> bool:
    """Tell whether a test had no case, although it applies to the operation."""
    properties = dict(report.user_properties)
    return properties.get("cases") == "0" and NOT_APPLICABLE not in properties


def _failure(report: pytest.TestReport) -> Result:
    """Return the law and the check of a failed test; `suspicious` where the harness failed."""
    properties: dict[str, Any] = dict(report.user_properties)
    result = json.loads(getattr(report, "law_result", "{}"))
    about = {"law": properties.get("law"), "test": report.nodeid}
    for failure in result.get("failures", ()):
        details = {name: failure[name] for name in ("law", "check", "received", "canned_response")}
        return {"outcome": "killed", **about, **details}
    message = result.get("message", report.longreprtext)[-2000:]
    return {"outcome": "suspicious", **about, "message": message}
