"""What all lanes share: checks are run of trials, and a failure says how to see it again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import quote

from contract_tests.harness.cases.examples import valid_bodies, valid_calls
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.errors import error_name, tolerances
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.replay_record import replay_data
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation
from contract_tests.harness.wire.messages import WireResponse


class ResultLog(Protocol):
    """What a runner reports to, beside the failures that it raises."""

    def count(self, record: CallRecord) -> None:
        """Count *record* as a case that passed all its checks."""

    def inconclusive(self, what: str) -> None:
        """Note that one case proved nothing; *what* names its kind, in the plural."""

    def not_applicable(self, reason: str) -> None:
        """Note that the running test has no case for this operation, and why."""


class NoLog:
    """A `ResultLog` that forgets everything, for runs outside the laws."""

    def count(self, record: CallRecord) -> None:
        """Do nothing."""

    def inconclusive(self, what: str) -> None:
        """Do nothing."""

    def not_applicable(self, reason: str) -> None:
        """Do nothing."""


class ListLog(NoLog):
    """A `ResultLog` that keeps the records of all cases that passed."""

    def __init__(self) -> None:
        self.records: list[CallRecord] = []

    def count(self, record: CallRecord) -> None:
        """Keep *record*."""
        self.records.append(record)


class Runner:
    """
    Makes calls of one client and runs checks on their records.

    Args:
        contract: the contract that the client was generated from.
        driver: the client.
        log: is told of every case.
        newer: the contract that the server keeps, if it differs from *contract*.
    """

    def __init__(
        self,
        contract: Contract,
        driver: Driver,
        log: ResultLog | None = None,
        newer: Contract | None = None,
    ) -> None:
        self.contract = contract
        self.newer = newer
        self.driver = driver
        self.tolerances = tolerances(driver.package)
        self.oracle = OutcomeOracle(contract, self.tolerances)
        self.log = log or NoLog()
        # Made here: inside a test of Hypothesis they may not be searched for.
        self._calls = valid_calls(contract)
        valid_bodies(contract)

    def call(self, operation: Operation) -> Call:
        """A call of *operation* that says all it can."""
        return self._calls[operation]

    def served_operation(self, operation: Operation) -> Operation:
        """The *operation* as the server has it; where that is gone, as it was."""
        return (self.newer and self.newer.matching_operation(operation)) or operation

    def expected_results(
        self, operation: Operation, response: WireResponse, functions: Iterable[str]
    ) -> list[ExpectedResult]:
        """What each of the *functions* must come to when the server answers with *response*."""
        reading = self.oracle.read(operation, response)
        told, forgiven = reading.body, reading.tolerances_used
        value = ExpectedResult(body=told, tolerances_used=forgiven)
        if reading.kind == "value":
            return [value for _ in functions]
        name = error_name(self.driver.package, reading.kind, reading.pattern)
        error = ExpectedResult(name, response.status, told, forgiven)
        # A detailed function returns an error that is whole, too.
        return [value if reading.valid and is_detailed(each) else error for each in functions]

    def run_checks(
        self, records: Iterable[CallRecord], checks: Sequence[Callable[[CallRecord], None]]
    ) -> None:
        """Run all *checks* of each trial; a failure says how to make the call again."""
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
        """Run a *check* of each trial beside the first. Where they are *counted*, as cases."""
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
        """A failure in the block is of the last of the *records*."""
        __tracebackhide__ = True
        record = records[-1]
        try:
            yield
        except ContractFailure as failure:
            failure.explain(self.reproduction(record), record.call.credentials, _played(record))
            failure.replay_data = replay_data(records, [check.__name__ for check in checks])
            raise
        if counted:
            self.log.count(record)

    def reproduction(self, record: CallRecord) -> str:
        """
        Three lines of Python and one of shell that make the call of *record* again, without keys.
        """
        python = self.driver.reproduction(
            record.operation, record.call, record.function, record.base_url
        )
        return f"{python}\n{curl(record)}"


def _played(record: CallRecord) -> str:
    """The answer that the harness made up, with its body where that is text."""
    if not record.canned_response or not record.exchanges or record.exchanges[0].response is None:
        return record.canned_response
    body = record.exchanges[0].response.body
    try:
        return f"{record.canned_response}: {body.decode()}" if body else record.canned_response
    except UnicodeDecodeError:
        return f"{record.canned_response}: {len(body)} bytes"


def curl(record: CallRecord) -> str:
    """The documented request as a shell command. Each key is three dots."""
    expected, keys = record.expected_request, record.call.credentials
    secret = {
        (scheme.location, scheme.wire_name.lower())
        for scheme in record.contract.security_schemes.values()
        if scheme.name in keys
    }

    def shown(location: str, name: str, value: str) -> str:
        return "..." if (location, name.lower()) in secret else value

    path = "/".join(quote(segment, safe="") for segment in expected.path)
    query = "&".join(f"{quote(n)}={quote(shown('query', n, v))}" for n, v in expected.query)
    headers = [(name, shown("header", name, value)) for name, value in expected.headers]
    if expected.cookies:
        cookies = "; ".join(f"{n}={shown('cookie', n, v)}" for n, v in expected.cookies)
        headers.append(("cookie", cookies))
    words = ["curl", "-i", "-X", expected.method]
    words.append(f"http://{expected.host}/{path}" + (f"?{query}" if query else ""))
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if expected.body is not ABSENT:
        words += ["--data-raw", json.dumps(expected.body)]
    return shlex.join(words)
