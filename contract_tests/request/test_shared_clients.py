"""
Request and response law, for clients that are shared: no call sends or is told what is another's.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import RIGHT, Matrix
from contract_tests.harness.cases.strategies import calls, few
from contract_tests.harness.checks import ANSWER_LAW
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.barrier_transport import Turn
from contract_tests.harness.runners.shared_client_runner import SharingLane
from contract_tests.harness.spec import Call, Operation

pytestmark = pytest.mark.law("request")


@few
@given(data=st.data())
def test_calls_in_turn_keep_to_themselves(
    shared: SharingLane, operation: Operation, data: st.DataObject
) -> None:
    """On two clients with keys of their own, each of which makes each call."""
    first, second = data.draw(two(shared, operation), label="calls")
    plan = [(first, 0), (second, 1), (second, 0), (first, 1), (first, 0)]
    for function in FUNCTIONS:
        made = [(replace(call, keys=(first, second)[at].keys), at) for call, at in plan]
        shared.prove(
            shared.in_turn(operation, turns(shared, operation, made), function), ANSWER_LAW
        )


@few
@given(data=st.data())
def test_calls_at_once_keep_to_themselves(
    shared: SharingLane, operation: Operation, data: st.DataObject
) -> None:
    """Two, and one of them twice, in as many threads or tasks, on one client."""
    first, second = data.draw(two(shared, operation), label="calls")
    for function in FUNCTIONS:
        made = [(replace(call, keys=first.keys), 0) for call in (first, second, second)]
        shared.prove(
            shared.at_once(operation, turns(shared, operation, made), function), ANSWER_LAW
        )


def two(shared: SharingLane, operation: Operation) -> st.SearchStrategy[tuple[Call, Call]]:
    """Two calls, mostly with other arguments and other keys."""
    return st.tuples(calls(shared.contract, operation), calls(shared.contract, operation))


def turns(shared: SharingLane, operation: Operation, made: list[tuple[Call, int]]) -> list[Turn]:
    """Each with an answer of its own: a success, an error, and so on."""
    matrix = Matrix(shared.contract, operation)
    replies = [matrix.reply(status, RIGHT) for status in matrix.sorts() if status >= 200]
    return [
        Turn(call, replies[number % len(replies)], client)
        for number, (call, client) in enumerate(made)
    ]
