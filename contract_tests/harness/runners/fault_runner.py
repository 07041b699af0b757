"""Run calls over a real socket to a server that breaks the connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import httpx

from contract_tests.harness.driver.session import Session
from contract_tests.harness.records import CallRecord
from contract_tests.harness.runners.fault_server import FaultServer, NetworkFault
from contract_tests.harness.runners.in_process_runner import URL
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Call, Operation


class FaultRunner(Runner):
    """Makes calls whose connections fail."""

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
        """Make *call* with each of the functions to a server that has the *fault*."""
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
        Make *call* with each of the functions for each of the *faults*; yield the records of one.

        *kind* is the error that an incomplete response must end in: "connection" or "timeout".
        *patience* is the client's read timeout in seconds.
        """
        with (
            FaultServer() as server,
            self._session(operation, call, server.url, patience) as session,
        ):
            for fault in faults:
                server.fault = fault
                yield self._record(operation, call, session, server.url, functions, kind, server)

    def refused_connection(
        self, operation: Operation, call: Call, functions: Iterable[str], url: str
    ) -> list[CallRecord]:
        """Make *call* with each of the functions to *url*, where no server listens."""
        with self._session(operation, call, url) as session:
            return self._record(operation, call, session, url, functions, "connection")

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
            return self._record(operation, call, session, URL, functions, kind)

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
        functions: Iterable[str],
        kind: str,
        server: FaultServer | None = None,
    ) -> list[CallRecord]:
        record = self.recorder(operation, call, url)
        fault = server.fault if server else None
        records = []
        for function in self.available(functions):
            with LogCapture() as logs:
                (outcome,) = session.perform(function)
            exchanges = server.take() if server else []
            expected_result = self.expected_error(kind)
            if exchanges and (response := exchanges[0].response) is not None:
                (expected_result,) = self.expected_results(operation, response, [function])
            records.append(
                record(
                    function=function,
                    exchanges=exchanges,
                    outcome=outcome,
                    expected_result=expected_result,
                    logs=logs.take(),
                    canned_response=str(fault or ""),
                    replay_options={"runner": "faulty socket", "fault": fault},
                    secrets=fault.secrets if fault else (),
                )
            )
        return records


class _RaisingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    def __init__(self, error: httpx.TransportError) -> None:
        self._error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise self._error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise self._error
