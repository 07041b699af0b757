"""
Failure law, over raw sockets: a connection that fails ends in the error that says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, CONNECTION_FAULT_CHECKS, REQUEST_CHECKS
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import (
    FaultServer,
    closed_port,
    complete_response,
    stalled_responses,
    truncated_responses,
)
from contract_tests.harness.spec import Operation
from contract_tests.harness.wire.canned_response import CannedResponse

pytestmark = pytest.mark.law("failure")

# Of each read from the socket. The server is silent anyway; a slow machine changes nothing.
PATIENCE = 0.02


def raised(kind: type[httpx.TransportError]) -> Iterator[type[httpx.TransportError]]:
    """The classes of errors that are raised, and not those above them."""
    if not (under := kind.__subclasses__()):
        yield kind
    for each in under:
        yield from raised(each)


def success(fault_runner: FaultRunner, operation: Operation) -> CannedResponse:
    """A sound answer to *operation*, to be broken."""
    matrix = StatusMatrix(fault_runner.contract, operation)
    return matrix.reply(operation.successes[0], VALID)


def test_a_connection_that_is_refused_ends_in_its_error(
    fault_runner: FaultRunner, operation: Operation
) -> None:
    """Nobody listens."""
    call = fault_runner.call(operation)
    with closed_port() as url:
        fault_runner.run_checks(
            fault_runner.refused_connection(operation, call, FUNCTIONS, url),
            CONNECTION_FAULT_CHECKS,
        )


def test_an_answer_that_breaks_off_ends_in_its_error(
    fault_runner: FaultRunner, operation: Operation
) -> None:
    """Closed or reset before, inside and after each part of the answer; or no HTTP at all."""
    call = fault_runner.call(operation)
    faults = truncated_responses(success(fault_runner, operation))
    each = fault_runner.each(operation, call, FUNCTIONS, faults)
    for fault, records in zip(faults, each, strict=True):
        fault_runner.run_checks(
            records,
            (*REQUEST_CHECKS, *CONNECTION_FAULT_CHECKS) if fault.reads else CONNECTION_FAULT_CHECKS,
        )


def test_an_answer_that_stalls_ends_in_the_error_of_the_timeout(
    fault_runner: FaultRunner, operation: Operation
) -> None:
    """Before the answer, inside its head, inside its body."""
    call = fault_runner.call(operation)
    faults = stalled_responses(success(fault_runner, operation))
    for records in fault_runner.each(
        operation, call, FUNCTIONS, faults, "timeout", patience=PATIENCE
    ):
        fault_runner.run_checks(records, (*REQUEST_CHECKS, *CONNECTION_FAULT_CHECKS))


@pytest.mark.parametrize(
    "error", sorted(raised(httpx.TransportError), key=repr), ids=lambda error: error.__name__
)
def test_each_error_of_httpx_ends_in_one_of_the_clients(
    fault_runner: FaultRunner, operation: Operation, error: type[httpx.TransportError]
) -> None:
    """Also those that no server brings about at will: a write that fails, a pool that is empty."""
    kind = "timeout" if issubclass(error, httpx.TimeoutException) else "connection"
    call = fault_runner.call(operation)
    fault_runner.run_checks(
        fault_runner.raising_transport(operation, call, FUNCTIONS, error("thrown"), kind),
        CONNECTION_FAULT_CHECKS,
    )


def test_a_whole_answer_is_read_as_it_is_in_process(
    fault_runner: FaultRunner, operation: Operation
) -> None:
    """A sample of the matrix, over a real socket: what is played elsewhere is what HTTP carries."""
    call = fault_runner.call(operation)
    faults = map(complete_response, StatusMatrix(fault_runner.contract, operation).over_sockets())
    for records in fault_runner.each(operation, call, FUNCTIONS, faults):
        fault_runner.run_checks(records, CALL_CHECKS)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    fault_runner: FaultRunner, operation: Operation, status: int
) -> None:
    """Neither to the same host nor to another: no second request, and no key goes there."""
    call = fault_runner.call(operation)
    matrix = StatusMatrix(fault_runner.contract, operation)
    with FaultServer(complete_response(success(fault_runner, operation))) as elsewhere:
        for where in (f"{elsewhere.url}/there", "/there"):
            fault = complete_response(matrix.redirect(status, where))
            records = fault_runner.record_calls(operation, call, FUNCTIONS, fault)
            fault_runner.run_checks(records, CALL_CHECKS)
            assert not elsewhere.take(), "the client went elsewhere"
