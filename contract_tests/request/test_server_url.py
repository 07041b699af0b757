"""Request law: a client that is told no URL calls the server of the contract, and no other path."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.servers import first_server
from contract_tests.harness.cases.status_matrix import RIGHT, Matrix
from contract_tests.harness.checks import ANSWER_LAW
from contract_tests.harness.driver import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("request")
# As somebody's gateway has it.
BEHIND = "http://127.0.0.1:9/a/gateway%20of/ours"


def test_the_server_of_the_contract_is_called(stage: InProcessLane, operation: Operation) -> None:
    """With a value for each variable in its URL."""
    call = stage.call(operation)
    found = first_server(stage.contract)
    if found is None:
        stage.excuse()
        return
    url, values = found
    settings = stage.driver.server_settings(call, values)
    reply = Matrix(stage.contract, operation).reply(operation.successes[0], RIGHT)
    plays = [(reply, FUNCTIONS)]
    for trials in stage.trials(operation, call, plays, settings=settings, url=url):
        stage.prove(trials, ANSWER_LAW)


def test_the_path_of_a_base_url_is_kept(stage: InProcessLane, operation: Operation) -> None:
    """What the caller names may lie behind something."""
    reply = Matrix(stage.contract, operation).reply(operation.successes[0], RIGHT)
    plays = [(reply, FUNCTIONS)]
    for trials in stage.trials(operation, stage.call(operation), plays, url=BEHIND):
        stage.prove(trials, ANSWER_LAW)
