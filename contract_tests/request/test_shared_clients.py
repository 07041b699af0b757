"""
Request and response law, for clients that are shared: no call sends or is told what is another's.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.cases.strategies import calls, reduced_examples
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.barrier_transport import SharedCall
from contract_tests.harness.runners.shared_client_runner import SharedClientRunner
from contract_tests.harness.spec import Call, Operation

pytestmark = pytest.mark.law("request")


@reduced_examples
@given(data=st.data())
def test_calls_in_turn_keep_to_themselves(
    shared_clients: SharedClientRunner, operation: Operation, data: st.DataObject
) -> None:
    """On two clients with keys of their own, each of which makes each call."""
    first, second = data.draw(two(shared_clients, operation), label="calls")
    plan = [(first, 0), (second, 1), (second, 0), (first, 1), (first, 0)]
    for function in FUNCTIONS:
        made = [
            (replace(call, credentials=(first, second)[at].credentials), at) for call, at in plan
        ]
        shared_clients.run_checks(
            shared_clients.in_turn(operation, turns(shared_clients, operation, made), function),
            CALL_CHECKS,
        )


@reduced_examples
@given(data=st.data())
def test_calls_at_once_keep_to_themselves(
    shared_clients: SharedClientRunner, operation: Operation, data: st.DataObject
) -> None:
    """Two, and one of them twice, in as many threads or tasks, on one client."""
    first, second = data.draw(two(shared_clients, operation), label="calls")
    for function in FUNCTIONS:
        made = [
            (replace(call, credentials=first.credentials), 0) for call in (first, second, second)
        ]
        shared_clients.run_checks(
            shared_clients.at_once(operation, turns(shared_clients, operation, made), function),
            CALL_CHECKS,
        )


def two(
    shared_clients: SharedClientRunner, operation: Operation
) -> st.SearchStrategy[tuple[Call, Call]]:
    """Two calls, mostly with other arguments and other keys."""
    return st.tuples(
        calls(shared_clients.contract, operation), calls(shared_clients.contract, operation)
    )


def turns(
    shared_clients: SharedClientRunner, operation: Operation, made: list[tuple[Call, int]]
) -> list[SharedCall]:
    """Each with an answer of its own: a success, an error, and so on."""
    matrix = StatusMatrix(shared_clients.contract, operation)
    replies = [
        matrix.reply(status, VALID) for status in matrix.representative_statuses() if status >= 200
    ]
    return [
        SharedCall(call, replies[number % len(replies)], client)
        for number, (call, client) in enumerate(made)
    ]
