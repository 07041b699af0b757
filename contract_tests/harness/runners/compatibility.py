"""
Check that clients of a contract still work with a server that implements a newer one.

A change is incompatible where the server may send something the old contract does not document, or
rejects something the old contract allows. It is compatible where the server no longer sends
something, accepts more, or uses what the old contract leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle, islice

from contract_tests.harness.cases.compatible_calls import call_variants
from contract_tests.harness.cases.drifted_responses import drifted_responses
from contract_tests.harness.checks import STILL_ACCEPTED, STILL_DOCUMENTED, STILL_RETURNED, Check
from contract_tests.harness.oracles.request_compatibility import incompatibility
from contract_tests.harness.oracles.response_conformance import deviation
from contract_tests.harness.outcome import FUNCTIONS, SYNC_AND_ASYNC
from contract_tests.harness.runners.in_process_runner import InProcessRunner, PlannedResponse
from contract_tests.harness.spec import Call, Contract, Operation
from contract_tests.harness.wire.canned_response import CannedResponse


def check_call_is_still_accepted(runner: InProcessRunner, operation: Operation, call: Call) -> None:
    """Check that the newer contract accepts *call*, and that the client still sends it."""
    __tracebackhide__ = True
    _check(runner, operation, call, _old_success(runner, operation), STILL_ACCEPTED)


def check_calls_are_still_accepted(
    runner: InProcessRunner, operation: Operation, newer: Contract
) -> None:
    """
    Check path, method, server, credentials, each parameter and the body, with all their values.

    Only the first call that *newer* rejects is made, or one call if there is none: other laws
    verify that the client sends every call as documented.
    """
    __tracebackhide__ = True
    call = runner.valid_call(operation)
    variants = call_variants(runner.contract, operation, call, newer)
    rejected = (
        each for each in variants if incompatibility(runner.contract, newer, operation, each)
    )
    check_call_is_still_accepted(runner, operation, next(rejected, call))


def check_successes_are_still_returned(runner: InProcessRunner, operation: Operation) -> None:
    """Check that the newer contract still documents each success: a caller may depend on it."""
    __tracebackhide__ = True
    planned = _old_success(runner, operation)
    _check(runner, operation, runner.valid_call(operation), planned, STILL_RETURNED)


def check_response_is_still_documented(
    runner: InProcessRunner, operation: Operation, response: CannedResponse
) -> None:
    """Check that the old contract documents *response*, and that it reaches the caller."""
    __tracebackhide__ = True
    planned = [(response, FUNCTIONS)]
    _check(runner, operation, runner.valid_call(operation), planned, STILL_DOCUMENTED)


def check_responses_are_still_documented(
    runner: InProcessRunner, operation: Operation, newer: Contract, *, success: bool
) -> None:
    """
    Check each status, media type, header and body of the *newer* contract.

    Only the first undocumented response is sent, or all responses if there is none.
    """
    __tracebackhide__ = True
    now = newer.matching_operation(operation)
    if now is None:
        runner.log.not_applicable("the newer contract has no such operation")
        return
    responses = list(drifted_responses(runner.contract, operation, newer, now, success=success))
    undocumented = (
        each for each in responses if deviation(runner.contract, operation, each.response)
    )
    planned = _in_turn(islice(undocumented, 1)) or _in_turn(responses)
    _check(runner, operation, runner.valid_call(operation), planned, STILL_DOCUMENTED)


def _old_success(runner: InProcessRunner, operation: Operation) -> list[PlannedResponse]:
    return [(runner.success_response(operation), SYNC_AND_ASYNC)]


def _in_turn(responses: Iterable[CannedResponse]) -> list[PlannedResponse]:
    """Each response for the next of the functions."""
    return [
        (each, (function,)) for each, function in zip(responses, cycle(FUNCTIONS), strict=False)
    ]


def _check(
    runner: InProcessRunner,
    operation: Operation,
    call: Call,
    planned: Iterable[PlannedResponse],
    checks: tuple[Check, ...],
) -> None:
    __tracebackhide__ = True
    for records in runner.record_calls(operation, call, planned):
        runner.run_checks(records, checks)
