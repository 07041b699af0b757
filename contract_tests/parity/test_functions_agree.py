"""Parity law: the four functions of an operation tell the same story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import Matrix
from contract_tests.harness.cases.strategies import calls, few, successes
from contract_tests.harness.checks import same_story
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.runners.prism_runner import Lane
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("parity")


@few
@given(data=st.data())
def test_the_functions_of_an_operation_tell_the_same_story(
    lane: Lane, operation: Operation, data: st.DataObject
) -> None:
    """One call, made with each function, sends the same bytes and comes to the same."""
    call = data.draw(calls(lane.contract, operation, mocked=True), label="call")
    prefer = data.draw(successes(operation), label="prefer")
    lane.warm(operation, call, prefer)
    trials = lane.trials(operation, call, FUNCTIONS, prefer=prefer, listen=False)
    lane.compare(trials, same_story)


def test_the_functions_tell_the_same_story_of_every_sort_of_answer(
    stage: InProcessLane, operation: Operation
) -> None:
    """All of them, side by side, for one status of each sort with each kind of body."""
    call = stage.call(operation)
    plays = ((reply, FUNCTIONS) for reply in Matrix(stage.contract, operation).samples())
    for trials in stage.trials(operation, call, plays):
        for index in range(len(trials)):
            stage.compare(trials[index:], same_story)
