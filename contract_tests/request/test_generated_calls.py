"""
Request law, in process: whatever the contract allows a caller to ask for is what is sent.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import RIGHT, Matrix
from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import ANSWER_LAW
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.spec import Operation


@pytest.mark.law("request")
@given(data=st.data())
def test_every_call_is_sent_as_it_was_asked_for(
    stage: InProcessLane, operation: Operation, data: st.DataObject
) -> None:
    """Every value of every argument, present or absent, with every set of keys."""
    call = data.draw(calls(stage.contract, operation), label="call")
    reply = Matrix(stage.contract, operation).reply(operation.successes[0], RIGHT)
    (trials,) = stage.trials(operation, call, [(reply, FUNCTIONS)])
    stage.prove(trials, ANSWER_LAW)
