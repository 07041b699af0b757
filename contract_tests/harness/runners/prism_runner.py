"""
The wire lane: one call at a time, through the client, over a real socket, to a real mock server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

import httpx

from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import FUNCTIONS, is_async
from contract_tests.harness.prism.installation import MockDeviatedError
from contract_tests.harness.records import CallRecord, ExpectedResult, Functions
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.runners.runner import ResultLog, Runner, curl
from contract_tests.harness.spec import Call, Contract, Operation
from contract_tests.harness.wire.messages import Exchange

__all__ = ["CallRecord", "ExchangeRecorder", "Functions", "PrismRunner", "curl"]

# How many answers the lane remembers.
KNOWN = 50


class ExchangeRecorder(Protocol):
    """What the lane needs of the relay before the mock server."""

    @property
    def url(self) -> str: ...

    def recording(
        self, prefer: str | None = None
    ) -> AbstractContextManager[Sequence[Exchange]]: ...


class PrismRunner(Runner):
    """Makes trials and proves checks of them. `count` is called with each that is proven."""

    def __init__(
        self,
        contract: Contract,
        driver: Driver,
        recording_proxy: ExchangeRecorder,
        log: ResultLog | None = None,
        newer: Contract | None = None,
    ) -> None:
        super().__init__(contract, driver, log, newer)
        self.recording_proxy = recording_proxy
        self._expected_results: dict[tuple[object, ...], ExpectedResult] = {}
        self._warm: set[str] = set()

    def record_calls(
        self,
        operation: Operation,
        call: Call,
        functions: Iterable[str],
        *,
        prefer: str | None = None,
        lose: Iterable[str] = (),
        empty: Iterable[str] = (),
        listen: bool = True,
    ) -> list[CallRecord]:
        """
        Make *call* once with each of the *functions*.

        *prefer* steers the mock server. On the way, the keys of the schemes in *lose* are lost, and
        those in *empty*, which go into headers, are emptied. To *listen* to the logs takes a while:
        laws that do not ask for them need not.
        """
        lose, empty = list(lose), list(empty)
        lost = [self.contract.security_schemes[name] for name in lose]
        emptied = _emptying([self.contract.security_schemes[name].wire_name for name in empty])
        url = self.recording_proxy.url
        expected = expected_request(operation, call, url)
        records = []
        with LogCapture() if listen else nullcontext() as logs:
            for function in functions:
                with self.recording_proxy.recording(prefer=prefer) as exchanges:
                    outcome = self.driver.perform(
                        operation,
                        call,
                        function,
                        url,
                        drop_credentials=lost,
                        httpx_args=emptied(function),
                    )
                records.append(
                    CallRecord(
                        contract=self.contract,
                        operation=operation,
                        call=call,
                        function=function,
                        base_url=url,
                        expected_request=expected,
                        exchanges=exchanges,
                        outcome=outcome,
                        expected_result=self._expected_result(operation, exchanges, function),
                        logs=logs.take() if logs else None,
                        replay_options={
                            "runner": "prism",
                            "prefer": prefer,
                            "lose": lose,
                            "empty": empty,
                        },
                        newer=self.newer,
                    )
                )
        return records

    def warm(self, operation: Operation, call: Call, prefer: str) -> None:
        """
        Make *call* once, where the mock server made up no body of *operation* yet.

        The first one that it makes up of a schema that holds itself is not what the same seed
        gives later on.
        """
        if operation.id not in self._warm:
            self._warm.add(operation.id)
            with self.recording_proxy.recording(prefer=prefer):
                self.driver.perform(operation, call, FUNCTIONS[0], self.recording_proxy.url)

    @contextmanager
    def skipping_prism_deviations(self, what: str) -> Iterator[None]:
        """Where Prism strays in the block, tell the verdict of *what* proves nothing."""
        try:
            yield
        except MockDeviatedError:
            self.log.inconclusive(what)

    def _expected_result(
        self, operation: Operation, exchanges: Sequence[Exchange], function: str
    ) -> ExpectedResult | None:
        response = exchanges[0].response if exchanges else None
        if response is None:
            return None
        # The mock server's example is the same each time, and to validate it takes a while.
        about = (response.header("content-type"), response.header("content-encoding"))
        key = (operation.id, function, response.status, *about, response.body)
        if key not in self._expected_results:
            if len(self._expected_results) > KNOWN:
                self._expected_results.clear()
            self._expected_results[key] = self.expected_results(operation, response, [function])[0]
        return self._expected_results[key]


def _emptying(headers: Sequence[str]) -> Callable[[str], dict[str, Any]]:
    """Arguments of the httpx client for a function of that name, which empty those *headers*."""

    def empty(request: httpx.Request) -> None:
        request.headers.update(dict.fromkeys(headers, ""))

    async def empty_later(request: httpx.Request) -> None:
        empty(request)

    def arguments(function: str) -> dict[str, Any]:
        hook = empty_later if is_async(function) else empty
        return {"event_hooks": {"request": [hook]}} if headers else {}

    return arguments
