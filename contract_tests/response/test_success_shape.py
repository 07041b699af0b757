"""
Response law: whatever the contract allows the server to say reaches the caller whole.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls, successes
from contract_tests.harness.checks import RESPONSE_LAW
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.prism_runner import Lane
from contract_tests.harness.spec import Operation


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
