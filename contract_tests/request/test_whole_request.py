"""
Request law: what arrives on the wire, read back with the contract alone, is what the caller passed.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import PRISM_REQUEST_CHECKS
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("request")


@given(data=st.data())
def test_the_wire_carries_what_was_asked(
    prism_runner: PrismRunner, operation: Operation, data: st.DataObject
) -> None:
    """One request leaves, with what the caller said and no more, and the mock server takes it."""
    call = data.draw(calls(prism_runner.contract, operation, mocked=True), label="call")
    with prism_runner.skipping_prism_deviations("calls that Prism cannot read"):
        prism_runner.run_checks(
            prism_runner.record_calls(operation, call, FUNCTIONS, listen=False),
            PRISM_REQUEST_CHECKS,
        )
