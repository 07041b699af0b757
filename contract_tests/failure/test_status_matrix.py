"""
Failure law, as a matrix: every status a server can send, with every kind of body.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from contract_tests.harness.cases.status_matrix import Matrix
from contract_tests.harness.checks import ANSWER_LAW, same_story
from contract_tests.harness.plugin.options import SAMPLED
from contract_tests.harness.runners.in_process_runner import InProcessLane, each_flavour
from contract_tests.harness.spec import Operation
from contract_tests.harness.wire.canned_response import Reply


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
