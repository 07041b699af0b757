"""
Request law: what arrives on the wire, read back with the contract alone, is what the caller passed.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import REQUEST_LAW
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.prism_runner import Lane
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("request")


@given(data=st.data())
def test_the_wire_carries_what_was_asked(
    lane: Lane, operation: Operation, data: st.DataObject
) -> None:
    """One request leaves, with what the caller said and no more, and the mock server takes it."""
    call = data.draw(calls(lane.contract, operation, mocked=True), label="call")
    with lane.leaving_aside("calls that Prism cannot read"):
        lane.prove(lane.trials(operation, call, FUNCTIONS, listen=False), REQUEST_LAW)
