"""What a runner reports, and logs for runs outside the laws."""

from __future__ import annotations

from typing import Protocol

from contract_tests.harness.checks import Check
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.records import CallRecord


class ResultLog(Protocol):
    """Receives the results of a runner, except failures, which are raised."""

    def count(self, record: CallRecord) -> None:
        """Count *record* as a case that passed all its checks."""

    def passed(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Note the *checks* that *record* passed."""

    def failed(self, failure: MismatchError, record: CallRecord, check: Check) -> bool:
        """Whether to explain *failure* and hand it to `fail`; else it is known already."""

    def fail(self, failure: MismatchError) -> None:
        """Raise *failure*, or keep it until the end of the test."""

    def not_promised(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Note the *checks* that did not run, because the client does not promise their subject."""

    def inconclusive(self, what: str) -> None:
        """Note that one case verified nothing; *what* names its kind, in the plural."""

    def not_applicable(self, reason: str) -> None:
        """Note why the running test has no case for this operation."""


class NoLog:
    """A log that drops everything but failures, for runs outside the laws."""

    def count(self, record: CallRecord) -> None:
        """Do nothing."""

    def passed(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Do nothing."""

    def failed(self, failure: MismatchError, record: CallRecord, check: Check) -> bool:
        """Have every failure explained."""
        return True

    def fail(self, failure: MismatchError) -> None:
        """Raise *failure*."""
        __tracebackhide__ = True
        raise failure

    def not_promised(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Do nothing."""

    def inconclusive(self, what: str) -> None:
        """Do nothing."""

    def not_applicable(self, reason: str) -> None:
        """Do nothing."""


class ListLog(NoLog):
    """A log that keeps the records of all cases that passed."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []

    def count(self, record: CallRecord) -> None:
        """Keep the record."""
        self.records.append(record)
