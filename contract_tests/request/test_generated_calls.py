"""
Request law, in process: whatever the contract allows a caller to ask for is what is sent.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation


@pytest.mark.law("request")
@given(data=st.data())
def test_every_call_is_sent_as_it_was_asked_for(
    in_process: InProcessRunner, operation: Operation, data: st.DataObject
) -> None:
    """Every value of every argument, present or absent, with every set of keys."""
    call = data.draw(calls(in_process.contract, operation), label="call")
    reply = StatusMatrix(in_process.contract, operation).reply(operation.successes[0], VALID)
    (records,) = in_process.record_calls(operation, call, [(reply, FUNCTIONS)])
    in_process.run_checks(records, CALL_CHECKS)
