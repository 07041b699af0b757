"""The base of all runners: it builds call records, runs checks on them and explains failures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.cases.valid_messages import valid_call
from contract_tests.harness.checks import GUARDS
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.promises import promise_of
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.replay_record import replay_data
from contract_tests.harness.runners.explanation import (
    comments,
    curl,
    described_response,
    replay_url,
)
from contract_tests.harness.runners.result_log import NoLog, ResultLog
from contract_tests.harness.spec import Call, Contract, Operation
from contract_tests.harness.wire.canned_response import CannedResponse, content_of
from contract_tests.harness.wire.messages import WireResponse

# A check of one record, or a check that compares two.
AnyCheck = Callable[..., None]


class Runner:
    """
    Makes calls with one client and runs checks on their records.

    Args:
        contract: the contract that the client was generated from.
        driver: the client.
        log: receives each case that passed, and the reasons for missing cases.
    """

    def __init__(
        self,
        contract: Contract,
        driver: Driver,
        log: ResultLog | None = None,
    ) -> None:
        self.contract = contract
        self.driver = driver
        self.tolerances = driver.adapter.tolerances
        self.oracle = OutcomeOracle(contract, self.tolerances)
        self._strict_oracle = OutcomeOracle(contract)
        self.log = log or NoLog()
        self._split_checks: dict[object, tuple[tuple[AnyCheck, ...], tuple[AnyCheck, ...]]] = {}

    def valid_call(self, operation: Operation) -> Call:
        """
        A valid call of *operation* with all its arguments, a body and credentials.

        Raises:
            NoValidValueError: none was found; the message names the part without a valid value.
        """
        return valid_call(self.contract, operation)

    def usual_response(self, operation: Operation) -> CannedResponse:
        """A valid response with the first of the `usual_statuses` of *operation*."""
        return StatusMatrix(self.contract, operation).response(operation.usual_statuses[0], VALID)

    def recorder(
        self, operation: Operation, call: Call, url: str, *, valid_call: Call | None = None
    ) -> Callable[..., CallRecord]:
        """
        A function that makes records of *call* on a client of *url*.

        It takes the other fields of `CallRecord` as keywords. *valid_call* determines the expected
        request where *call* itself is invalid and must not be sent.
        """
        return partial(
            CallRecord,
            contract=self.contract,
            operation=operation,
            call=call,
            base_url=url,
            expected_request=expected_request(
                operation, self.driver.carried(operation, valid_call or call), url
            ),
        )

    def expected_results(
        self,
        operation: Operation,
        response: WireResponse,
        functions: Iterable[str],
        *,
        strict: bool = False,
    ) -> list[ExpectedResult]:
        """
        What each of the *functions* must return or raise when the server sends *response*.

        A *strict* client tolerates nothing.
        """
        oracle = self._strict_oracle if strict else self.oracle
        outcome = oracle.read(operation, response)
        # A body that cannot be decompressed is an invalid one, whether or not it is documented.
        kind = "body" if content_of(response) is None else outcome.kind
        value = ExpectedResult(
            body=outcome.body, tolerances_used=outcome.tolerances_used, kind=kind
        )
        if outcome.kind == "value":
            return [value for _ in functions]
        results = []
        for function in functions:
            returns = outcome.valid and is_detailed(function)
            name = self.driver.adapter.error_name(
                outcome.kind, outcome.pattern, returns=returns, status=response.status
            )
            error = replace(value, error=name, status=response.status)
            results.append(error if name else value)
        return results

    def expected_error(self, kind: str, **details: Any) -> ExpectedResult:
        """The error of that *kind*: "argument", "connection" or "timeout"."""
        name = self.driver.adapter.error_name(kind, None, returns=False)
        return ExpectedResult(name, kind=kind, **details)

    def available(self, functions: Iterable[str]) -> tuple[str, ...]:
        """Those of the *functions* that operations of the client have."""
        return tuple(name for name in functions if name in self.driver.adapter.FUNCTIONS)

    def promises(self, name: str) -> bool:
        """Whether the client makes the promise of that name."""
        return name not in self.driver.adapter.NOT_PROMISED

    def run_checks(
        self, records: Iterable[CallRecord], checks: Sequence[Callable[[CallRecord], None]]
    ) -> None:
        """Run those of the *checks* on each record whose promise the client makes."""
        __tracebackhide__ = True
        for record in records:
            promised, others = self._by_promise(tuple(checks), record.outcome_kind)
            if others:
                self.log.not_promised(record, others)
            if promised:
                self._run(promised, [record])

    def run_pair_check(
        self,
        records: Sequence[CallRecord],
        check: Callable[[CallRecord, CallRecord], None],
        *,
        counted: bool = True,
    ) -> None:
        """Compare each record with the first one; *counted* pairs are cases of the test."""
        __tracebackhide__ = True
        for record in records[1:]:
            promised, others = self._by_promise((check,), record.outcome_kind)
            if others:
                self.log.not_promised(record, others)
            else:
                self._run(promised, [records[0], record], counted=counted)

    def _by_promise(
        self, checks: tuple[AnyCheck, ...], kind: str
    ) -> tuple[tuple[AnyCheck, ...], tuple[AnyCheck, ...]]:
        """The *checks* whose promise the client makes, and the others."""
        key = checks, kind
        if key not in self._split_checks:
            ours = [self.promises(promise_of(check.__name__, kind)) for check in checks]
            self._split_checks[key] = (
                tuple(check for check, promised in zip(checks, ours, strict=True) if promised),
                tuple(check for check, promised in zip(checks, ours, strict=True) if not promised),
            )
        return self._split_checks[key]

    def _run(
        self, checks: tuple[AnyCheck, ...], records: Sequence[CallRecord], *, counted: bool = True
    ) -> None:
        """Run *checks* on the records of one case: one record, or a pair that is compared."""
        __tracebackhide__ = True
        passed = []
        for check in checks:
            try:
                check(*records)
            except MismatchError as failure:
                self._report(failure, records, checks, check)
                if check in GUARDS:
                    break
            else:
                passed.append(check)
        self.log.passed(records[-1], tuple(passed))
        if counted and len(passed) == len(checks):
            self.log.count(records[-1])

    def _report(
        self,
        failure: MismatchError,
        records: Sequence[CallRecord],
        checks: Iterable[AnyCheck],
        check: AnyCheck,
    ) -> None:
        """Add to *failure* how to repeat the call of the last record, and log it."""
        __tracebackhide__ = True
        record = records[-1]
        if self.log.failed(failure, record, check):
            response = described_response(record)
            failure.explain(self.reproduction(record), record.call.credentials, response)
            failure.replay_data = replay_data(records, [check.__name__ for check in checks])
            self.log.fail(failure)

    def reproduction(self, record: CallRecord) -> str:
        """Lines of Python and one of shell that repeat the call, without credentials."""
        python = self.driver.reproduction(
            record.operation, record.call, record.function, replay_url(record.base_url)
        )
        return "\n".join([*comments(record), python, curl(record)])
