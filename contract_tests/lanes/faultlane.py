"""
The lane of broken connections: through the client, over a real socket, to a server that misbehaves.
"""

from __future__ import annotations

from collections.abc import Iterable

import httpx

from contract_tests.contract import Call, Operation
from contract_tests.driver.errors import error_name
from contract_tests.driver.session import Session
from contract_tests.lanes.faults import Fault, FaultServer
from contract_tests.lanes.logs import LogWatch
from contract_tests.lanes.proving import Prover
from contract_tests.lanes.trial import Due, Trial
from contract_tests.oracles.request import expected_request


class FaultLane(Prover):
    """Commits faults on calls, and proves checks of what they come to."""

    def trials(
        self,
        operation: Operation,
        call: Call,
        functions: Iterable[str],
        fault: Fault,
        kind: str = "connection",
        *,
        patience: float | None = None,
    ) -> list[Trial]:
        """
        Make *call* with each of the functions, to a server that commits *fault*.

        Where the server gives no whole answer, the error of that *kind* is due.
        """
        with FaultServer(fault) as server:
            return self.calls(
                operation, call, functions, server.url, kind, server=server, patience=patience
            )

    def calls(
        self,
        operation: Operation,
        call: Call,
        functions: Iterable[str],
        url: str,
        kind: str,
        *,
        server: FaultServer | None = None,
        patience: float | None = None,
    ) -> list[Trial]:
        """
        Make *call* to whatever is at *url*: *server*, or nobody.

        *patience* is how long the client waits for each part of an answer, in seconds.
        """
        settings = {} if patience is None else {"timeout": httpx.Timeout(10.0, read=patience)}
        trials = []
        with Session(self.driver, operation, call, url, settings=settings) as session:
            for function in functions:
                with LogWatch() as logs:
                    (outcome,) = session.perform(function)
                exchanges = server.take() if server else []
                response = exchanges[0].response if exchanges else None
                due = Due(error_name(self.driver.package, kind))
                if response is not None:
                    (due,) = self.dues(operation, response, [function])
                trials.append(
                    Trial(
                        contract=self.contract,
                        operation=operation,
                        call=call,
                        function=function,
                        base_url=url,
                        expected=expected_request(operation, call, url),
                        exchanges=exchanges,
                        outcome=outcome,
                        due=due,
                        logs=logs.take(),
                        played=str(server.fault) if server else "",
                        steer={"lane": "faults", "fault": server and server.fault},
                        secrets=server.fault.secrets if server else (),
                    )
                )
        return trials
