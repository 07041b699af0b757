"""The base of all runners: it builds call records, runs checks on them and explains failures."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Protocol
from urllib.parse import quote

from contract_tests.harness.cases.examples import valid_bodies, valid_calls
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.errors import error_name, tolerances
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.replay_record import replay_data
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import WireResponse


class ResultLog(Protocol):
    """Receives the results of a runner, except failures, which are raised."""

    def count(self, record: CallRecord) -> None:
        """Count *record* as a case that passed all its checks."""

    def inconclusive(self, what: str) -> None:
        """Note that one case verified nothing; *what* names its kind, in the plural."""

    def not_applicable(self, reason: str) -> None:
        """Note why the running test has no case for this operation."""


class NoLog:
    """A log that drops everything, for runs outside the laws."""

    def count(self, record: CallRecord) -> None:
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
        self.tolerances = tolerances(driver.package)
        self.oracle = OutcomeOracle(contract, self.tolerances)
        self._strict_oracle = OutcomeOracle(contract)
        self.log = log or NoLog()
        # Created here, because Hypothesis forbids nested searches inside a property test.
        self._calls = valid_calls(contract)
        valid_bodies(contract)

    def valid_call(self, operation: Operation) -> Call:
        """A valid call of *operation* with all its arguments, a body and credentials."""
        return self._calls[operation]

    def success_response(self, operation: Operation) -> CannedResponse:
        """A valid response with the first documented success of *operation*."""
        return StatusMatrix(self.contract, operation).response(operation.successes[0], VALID)

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
            expected_request=expected_request(operation, valid_call or call, url),
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
        value = ExpectedResult(body=outcome.body, tolerances_used=outcome.tolerances_used)
        if outcome.kind == "value":
            return [value for _ in functions]
        name = error_name(self.driver.package, outcome.kind, outcome.pattern)
        error = ExpectedResult(name, response.status, outcome.body, outcome.tolerances_used)
        # A detailed function returns a valid documented error instead of raising it.
        return [value if outcome.valid and is_detailed(each) else error for each in functions]

    def run_checks(
        self, records: Iterable[CallRecord], checks: Sequence[Callable[[CallRecord], None]]
    ) -> None:
        """Run all *checks* on each record."""
        __tracebackhide__ = True
        for record in records:
            with self._explained([record], checks):
                for check in checks:
                    check(record)

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
            with self._explained([records[0], record], [check], counted=counted):
                check(records[0], record)

    @contextmanager
    def _explained(
        self,
        records: Sequence[CallRecord],
        checks: Iterable[Callable[..., None]],
        *,
        counted: bool = True,
    ) -> Iterator[None]:
        """Add to a failure how to repeat the call of the last record; else count the case."""
        __tracebackhide__ = True
        record = records[-1]
        try:
            yield
        except MismatchError as failure:
            response = _described_response(record)
            failure.explain(self.reproduction(record), record.call.credentials, response)
            failure.replay_data = replay_data(records, [check.__name__ for check in checks])
            raise
        if counted:
            self.log.count(record)

    def reproduction(self, record: CallRecord) -> str:
        """Three lines of Python and one of shell that repeat the call, without credentials."""
        python = self.driver.reproduction(
            record.operation, record.call, record.function, record.base_url
        )
        return f"{python}\n{curl(record)}"


def _described_response(record: CallRecord) -> str:
    """The label of the response that the harness made, with its body where this is text."""
    if not record.canned_response or not record.exchanges or record.exchanges[0].response is None:
        return record.canned_response
    body = record.exchanges[0].response.body
    try:
        return f"{record.canned_response}: {body.decode()}" if body else record.canned_response
    except UnicodeDecodeError:
        return f"{record.canned_response}: {len(body)} bytes"


def curl(record: CallRecord) -> str:
    """The expected request as a shell command, with three dots in place of each credential."""
    expected = record.expected_request
    secret = {
        (scheme.location, scheme.wire_name.lower())
        for scheme in record.contract.security_schemes.values()
        if scheme.name in record.call.credentials
    }

    def masked(location: str, name: str, value: str) -> str:
        return "..." if (location, name.lower()) in secret else value

    path = "/".join(quote(segment, safe="") for segment in expected.path)
    query = "&".join(f"{quote(n)}={quote(masked('query', n, v))}" for n, v in expected.query)
    headers = [(name, masked("header", name, value)) for name, value in expected.headers]
    if expected.cookies:
        cookies = "; ".join(f"{n}={masked('cookie', n, v)}" for n, v in expected.cookies)
        headers.append(("cookie", cookies))
    words = ["curl", "-i", "-X", expected.method]
    words.append(f"http://{expected.host}/{path}" + (f"?{query}" if query else ""))
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if expected.body is not ABSENT:
        words += ["--data-raw", json.dumps(expected.body)]
    return shlex.join(words)
