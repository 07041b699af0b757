"""Request law: a client that is told no URL calls the server of the contract, and no other path."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.examples import server_values
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("request")
# As somebody's gateway has it.
BEHIND = "http://127.0.0.1:9/a/gateway%20of/ours"


def test_the_server_of_the_contract_is_called(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """With a value for each variable in its URL."""
    call = in_process.call(operation)
    values = server_values(in_process.contract)
    url = in_process.contract.server_url(values)
    if not url.lower().startswith("https://"):
        in_process.log.not_applicable("the contract names no https server")
        return
    settings = in_process.driver.clients.server_settings(call, values)
    reply = StatusMatrix(in_process.contract, operation).reply(operation.successes[0], VALID)
    plays = [(reply, FUNCTIONS)]
    for records in in_process.record_calls(operation, call, plays, settings=settings, url=url):
        in_process.run_checks(records, CALL_CHECKS)


def test_the_path_of_a_base_url_is_kept(in_process: InProcessRunner, operation: Operation) -> None:
    """What the caller names may lie behind something."""
    reply = StatusMatrix(in_process.contract, operation).reply(operation.successes[0], VALID)
    plays = [(reply, FUNCTIONS)]
    for records in in_process.record_calls(
        operation, in_process.call(operation), plays, url=BEHIND
    ):
        in_process.run_checks(records, CALL_CHECKS)
