"""
Failure law, as a matrix: every status a server can send, with every kind of body.
Parity law: over all of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from contract_tests.cases.matrix import Matrix
from contract_tests.checks import ANSWER_LAW, same_story
from contract_tests.contract import Operation
from contract_tests.control.options import SAMPLED
from contract_tests.driver import FUNCTIONS
from contract_tests.lanes.inprocess import InProcessLane, each_flavour
from contract_tests.wire.reply import Reply


@pytest.mark.law("failure")
def test_each_sort_of_status_comes_to_what_is_documented(
    stage: InProcessLane, operation: Operation
) -> None:
    """The documented value or error; for what is not documented, the error that says so."""
    prove(stage, operation, Matrix(stage.contract, operation).samples())


@pytest.mark.law("failure")
def test_every_status_with_every_body_comes_to_what_is_documented(
    stage: InProcessLane, operation: Operation, pytestconfig: pytest.Config
) -> None:
    """The same, without a gap."""
    step = 50 if pytestconfig.getoption("profile") in SAMPLED else 1
    prove(stage, operation, Matrix(stage.contract, operation).cells(step))


def prove(stage: InProcessLane, operation: Operation, replies: Iterable[Reply]) -> None:
    """Play each to a sync and an async call."""
    for trials in stage.trials(operation, stage.call(operation), each_flavour(replies)):
        stage.prove(trials, ANSWER_LAW)
        stage.compare(trials, same_story, counted=False)


@pytest.mark.law("parity")
def test_the_functions_tell_the_same_story_of_every_sort_of_answer(
    stage: InProcessLane, operation: Operation
) -> None:
    """All of them, side by side, for one status of each sort with each kind of body."""
    call = stage.call(operation)
    plays = ((reply, FUNCTIONS) for reply in Matrix(stage.contract, operation).samples())
    for trials in stage.trials(operation, call, plays):
        for index in range(len(trials)):
            stage.compare(trials[index:], same_story)
