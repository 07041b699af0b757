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

from contract_tests.harness.cases.member_combinations import BOUND, json_responses, lattices
from contract_tests.harness.cases.strategies import few, made
from contract_tests.harness.checks import ANSWER_LAW, same_story
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.plugin.options import SAMPLED
from contract_tests.harness.runners.in_process_runner import InProcessLane, Play, each_flavour
from contract_tests.harness.spec import Operation
from contract_tests.harness.wire.canned_response import json_reply

pytestmark = pytest.mark.law("response")


def test_every_combination_of_members_is_read_as_the_schema_says(
    stage: InProcessLane,
    operation: Operation,
    record_property: Callable[[str, object], None],
    pytestconfig: pytest.Config,
) -> None:
    """Present, absent, null, of a wrong type or format; members that the schema does not name."""
    call = stage.call(operation)
    bound = 200 if pytestconfig.getoption("profile") in SAMPLED else BOUND
    plays: list[Iterator[Play]] = []
    for size, replies in lattices(stage.contract, operation, bound):
        record_property("lattice", size)
        plays.append(each_flavour(replies))
    # One of each in turn: what is broken is seen before all of the largest is played.
    if not plays:
        stage.excuse()
    mixed = (play for row in zip_longest(*plays) for play in row if play is not None)
    for trials in stage.trials(operation, call, mixed):
        stage.prove(trials, ANSWER_LAW)
        stage.compare(trials, same_story, counted=False)


@few
@given(data=st.data())
def test_random_bodies_are_read_as_the_schema_says(
    stage: InProcessLane, operation: Operation, data: st.DataObject
) -> None:
    """Bodies that schemathesis makes to keep a documented schema, or to break it."""
    call = stage.call(operation)
    found = list(json_responses(operation))
    if not found:
        stage.excuse()
        return
    status, media_type, schema = data.draw(st.sampled_from(found), label="response")
    mode = data.draw(st.sampled_from(GenerationMode), label="mode")
    body = data.draw(made(stage.contract, schema, mode), label="body")
    reply = json_reply(status, body, media_type)
    for trials in stage.trials(operation, call, [(reply, FUNCTIONS)]):
        stage.prove(trials, ANSWER_LAW)
