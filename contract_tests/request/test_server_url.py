"""Request law: requests go to the server of the contract, or to the base URL of the caller."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.server_values import server_values
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("request")
GATEWAY_URL = "http://127.0.0.1:9/a/gateway%20of/ours"


@pytest.mark.promise("default server")
def test_the_server_of_the_contract_is_called(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """A client without a base URL calls the first server, with a value for each variable."""
    call = in_process.valid_call(operation)
    values = server_values(in_process.contract)
    url = in_process.contract.server_url(values)
    if not url.lower().startswith("https://"):
        in_process.log.not_applicable("the contract names no https server")
        return
    settings = in_process.driver.adapter.server_settings(operation, call, values)
    planned = [(in_process.usual_response(operation), FUNCTIONS)]
    in_process.check_planned(operation, call, planned, settings=settings, url=url)


def test_the_path_of_a_base_url_is_kept(in_process: InProcessRunner, operation: Operation) -> None:
    """A base URL may have a path, such as that of a gateway."""
    planned = [(in_process.usual_response(operation), FUNCTIONS)]
    in_process.check_planned(operation, in_process.valid_call(operation), planned, url=GATEWAY_URL)
