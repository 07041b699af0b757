"""
The lane of broken connections: through the client, over a real socket, to a server that misbehaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import httpx

from contract_tests.harness.driver.errors import error_name
from contract_tests.harness.driver.session import Session
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.runners.fault_server import FaultServer, NetworkFault
from contract_tests.harness.runners.in_process_runner import URL
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Call, Operation


class FaultRunner(Runner):
    """Commits faults on calls, and proves checks of what they come to."""

    def record_calls(
        self,
        operation: Operation,
        call: Call,
        functions: Sequence[str],
        fault: NetworkFault,
        kind: str = "connection",
        *,
        patience: float | None = None,
    ) -> list[CallRecord]:
        """The trials of `each` for a single *fault*."""
        (records,) = self.each(operation, call, functions, [fault], kind, patience=patience)
        return records

    def each(
        self,
        operation: Operation,
        call: Call,
        functions: Sequence[str],
        faults: Iterable[NetworkFault],
        kind: str = "connection",
        *,
        patience: float | None = None,
    ) -> Iterator[list[CallRecord]]:
        """
        Make *call* with each of the functions, to a server that commits one of the *faults* after
        the other; yield the trials of one.

        Where the server gives no whole answer, the error of that *kind* is due. *patience* is how
        long the client waits for each part of an answer, in seconds.
        """
        with (
            FaultServer() as server,
            self._session(operation, call, server.url, patience) as session,
        ):
            for fault in faults:
                server.fault = fault
                yield [
                    self._record(operation, call, session, server.url, function, kind, server)
                    for function in functions
                ]

    def refused_connection(
        self, operation: Operation, call: Call, functions: Iterable[str], url: str
    ) -> list[CallRecord]:
        """Make *call* with each of the functions to *url*, where nobody listens."""
        with self._session(operation, call, url) as session:
            return [
                self._record(operation, call, session, url, function, "connection")
                for function in functions
            ]

    def raising_transport(
        self,
        operation: Operation,
        call: Call,
        functions: Iterable[str],
        error: httpx.TransportError,
        kind: str,
    ) -> list[CallRecord]:
        """Make *call* with each of the functions over a transport that raises *error*."""
        args = {"transport": _RaisingTransport(error)}
        with Session(self.driver, operation, call, URL, httpx_args=args) as session:
            return [
                self._record(operation, call, session, URL, function, kind)
                for function in functions
            ]

    def _session(
        self, operation: Operation, call: Call, url: str, patience: float | None = None
    ) -> Session:
        settings = {} if patience is None else {"timeout": httpx.Timeout(10.0, read=patience)}
        return Session(self.driver, operation, call, url, settings=settings)

    def _record(
        self,
        operation: Operation,
        call: Call,
        session: Session,
        url: str,
        function: str,
        kind: str,
        server: FaultServer | None = None,
    ) -> CallRecord:
        with LogCapture() as logs:
            (outcome,) = session.perform(function)
        exchanges = server.take() if server else []
        response = exchanges[0].response if exchanges else None
        due = ExpectedResult(error_name(self.driver.package, kind))
        if response is not None:
            (due,) = self.expected_results(operation, response, [function])
        return CallRecord(
            contract=self.contract,
            operation=operation,
            call=call,
            function=function,
            base_url=url,
            expected_request=expected_request(operation, call, url),
            exchanges=exchanges,
            outcome=outcome,
            expected_result=due,
            logs=logs.take(),
            canned_response=str(server.fault) if server else "",
            replay_options={"runner": "faulty socket", "fault": server and server.fault},
            secrets=server.fault.secrets if server else (),
        )


class _RaisingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    def __init__(self, error: httpx.TransportError) -> None:
        self._error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise self._error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise self._error
