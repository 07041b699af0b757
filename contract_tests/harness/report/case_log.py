"""What the running test reports about its cases: the log that the runners write to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hypothesis import currently_in_test_context

from contract_tests.harness.checks import Check
from contract_tests.harness.driver.promises import promise_of
from contract_tests.harness.mismatch import ALIKE, MismatchError
from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.promises import PromiseRows
from contract_tests.harness.report.table import NOT_APPLICABLE


class CaseLog:
    """
    A `ResultLog`. A failure ends a property-based test, so that Hypothesis can search for a smaller
    one; in other tests, the smallest failure of each check is kept until the end of the test.

    Args:
        observer: fills the contract coverage; None for a run without coverage.

    Attributes:
        promises: results by operation, promise and check.
        stop_at_first: whether every failure ends its test.
    """

    def __init__(self, observer: Observer | None = None) -> None:
        self.observer = observer
        self.promises = PromiseRows()
        self.stop_at_first = False
        # Of the running test.
        self._promise = ""
        self._cases = 0
        self._inconclusive: Counter[str] = Counter()
        self._not_applicable = ""
        self._kept_failures: dict[tuple[str, ...], tuple[int, MismatchError]] = {}

    def begin_test(self, promise: str) -> None:
        """Forget the last test. All checks of the next one verify *promise*, unless it is empty."""
        self._promise = promise
        self._kept_failures.clear()

    def count(self, record: CallRecord | None = None) -> None:
        """Count one case of the running test that passed all its checks."""
        self._cases += 1
        if record is not None and self.observer is not None:
            self.observer.observe(record)

    def inconclusive(self, what: str) -> None:
        """Count one case of the running test that verified nothing; *what* names its kind."""
        self._inconclusive[what] += 1

    def not_applicable(self, reason: str) -> None:
        """Note that the running test has no case for its operation, and why."""
        self._not_applicable = reason

    def passed(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Count the *checks* that *record* passed."""
        self.promises.count("passed", record, checks, self._promise)

    def not_promised(self, record: CallRecord, checks: tuple[Check, ...]) -> None:
        """Count the *checks* that did not run, because the client does not make their promise."""
        self.promises.count("not promised", record, checks, self._promise)

    def failed(self, failure: MismatchError, record: CallRecord, check: Check) -> bool:
        """Count the *check*; return whether `fail` needs the failure."""
        self.promises.count("failed", record, (check,), self._promise)
        failure.promise = self._promise or promise_of(check.__name__, record.outcome_kind)
        if self._ends_test:
            return True
        # Failures with the same key are of one check and one promise.
        key, size = tuple(getattr(failure, name) for name in (*ALIKE, "promise")), _size(record)
        known = key in self._kept_failures and self._kept_failures[key][0] <= size
        if not known:
            self._kept_failures[key] = size, failure
        return not known

    def fail(self, failure: MismatchError) -> None:
        """Raise *failure*, or keep it until the end of the test."""
        __tracebackhide__ = True
        if self._ends_test:
            raise failure
        failure.ended_test = False
        # Its frames would keep all records of the test in memory.
        failure.with_traceback(None)

    def raise_failures(self, error: Exception | None) -> None:
        """Raise *error*, which ended the test, and the failures that were kept, as a group."""
        __tracebackhide__ = True
        kept: list[Exception] = [failure for _, failure in self._kept_failures.values()]
        self._kept_failures.clear()
        errors = [*([] if error is None else [error]), *kept]
        if len(errors) > 1:
            raise ExceptionGroup("failures of one test", errors)
        if errors:
            raise errors[0]

    @property
    def _ends_test(self) -> bool:
        return self.stop_at_first or currently_in_test_context()

    def end_test(self) -> list[tuple[str, object]]:
        """Return the properties of the running test, and reset its counters."""
        properties: list[tuple[str, object]] = [("cases", str(self._cases))]
        properties += [("inconclusive", f"{n} {kind}") for kind, n in self._inconclusive.items()]
        if self._not_applicable:
            properties.append((NOT_APPLICABLE, self._not_applicable))
        self._cases, self._not_applicable = 0, ""
        self._inconclusive.clear()
        return properties


def _size(record: CallRecord) -> int:
    """The length of the arguments, the body and the response."""
    texts: Iterable[Any] = (*record.call.arguments.values(), record.call.body)
    responses = (each.response for each in record.exchanges)
    return sum(map(len, map(repr, texts))) + sum(len(r.body) for r in responses if r)
