"""
Failure law, over raw sockets: a connection that fails ends in the error that says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from contract_tests.harness.cases.status_matrix import RIGHT, Matrix
from contract_tests.harness.checks import ANSWER_LAW, AS_ASKED, NO_ANSWER
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.fault_runner import FaultLane
from contract_tests.harness.runners.fault_server import (
    FaultServer,
    broken_off,
    nobody,
    spoken,
    stalled,
)
from contract_tests.harness.spec import Operation
from contract_tests.harness.wire.canned_response import Reply

pytestmark = pytest.mark.law("failure")

# Of each read from the socket. The server is silent anyway; a slow machine changes nothing.
PATIENCE = 0.02


def raised(kind: type[httpx.TransportError]) -> Iterator[type[httpx.TransportError]]:
    """The classes of errors that are raised, and not those above them."""
    if not (under := kind.__subclasses__()):
        yield kind
    for each in under:
        yield from raised(each)


def success(faulty: FaultLane, operation: Operation) -> Reply:
    """A sound answer to *operation*, to be broken."""
    matrix = Matrix(faulty.contract, operation)
    return matrix.reply(operation.successes[0], RIGHT)


def test_a_connection_that_is_refused_ends_in_its_error(
    faulty: FaultLane, operation: Operation
) -> None:
    """Nobody listens."""
    call = faulty.call(operation)
    with nobody() as url:
        faulty.prove(faulty.unheard(operation, call, FUNCTIONS, url), NO_ANSWER)


def test_an_answer_that_breaks_off_ends_in_its_error(
    faulty: FaultLane, operation: Operation
) -> None:
    """Closed or reset before, inside and after each part of the answer; or no HTTP at all."""
    call = faulty.call(operation)
    faults = broken_off(success(faulty, operation))
    each = faulty.each(operation, call, FUNCTIONS, faults)
    for fault, trials in zip(faults, each, strict=True):
        faulty.prove(trials, (*AS_ASKED, *NO_ANSWER) if fault.reads else NO_ANSWER)


def test_an_answer_that_stalls_ends_in_the_error_of_the_timeout(
    faulty: FaultLane, operation: Operation
) -> None:
    """Before the answer, inside its head, inside its body."""
    call = faulty.call(operation)
    faults = stalled(success(faulty, operation))
    for trials in faulty.each(operation, call, FUNCTIONS, faults, "timeout", patience=PATIENCE):
        faulty.prove(trials, (*AS_ASKED, *NO_ANSWER))


@pytest.mark.parametrize(
    "error", sorted(raised(httpx.TransportError), key=repr), ids=lambda error: error.__name__
)
def test_each_error_of_httpx_ends_in_one_of_the_clients(
    faulty: FaultLane, operation: Operation, error: type[httpx.TransportError]
) -> None:
    """Also those that no server brings about at will: a write that fails, a pool that is empty."""
    kind = "timeout" if issubclass(error, httpx.TimeoutException) else "connection"
    call = faulty.call(operation)
    faulty.prove(faulty.thrown(operation, call, FUNCTIONS, error("thrown"), kind), NO_ANSWER)


def test_a_whole_answer_is_read_as_it_is_in_process(
    faulty: FaultLane, operation: Operation
) -> None:
    """A sample of the matrix, over a real socket: what is played elsewhere is what HTTP carries."""
    call = faulty.call(operation)
    faults = map(spoken, Matrix(faulty.contract, operation).carried())
    for trials in faulty.each(operation, call, FUNCTIONS, faults):
        faulty.prove(trials, ANSWER_LAW)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(faulty: FaultLane, operation: Operation, status: int) -> None:
    """Neither to the same host nor to another: no second request, and no key goes there."""
    call = faulty.call(operation)
    matrix = Matrix(faulty.contract, operation)
    with FaultServer(spoken(success(faulty, operation))) as elsewhere:
        for where in (f"{elsewhere.url}/there", "/there"):
            fault = spoken(matrix.redirect(status, where))
            trials = faulty.trials(operation, call, FUNCTIONS, fault)
            faulty.prove(trials, ANSWER_LAW)
            assert not elsewhere.take(), "the client went elsewhere"
