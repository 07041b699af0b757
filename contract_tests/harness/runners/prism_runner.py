"""Run calls against Prism, one at a time, over a real socket and through the recording proxy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import monotonic
from typing import Any, Protocol

import httpx

from contract_tests.harness.checks import PRISM_REQUEST_CHECKS, PRISM_RESPONSE_CHECKS, Check
from contract_tests.harness.driver import Driver
from contract_tests.harness.outcome import FUNCTIONS, SYNC_AND_ASYNC, is_async
from contract_tests.harness.prism.installation import (
    LargeResponseError,
    MockDeviatedError,
    MockServerSlowError,
)
from contract_tests.harness.records import CallRecord, ExpectedResult, Functions
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.runners.result_log import ResultLog
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Call, Contract, Operation
from contract_tests.harness.wire.messages import Exchange

# Random bodies of recursive schemas have megabytes. In process, the laws send bodies of all sizes.
MAX_RANDOM_BYTES = 100_000
# If the first responses of an operation take more seconds on average, no more are requested.
FIRST_RESPONSES = 5
MEAN_SECONDS = 4


class ExchangeRecorder(Protocol):
    """The part of the recording proxy that the runner uses."""

    @property
    def url(self) -> str:
        """The base URL to which a client sends its requests."""

    def recording(self, prefer: str | None = None) -> AbstractContextManager[Sequence[Exchange]]:
        """Record the exchanges of a block, with this `Prefer` header in each request."""


class PrismRunner(Runner):
    """Makes calls to Prism through the recording proxy."""

    def __init__(
        self,
        contract: Contract,
        driver: Driver,
        recording_proxy: ExchangeRecorder,
        log: ResultLog | None = None,
    ) -> None:
        super().__init__(contract, driver, log)
        self.recording_proxy = recording_proxy
        self._warm: set[str] = set()
        # (operation, whether random) for which Prism took too long: each attempt takes as long.
        self._slow: set[tuple[str, bool]] = set()
        self._first_durations: dict[tuple[str, bool], list[float]] = defaultdict(list)

    def record_calls(
        self,
        operation: Operation,
        call: Call,
        functions: Iterable[str],
        *,
        prefer: str | None = None,
        drop_credentials: Iterable[str] = (),
        empty_credentials: Iterable[str] = (),
        capture_logs: bool = True,
    ) -> list[CallRecord]:
        """
        Make *call* once with each of the *functions*.

        *prefer* is the `Prefer` header that tells Prism which response to send. The
        credentials of the security schemes in *drop_credentials* are removed from the request,
        and those in *empty_credentials* become empty headers. Capturing logs takes a while.

        Raises:
            LargeResponseError: the random body of a response has more than `MAX_RANDOM_BYTES`.
            MockServerSlowError: Prism takes too long for such a response of *operation*.
        """
        schemes = self.contract.security_schemes
        dropped, emptied = list(drop_credentials), list(empty_credentials)
        hooks = _emptying_hooks([schemes[name].wire_name for name in emptied])
        options = {
            "runner": "prism",
            "prefer": prefer,
            "drop_credentials": dropped,
            "empty_credentials": emptied,
        }
        url = self.recording_proxy.url
        record = self.recorder(operation, call, url)
        records = []
        with LogCapture() if capture_logs else nullcontext() as logs:
            for function in self.available(functions):
                with self._recording(operation, prefer) as exchanges:
                    outcome = self.driver.perform(
                        operation,
                        call,
                        function,
                        url,
                        drop_credentials=[schemes[name] for name in dropped],
                        httpx_args=hooks(function),
                    )
                if _is_too_large(prefer, exchanges):
                    raise LargeResponseError(f"{operation.label}: a random body of Prism is large")
                records.append(
                    record(
                        function=function,
                        exchanges=exchanges,
                        outcome=outcome,
                        expected_result=self._expected_result(operation, exchanges, function),
                        logs=logs.take() if logs else None,
                        replay_options=options,
                    )
                )
        return records

    def check_request(self, operation: Operation, call: Call, functions: Functions) -> None:
        """Check that Prism receives and accepts the correct request of each of the *functions*."""
        __tracebackhide__ = True
        with self.skipping_prism_deviations("calls that Prism cannot read"):
            records = self.record_calls(operation, call, functions, capture_logs=False)
            self.run_checks(records, PRISM_REQUEST_CHECKS)

    def check_part_of_request(
        self, operation: Operation, call: Call, checks: Sequence[Check]
    ) -> None:
        """Run *checks* on the requests that Prism receives from a sync and an async function."""
        __tracebackhide__ = True
        records = self.record_calls(operation, call, SYNC_AND_ASYNC, capture_logs=False)
        self.run_checks(records, checks)

    def check_success(
        self, operation: Operation, call: Call, prefer: str, functions: Functions
    ) -> None:
        """Check that the success which *prefer* requests reaches the callers of the *functions*."""
        __tracebackhide__ = True
        with self.skipping_prism_deviations("undocumented responses of Prism"):
            records = self.record_calls(operation, call, functions, prefer=prefer)
            self.run_checks(records, PRISM_RESPONSE_CHECKS)

    def warm(self, operation: Operation, call: Call, prefer: str) -> None:
        """
        Make *call* once, where Prism has not generated a body of *operation* yet.

        The first body that Prism generates for a recursive schema differs from later ones with
        the same seed.
        """
        if operation.id not in self._warm:
            self._warm.add(operation.id)
            with self._recording(operation, prefer):
                self.driver.perform(operation, call, FUNCTIONS[0], self.recording_proxy.url)

    @contextmanager
    def _recording(self, operation: Operation, prefer: str | None) -> Iterator[Sequence[Exchange]]:
        response = operation.id, _is_random(prefer)
        if response in self._slow:
            raise MockServerSlowError(f"{operation.label}: Prism has taken too long before")
        start = monotonic()
        try:
            with self.recording_proxy.recording(prefer=prefer) as exchanges:
                yield exchanges
        except MockServerSlowError:
            self._slow.add(response)
            raise
        durations = self._first_durations[response]
        if len(durations) < FIRST_RESPONSES:
            durations.append(monotonic() - start)
            if sum(durations) > FIRST_RESPONSES * MEAN_SECONDS:
                self._slow.add(response)

    @contextmanager
    def skipping_prism_deviations(self, what: str) -> Iterator[None]:
        """Log *what* as inconclusive where Prism deviates from the contract in the block."""
        try:
            yield
        except LargeResponseError:
            self.log.inconclusive("large random responses of Prism")
        except MockDeviatedError:
            self.log.inconclusive(what)

    def _expected_result(
        self, operation: Operation, exchanges: Sequence[Exchange], function: str
    ) -> ExpectedResult | None:
        response = exchanges[0].response if exchanges else None
        if response is None:
            return None
        return self.expected_results(operation, response, [function])[0]


def _is_too_large(prefer: str | None, exchanges: Sequence[Exchange]) -> bool:
    bodies = [each.response.body for each in exchanges if each.response]
    return _is_random(prefer) and any(len(body) > MAX_RANDOM_BYTES for body in bodies)


def _is_random(prefer: str | None) -> bool:
    return "dynamic" in (prefer or "")


def _emptying_hooks(headers: Sequence[str]) -> Callable[[str], dict[str, Any]]:
    """A function from the name of a client function to httpx arguments that empty the *headers*."""

    def empty(request: httpx.Request) -> None:
        request.headers.update(dict.fromkeys(headers, ""))

    async def empty_async(request: httpx.Request) -> None:
        empty(request)

    def arguments(function: str) -> dict[str, Any]:
        hook = empty_async if is_async(function) else empty
        return {"event_hooks": {"request": [hook]}} if headers else {}

    return arguments
