"""Failure law, over raw sockets: a connection fault ends in the documented connection error."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, CONNECTION_FAULT_CHECKS, REQUEST_CHECKS
from contract_tests.harness.records import Functions
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import (
    FaultServer,
    complete_response,
    stalled_responses,
    truncated_responses,
)
from contract_tests.harness.runners.scripted_server import closed_port
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("failure")

# Seconds for which the client waits for each part of a stalled response.
READ_TIMEOUT_S = 0.02


def leaf_classes(
    error: type[httpx.TransportError],
) -> Iterator[type[httpx.TransportError]]:
    """The classes below *error* that have no subclass."""
    if not (subclasses := error.__subclasses__()):
        yield error
    for each in subclasses:
        yield from leaf_classes(each)


def test_a_refused_connection_ends_in_its_error(
    fault_runner: FaultRunner, operation: Operation, socket_functions: Functions
) -> None:
    """No server listens on the port."""
    call = fault_runner.valid_call(operation)
    with closed_port() as url:
        records = fault_runner.refused_connection(operation, call, socket_functions, url)
        fault_runner.run_checks(records, CONNECTION_FAULT_CHECKS)


def test_a_truncated_response_ends_in_its_error(
    fault_runner: FaultRunner, operation: Operation, socket_functions: Functions
) -> None:
    """The server closes or resets the connection within the response, or sends invalid HTTP."""
    call = fault_runner.valid_call(operation)
    faults = truncated_responses(fault_runner.usual_response(operation))
    each = fault_runner.each(operation, call, socket_functions, faults)
    for fault, records in zip(faults, each, strict=True):
        request_checks = REQUEST_CHECKS if fault.reads else ()
        fault_runner.run_checks(records, (*request_checks, *CONNECTION_FAULT_CHECKS))


def test_a_stalled_response_ends_in_the_error_of_the_timeout(
    fault_runner: FaultRunner, operation: Operation, socket_functions: Functions
) -> None:
    """The server sends nothing more before the response, inside its head or inside its body."""
    call = fault_runner.valid_call(operation)
    faults = stalled_responses(fault_runner.usual_response(operation))
    for records in fault_runner.each(
        operation, call, socket_functions, faults, "timeout", patience=READ_TIMEOUT_S
    ):
        fault_runner.run_checks(records, (*REQUEST_CHECKS, *CONNECTION_FAULT_CHECKS))


@pytest.mark.parametrize(
    "error", sorted(leaf_classes(httpx.TransportError), key=repr), ids=lambda error: error.__name__
)
def test_each_transport_error_of_httpx_ends_in_one_of_the_clients(
    fault_runner: FaultRunner,
    operation: Operation,
    socket_functions: Functions,
    error: type[httpx.TransportError],
) -> None:
    """The transport raises each error, including a failed write and an exhausted pool."""
    kind = "timeout" if issubclass(error, httpx.TimeoutException) else "connection"
    call = fault_runner.valid_call(operation)
    records = fault_runner.raising_transport(
        operation, call, socket_functions, error("raised"), kind
    )
    fault_runner.run_checks(records, CONNECTION_FAULT_CHECKS)


def test_a_complete_response_is_read_as_in_process(
    fault_runner: FaultRunner, operation: Operation, socket_functions: Functions, sampled: bool
) -> None:
    """Responses of the status matrix arrive over a real socket as they do in process."""
    call = fault_runner.valid_call(operation)
    matrix = StatusMatrix(fault_runner.contract, operation, sampled=sampled)
    faults = map(complete_response, matrix.over_sockets())
    for records in fault_runner.each(operation, call, socket_functions, faults):
        fault_runner.run_checks(records, CALL_CHECKS)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    fault_runner: FaultRunner, operation: Operation, socket_functions: Functions, status: int
) -> None:
    """No second request is sent to another host or to the same one, and no credential."""
    call = fault_runner.valid_call(operation)
    matrix = StatusMatrix(fault_runner.contract, operation)
    with FaultServer(complete_response(fault_runner.usual_response(operation))) as other_host:
        for target in (f"{other_host.url}/there", "/there"):
            fault = complete_response(matrix.redirect(status, target))
            records = fault_runner.record_calls(operation, call, socket_functions, fault)
            fault_runner.run_checks(records, CALL_CHECKS)
            assert not other_host.take(), "the client followed the redirect"
