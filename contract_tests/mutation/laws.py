"""
A pytest plugin: collect the laws once, then run them on one client after another.

    python -m pytest contract_tests/*/test_*.py -p contract_tests.mutation.laws \
        --forks TASKS,RESULTS

A task has the folder of a client `package` and the names of the `laws`: no other's tests are run,
and what another sees does not count. It may name the `modules` of tests, those to run `first`, a
check to `blind`, or a function to `dull`, which some of the harness's own `proofs` may see as
well. It may ask for the `quick` tests alone, or to `trace` which lines of the client the calls run.
The tests run until one fails: the quick ones first, then the rest in the order of the command line,
in-process first, so that only a client that is still alive meets a mock server.
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

from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.plugin.stash import CONTRACT, PACKAGE
from contract_tests.harness.report.results import row_of
from contract_tests.mutation.blinds import blind
from contract_tests.mutation.dulls import dull
from contract_tests.mutation.forks import Result, Task, pipes, serve
from contract_tests.mutation.hunt import module_of, needs_prism

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
    "test_each_tolerance_is_known_and_happens",
    "test_every_combination_of_members_is_read_as_the_schema_says",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", metavar="TASKS,RESULTS", required=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Laws(config), "mutation-laws")


class Laws:
    """The plugin. It takes the place of pytest's own loop."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._failed: Result | None = None
        self._laws: list[str] = []
        self._dull = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """That a client fails is enough: nobody reads the smallest example of it."""
        phases = set(settings().phases) - {Phase.shrink}
        settings.register_profile("hunt", settings(), phases=phases, report_multiple_bugs=False)
        settings.load_profile("hunt")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve tasks until there are no more."""
        valid_calls(self.config.stash[CONTRACT])  # searched for once, for all
        forks = pipes(self.config.getoption("--forks"))
        serve(lambda task: self._run(task, session.items), *forks)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self._failed is None:
            failure = _failure(report)
            if failure.get("law") in (None, *self._laws):
                self._failed = failure
        elif self._dull and ("cases", "0") in report.user_properties:  # the verdict sees to that
            self._failed = {"outcome": "killed", "check": "no cases", "test": report.nodeid}

    def _run(self, task: Task, items: list[pytest.Item]) -> Result:
        package = Path(task["package"])
        try:
            load_modules(load_package(package))
        except Exception as error:
            return {"outcome": "stillborn", "message": f"{type(error).__name__}: {error}"}
        self.config.stash[PACKAGE] = package
        self._laws = task["laws"]
        if "blind" in task:
            blind(task["blind"])
        if "dull" in task:
            dull(task["dull"])
            self._dull = True
        asked = [item for item in items if _is_asked_for(item, task)]
        items = sorted(asked, key=partial(_turn, first=task.get("first", ())))
        if not task.get("trace"):
            return self._outcome(items)
        from coverage import Coverage  # not needed to hunt

        coverage = Coverage(data_file=None, config_file=False, source=[str(package)])
        with coverage.collect():
            result = self._outcome(items)
        data = coverage.get_data()
        files = {Path(name).relative_to(package).as_posix(): name for name in data.measured_files()}
        return {**result, "lines": {file: data.lines(name) for file, name in files.items()}}

    def _outcome(self, items: list[pytest.Item]) -> Result:
        for item, following in zip_longest(items, items[1:]):
            self.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed is not None:
                return self._failed
        return {"outcome": "alive", "tests": len(items)}


def _turn(item: pytest.Item, first: Sequence[str]) -> tuple[int, int, bool]:
    """What is to be first; proofs; what takes little and sees much; the rest; what needs Prism."""
    name = _name(item)
    quick = QUICK.index(name) if name in QUICK else len(QUICK) if row_of(item) else -1
    position = first.index(item.nodeid) if item.nodeid in first else len(first)
    return position, quick, needs_prism(item.nodeid)


def _name(item: pytest.Item) -> str:
    return str(getattr(item, "originalname", item.name))


def _is_asked_for(item: pytest.Item, task: Task) -> bool:
    law, module = (row_of(item) or ("", ""))[0], module_of(item.nodeid)
    if not law:  # a proof of the harness
        return module in task.get("proofs", ())
    is_taken = _name(item) in QUICK or not task.get("quick")
    if "modules" in task and (module not in task["modules"] or needs_prism(item.nodeid)):
        return False
    return is_taken and law in task["laws"]


def _failure(report: pytest.TestReport) -> Result:
    """What a failed test tells: who is at fault, by which law, seen by which check."""
    facts: dict[str, Any] = dict(report.user_properties)
    result = json.loads(getattr(report, "law_result", "{}"))
    about = {"law": facts.get("law"), "test": report.nodeid}
    for failure in result.get("failures", ()):
        told = {name: failure[name] for name in ("law", "check", "received", "documented")}
        return {"outcome": "killed", **about, **told}
    message = result.get("message", report.longreprtext)[-2000:]
    return {"outcome": "unclear", **about, "message": message}
