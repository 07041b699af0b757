"""
Response law: whatever the contract allows the server to say reaches the caller whole.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls, successes
from contract_tests.harness.checks import PRISM_RESPONSE_CHECKS
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Operation


@pytest.mark.law("response")
@given(data=st.data())
def test_every_success_parses_and_goes_back_without_loss(
    prism_runner: PrismRunner, operation: Operation, data: st.DataObject
) -> None:
    """A body that the mock server makes up is a value, and the value is the body."""
    call = data.draw(calls(prism_runner.contract, operation, mocked=True), label="call")
    prefer = data.draw(successes(operation), label="prefer")
    records = prism_runner.record_calls(operation, call, FUNCTIONS, prefer=prefer)
    with prism_runner.skipping_prism_deviations(
        "answers that Prism made up and the contract does not have"
    ):
        prism_runner.run_checks(records, PRISM_RESPONSE_CHECKS)
