"""Response law: what the client forgives stands in its table, and what stands there happens."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.status_matrix import Matrix
from contract_tests.harness.checks import ANSWER_LAW
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.oracles.tolerances import unused
from contract_tests.harness.runners.in_process_runner import InProcessLane, each_flavour
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("response")


def test_each_tolerance_is_known_and_happens(stage: InProcessLane, operation: Operation) -> None:
    """An entry that nobody needs, or that the harness does not know, has to go."""
    forgiven: set[str] = set()
    # The other answers are played in `test_status_matrix`.
    replies = [
        reply
        for reply in Matrix(stage.contract, operation).samples()
        if any(due.forgiven for due in stage.dues(operation, reply.response, FUNCTIONS))
    ]
    if not replies:
        stage.excuse()
    for trials in stage.trials(operation, stage.call(operation), each_flavour(replies)):
        stage.prove(trials, ANSWER_LAW)
        forgiven.update(*(trial.due.forgiven for trial in trials if trial.due))
    if failure := unused(operation, stage.tolerances, forgiven):
        raise failure
