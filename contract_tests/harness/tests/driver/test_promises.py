"""A client has to pass every check, except those of promises that its kind does not make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from contract_tests.harness import checks
from contract_tests.harness.checks import CALL_CHECKS, Check
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.project_client import ProjectAdapter
from contract_tests.harness.driver.promises import NAMES, PROMISES, promise_of
from contract_tests.harness.driver.selection import ADAPTERS
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.expected_outcome import OutcomeKind
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.project import LAW_PATHS, checked_in_package
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.tests.sample_records import REQUEST, exchange, record

KINDS = (*get_args(OutcomeKind), "argument", "connection", "timeout")


def all_checks() -> set[Check]:
    """Each check that a law test can run."""
    tuples = [value for name, value in vars(checks).items() if name.isupper()]
    return {check for group in tuples for check in group}


def test_every_check_verifies_a_promise_for_every_kind_of_result() -> None:
    """A check without a promise would be missing from a comparison of clients."""
    names = [check.__name__ for check in all_checks()] + [checks.sync_async_parity.__name__]
    assert len(names) > 20
    assert all(promise_of(name, kind) in NAMES for name in names for kind in KINDS)


def test_every_promise_names_existing_checks_and_kinds() -> None:
    """A name that was changed elsewhere would exclude nothing."""
    known = {check.__name__ for check in all_checks()} | {checks.sync_async_parity.__name__}
    for promise in PROMISES:
        assert known.issuperset(promise.checks) and set(KINDS).issuperset(promise.outcomes)
        assert promise.checks or promise.outcomes or promise.whole_tests, promise.name


def test_every_promise_of_whole_tests_has_a_marked_test_and_no_other_has() -> None:
    """The marker and the table use the same names."""
    marked: set[str] = set()
    for folder in map(Path, LAW_PATHS):
        for path in folder.glob("test_*.py"):
            marked.update(re.findall(r'mark\.promise\("(.+?)"\)', path.read_text()))
    assert marked == {promise.name for promise in PROMISES if promise.whole_tests}


def test_an_adapter_excludes_only_promises_that_exist() -> None:
    """Each exclusion has a reason, and the clients of this project have none."""
    for adapter in ADAPTERS:
        assert set(NAMES).issuperset(adapter.NOT_PROMISED), adapter
        assert all(adapter.NOT_PROMISED.values())
    assert not ProjectAdapter.NOT_PROMISED


class ExcludedLog(ListLog):
    """A log of the checks that did not run."""

    def __init__(self) -> None:
        super().__init__()
        self.excluded: list[str] = []

    def not_promised(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Keep the names of the checks."""
        self.excluded += [check.__name__ for check in checks]


@pytest.fixture
def runner() -> Iterator[InProcessRunner]:
    """A runner whose failures can be explained without a real call."""

    class Runner(InProcessRunner):
        def reproduction(self, record: CallRecord) -> str:
            return ""

    with closing(Driver(checked_in_package())) as driver:
        yield Runner(record().contract, driver, ExcludedLog())


def test_only_the_checks_of_the_excluded_promises_do_not_run(
    runner: InProcessRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong body passes if the client promises nothing about successes, a wrong request never."""
    wrong_value = record(exchange(REQUEST), outcome=Outcome(value=object(), body={}))
    with pytest.raises(MismatchError, match="body round trip"):
        runner.run_checks([wrong_value], CALL_CHECKS)
    monkeypatch.setattr(ProjectAdapter, "NOT_PROMISED", {"successes": "reason"})
    runner = type(runner)(runner.contract, runner.driver, log := ExcludedLog())
    runner.run_checks([wrong_value], CALL_CHECKS)
    assert log.records == [wrong_value] and "body_round_trip" in log.excluded
    assert "no_secret_is_exposed" not in log.excluded
    wrong_request = record(exchange(REQUEST.replace(b"POST", b"PUT")))
    with pytest.raises(MismatchError, match="method conformance"):
        runner.run_checks([wrong_request], CALL_CHECKS)


def test_a_record_without_any_check_is_no_case(
    runner: InProcessRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a client does not promise cannot be counted as kept."""
    monkeypatch.setattr(ProjectAdapter, "NOT_PROMISED", {"argument validation": "reason"})
    refused = record(expected_result=ExpectedResult("InvalidArgumentError", kind="argument"))
    runner.run_checks([refused], CALL_CHECKS)
    assert isinstance(runner.log, ExcludedLog)
    assert not runner.log.records and len(runner.log.excluded) == len(CALL_CHECKS)
