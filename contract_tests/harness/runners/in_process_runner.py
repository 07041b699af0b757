"""
Run calls in process: the client's transport returns responses that the harness made.

Thousands of calls a second, with responses that no mock server would send.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, cycle, repeat
from typing import Any

from contract_tests.harness.cases.argument_cases import (
    ArgumentCase,
    body_cases,
    parameter_cases,
)
from contract_tests.harness.checks import CALL_CHECKS, INVALID_ARGUMENT_CHECKS, sync_async_parity
from contract_tests.harness.driver.session import Session
from contract_tests.harness.outcome import FUNCTIONS, SYNC_ASYNC_PAIRS
from contract_tests.harness.records import CallRecord, ExpectedResult, Functions
from contract_tests.harness.runners.canned_calls import PlannedResponse, in_chunks, perform
from contract_tests.harness.runners.canned_transport import CannedTransport
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Call, Operation, Parameter
from contract_tests.harness.wire.canned_response import CannedResponse

# Nothing listens on this port: a client that opens a connection of its own fails.
URL = "http://127.0.0.1:9"

# One response in so many that needs no tolerance is also sent to a strict client.
STRICT_SAMPLE = 20
# The number of argument cases that are called with all functions.
WITH_ALL_FUNCTIONS = 10


def alternate_sync_async(responses: Iterable[CannedResponse]) -> Iterator[PlannedResponse]:
    """Plan each response for a sync and an async function, alternately plain and detailed ones."""
    yield from zip(responses, cycle(SYNC_ASYNC_PAIRS), strict=False)


class InProcessRunner(Runner):
    """Makes calls that receive planned responses."""

    def record_calls(
        self,
        operation: Operation,
        call: Call,
        planned: Iterable[PlannedResponse],
        *,
        expected_result: ExpectedResult | None = None,
        settings: Mapping[str, Any] | None = None,
        url: str = URL,
    ) -> Iterator[list[CallRecord]]:
        """
        Make *call* with each function of each planned response; yield the records of one response.

        *expected_result* is what an invalid call must raise without sending a request; None where
        the response determines the result. *settings* are further arguments of the client, and
        *url* is the URL that it must call.
        """
        planned = self._possible(planned)
        transport = CannedTransport()
        strict = bool(settings and settings.get("strict"))
        options = {"expected_result": expected_result, "settings": settings, "url": url}
        valid_call = None if expected_result is None else self.valid_call(operation)
        record = self.recorder(operation, call, url, valid_call=valid_call)
        httpx_args = {"transport": transport}
        with Session(
            self.driver, operation, call, url, settings=settings, httpx_args=httpx_args
        ) as session:
            for chunk in in_chunks(planned):
                observed = perform(session, transport, chunk)
                for index, (response, functions) in enumerate(chunk):
                    results: Sequence[ExpectedResult | None] = [expected_result] * len(functions)
                    if expected_result is None:
                        results = self.expected_results(
                            operation, response.response, functions, strict=strict
                        )
                    yield [
                        record(
                            function=function,
                            outcome=observed[index, function][0],
                            exchanges=observed[index, function][1],
                            logs=observed[index, function][2],
                            expected_result=result,
                            canned_response=str(response),
                            secrets=response.secrets,
                            replay_options={
                                "runner": "in process",
                                "response": response,
                                **options,
                            },
                        )
                        for function, result in zip(functions, results, strict=True)
                    ]

    def check_responses(self, operation: Operation, responses: Iterable[CannedResponse]) -> None:
        """Check that a sync and an async call with each of the *responses* agree and conform."""
        __tracebackhide__ = True
        self.check_planned(operation, self.valid_call(operation), alternate_sync_async(responses))

    def check_planned(
        self,
        operation: Operation,
        call: Call,
        planned: Iterable[PlannedResponse],
        **options: Any,
    ) -> None:
        """
        Run `CALL_CHECKS` on the calls of `record_calls`, and compare those of one response.

        A strict client also gets the responses that need a tolerance, and a sample of the others,
        if the client promises to name its tolerances.
        """
        __tracebackhide__ = True
        strictly: list[PlannedResponse] = []
        for index, records in enumerate(self.record_calls(operation, call, planned, **options)):
            self.run_checks(records, CALL_CHECKS)
            self.run_pair_check(records, sync_async_parity, counted=False)
            expected = records[0].expected_result
            if index % STRICT_SAMPLE == 0 or (expected and expected.tolerances_used):
                response: CannedResponse = records[0].replay_options["response"]
                strictly.append((response, tuple(record.function for record in records)))
        if not self.promises("tolerances"):
            return
        options["settings"] = {**(options.get("settings") or {}), "strict": True}
        for records in self.record_calls(operation, call, strictly, **options):
            self.run_checks(records, CALL_CHECKS)
            self.run_pair_check(records, sync_async_parity, counted=False)

    def _possible(self, planned: Iterable[PlannedResponse]) -> Iterator[PlannedResponse]:
        """The *planned* responses that can be sent to the client, and the functions that it has."""
        over_sockets = self.driver.adapter.OVER_SOCKETS
        for response, functions in planned:
            sent = response.over_socket if over_sockets else response
            if sent is not None:
                yield sent, self.available(functions)

    def check_parameters(
        self,
        operation: Operation,
        locations: Collection[str],
        values: Callable[[Parameter], Iterable[Any]],
    ) -> None:
        """Check the *values* of each parameter in the *locations*, such as ``["header"]``."""
        __tracebackhide__ = True
        parameters = [each for each in operation.parameters if each.location in locations]
        if not parameters:
            self.log.not_applicable(f"no {' or '.join(locations)} parameters")
            return
        call = self.valid_call(operation)
        for parameter in parameters:
            cases = parameter_cases(self.oracle, call, parameter, values(parameter))
            self.check_argument_cases(operation, cases)

    def body_schema(self, operation: Operation) -> Any:
        """The schema of the body of `call`; None where this has no body."""
        request_body, media_type = operation.request_body, self.valid_call(operation).media_type
        return request_body.content[media_type] if request_body and media_type else None

    def check_bodies(self, operation: Operation, bodies: Iterable[Any]) -> None:
        """Check that each of the *bodies* arrives if the contract allows it, else is refused."""
        __tracebackhide__ = True
        cases = body_cases(self.oracle, operation, self.valid_call(operation), bodies)
        self.check_argument_cases(operation, cases)

    def check_argument_cases(self, operation: Operation, cases: Iterable[ArgumentCase]) -> None:
        """
        Check that the call of each of the *cases* is refused before anything is sent, or arrives.

        The first cases are called with all functions, and the others with a sync and an async one.
        """
        __tracebackhide__ = True
        plan = chain(repeat(FUNCTIONS, WITH_ALL_FUNCTIONS), cycle(SYNC_ASYNC_PAIRS))
        for case, functions in zip(cases, plan, strict=False):
            self.check_argument_case(operation, case, functions)

    def check_argument_case(
        self, operation: Operation, case: ArgumentCase, functions: Functions = FUNCTIONS
    ) -> None:
        """Check one case, as `check_argument_cases` does, with each of the *functions*."""
        __tracebackhide__ = True
        response = replace(self.usual_response(operation), secrets=case.secrets)
        refusal = self.expected_error(
            "argument",
            names=[*case.names],
            arguments=self.driver.argument_names(operation, case.call),
            pointers=sorted(case.pointers),
        )
        (records,) = self.record_calls(
            operation,
            case.call,
            [(response, functions)],
            expected_result=refusal if case.accepted is False else None,
        )
        refused = case.accepted is False
        if case.accepted is None and not records[0].exchanges:
            refused = True
            records = [replace(record, expected_result=refusal) for record in records]
        self.run_checks(records, INVALID_ARGUMENT_CHECKS if refused else CALL_CHECKS)
        for other in records[1:]:
            self.run_pair_check([records[0], other], sync_async_parity, counted=False)
