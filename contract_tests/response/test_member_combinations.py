"""
Response law, exhaustive: every body that differs in kind is read as the contract says, in both
directions. What the schema allows is a value, and whole; what it does not allow is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from contract_tests.harness.cases.member_combinations import (
    BOUND,
    json_responses,
    response_combinations,
)
from contract_tests.harness.cases.strategies import from_schema, reduced_examples
from contract_tests.harness.checks import CALL_CHECKS, sync_async_parity
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.plugin.options import SAMPLED
from contract_tests.harness.runners.in_process_runner import (
    InProcessRunner,
    Play,
    alternate_sync_async,
)
from contract_tests.harness.spec import Operation
from contract_tests.harness.wire.canned_response import json_response

pytestmark = pytest.mark.law("response")


def test_every_combination_of_members_is_read_as_the_schema_says(
    in_process: InProcessRunner,
    operation: Operation,
    record_property: Callable[[str, object], None],
    pytestconfig: pytest.Config,
) -> None:
    """Present, absent, null, of a wrong type or format; members that the schema does not name."""
    call = in_process.call(operation)
    bound = 200 if pytestconfig.getoption("profile") in SAMPLED else BOUND
    plays: list[Iterator[Play]] = []
    for size, replies in response_combinations(in_process.contract, operation, bound):
        record_property("lattice", size)
        plays.append(alternate_sync_async(replies))
    # One of each in turn: what is broken is seen before all of the largest is played.
    if not plays:
        in_process.log.not_applicable("no JSON response")
    mixed = (play for row in zip_longest(*plays) for play in row if play is not None)
    for records in in_process.record_calls(operation, call, mixed):
        in_process.run_checks(records, CALL_CHECKS)
        in_process.run_pair_check(records, sync_async_parity, counted=False)


@reduced_examples
@given(data=st.data())
def test_random_bodies_are_read_as_the_schema_says(
    in_process: InProcessRunner, operation: Operation, data: st.DataObject
) -> None:
    """Bodies that schemathesis makes to keep a documented schema, or to break it."""
    call = in_process.call(operation)
    found = list(json_responses(operation))
    if not found:
        in_process.log.not_applicable("no JSON response")
        return
    status, media_type, schema = data.draw(st.sampled_from(found), label="response")
    mode = data.draw(st.sampled_from(GenerationMode), label="mode")
    body = data.draw(from_schema(in_process.contract, schema, mode), label="body")
    reply = json_response(status, body, media_type)
    for records in in_process.record_calls(operation, call, [(reply, FUNCTIONS)]):
        in_process.run_checks(records, CALL_CHECKS)
