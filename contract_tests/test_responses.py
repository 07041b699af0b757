"""
Response law: whatever the contract allows the server to say reaches the caller whole.
Parity law: the four functions of an operation tell the same story.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.cases.strategies import calls, few, seeds
from contract_tests.checks import RESPONSE_LAW, same_story
from contract_tests.contract import Operation
from contract_tests.driver import FUNCTIONS
from contract_tests.lanes.wirelane import Lane


@pytest.mark.law("response")
@given(data=st.data())
def test_every_success_parses_and_goes_back_without_loss(
    lane: Lane, operation: Operation, data: st.DataObject
) -> None:
    """A body that the mock server makes up is a value, and the value is the body."""
    call = data.draw(calls(lane.contract, operation, mocked=True), label="call")
    prefer = data.draw(successes(operation), label="prefer")
    trials = lane.trials(operation, call, FUNCTIONS, prefer=prefer)
    with lane.leaving_aside("answers that Prism made up and the contract does not have"):
        lane.prove(trials, RESPONSE_LAW)


@pytest.mark.law("parity")
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


def successes(operation: Operation) -> st.SearchStrategy[str]:
    """What to ask of the mock server: a documented success, with a random body."""
    return st.builds(
        "code={}, dynamic=true, seed={}".format, st.sampled_from(operation.successes), seeds
    )
