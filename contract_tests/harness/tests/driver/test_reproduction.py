"""The Python lines of a failure, pasted, send the documented request."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import REQUEST_CHECKS
from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.plugin.generate_for_spec import generate_client
from contract_tests.harness.records import CallRecord
from contract_tests.harness.runners.fault_server import FaultServer, complete_response
from contract_tests.harness.spec import Contract, load_contract
from contract_tests.harness.tests.driver.sample_client import SAMPLE
from contract_tests.harness.tests.sample_records import run_checks
from contract_tests.harness.tests.sample_requests import with_placeholders
from contract_tests.harness.wire.canned_response import CannedResponse

SPECS = Path(__file__).parents[1] / "specs"
# The client of a pasted line is not closed, so the server ends the connection.
OK = complete_response(CannedResponse("nothing", 200, ((b"Connection", b"close"),)))


@pytest.fixture(params=["keys", "open", "search", "openapi-generator"])
def client(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Contract, Driver]]:
    """A contract, and a client that Python can import: a generated one, or the sample."""
    if request.param == "openapi-generator":
        contract, package = SPECS / "pets.yaml", tmp_path / "sample_client"
        shutil.copytree(SAMPLE, package)
    else:
        made = generate_client(SPECS / f"{request.param}.yaml", tmp_path)
        contract, package = made.contract, made.package
    monkeypatch.syspath_prepend(package.parent)
    with closing(Driver(package)) as driver:
        yield load_contract(contract), driver


def test_the_pasted_lines_send_the_documented_request(client: tuple[Contract, Driver]) -> None:
    """Models, dates, files and credentials of all kinds, with all functions of the client."""
    contract, driver = client

    @settings(max_examples=20)
    @given(data=st.data(), function=st.sampled_from(driver.adapter.FUNCTIONS))
    def check(data: st.DataObject, function: str) -> None:
        operation = data.draw(st.sampled_from(contract.operations))
        call = data.draw(calls(contract, operation))
        with FaultServer(OK) as server:
            url = server.url
            lines = driver.reproduction(operation, call, function, url)
            with suppress(Exception):  # the response may be one that the contract excludes
                exec(lines, {})  # noqa: S102 (written by the harness)
            exchanges = server.take()
        shown = with_placeholders(call)
        record = CallRecord(
            contract=contract,
            operation=operation,
            call=shown,
            function=function,
            base_url=url,
            expected_request=expected_request(operation, driver.carried(operation, shown), url),
            exchanges=exchanges,
            outcome=Outcome(),
        )
        run_checks(REQUEST_CHECKS, record)

    check()
