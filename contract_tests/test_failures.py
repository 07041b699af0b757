"""Failure law: what is no success ends in a documented error, never in a wrong value."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract_tests.checks import MISSING_KEY
from contract_tests.contract import Call, Operation
from contract_tests.lane import Functions, Lane
from contract_tests.strategies import calls, few

pytestmark = pytest.mark.law("failure")


@few
@given(data=st.data())
def test_a_missing_key_is_seen_as_401(
    lane: Lane, operation: Operation, functions: Functions, data: st.DataObject
) -> None:
    """Without a key that every alternative needs, the call ends in the error of 401."""
    call = data.draw(calls(lane.contract, operation), label="call")
    lost = data.draw(st.sampled_from(needed_keys(operation, call)), label="lost key")
    trials = lane.trials(operation, call, functions, lose=[lost])
    lane.prove(trials, MISSING_KEY)


def needed_keys(operation: Operation, call: Call) -> list[str]:
    """The security schemes of *call* without which no alternative of the contract is left."""
    keys = [key for key in call.keys if not operation.allows(call.keys.keys() - {key})]
    assume(keys)
    return keys
