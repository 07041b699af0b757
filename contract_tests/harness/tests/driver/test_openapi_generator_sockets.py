"""What reaches a client of openapi-generator over sockets, and what it sends."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CONNECTION_FAULT_CHECKS
from contract_tests.harness.driver import Driver
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import (
    FaultServer,
    complete_response,
    stalled_responses,
    truncated_responses,
)
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.spec import load_contract
from contract_tests.harness.tests.driver.sample_client import ONCE, operation_of, running


def test_a_response_reaches_the_client_as_a_socket_carries_it(pets: Path, package: Path) -> None:
    """A status below 200 is not final, and a 204 has no body."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "changePet")
        matrix = StatusMatrix(runner.contract, operation)
        planned = [(matrix.response(status, VALID), FUNCTIONS) for status in (100, 204, 999)]
        found = list(runner.record_calls(operation, runner.valid_call(operation), planned))
    assert [records[0].response.status for records in found] == [204, 999]
    assert [bool(records[0].response.body) for records in found] == [False, True]
    assert [records[1].outcome.content for records in found] == [b"", None]


def test_a_request_that_is_not_http_is_recorded(pets: Path, package: Path) -> None:
    """urllib3 sends a NUL in a header, which h11 refuses."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "listPets")
        call = runner.valid_call(operation)
        (name,) = call.credentials
        credential = replace(call.credentials[name], value="a\0b")
        call = replace(call, credentials={name: credential})
        planned = [(runner.usual_response(operation), ("sync",))]
        (records,) = runner.record_calls(operation, call, planned)
    assert records[0].request.problem == "the header X-Api-Key cannot be sent"


def test_a_client_without_a_host_calls_the_server_of_the_contract(
    pets: Path, package: Path
) -> None:
    """The sockets of the harness also stand in for a server with https."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "listPets")
        call = runner.valid_call(operation)
        planned = [(runner.usual_response(operation), FUNCTIONS)]
        settings = runner.driver.adapter.server_settings(operation, call, {})
        url = "https://pets.example/v1"
        runner.check_planned(operation, call, planned, settings=settings, url=url)
        with pytest.raises(MismatchError, match="path conformance"):
            runner.check_planned(operation, call, planned, settings=settings, url=f"{url}/2")


def test_a_failed_connection_ends_in_an_error_of_urllib3(pets: Path, package: Path) -> None:
    """A response that ends early is not a value; invalid headers are, for http.client of Python."""
    with closing(Driver(package, ONCE)) as driver:
        runner = FaultRunner(load_contract(pets), driver, ListLog())
        operation = operation_of(runner, "listPets")
        call, response = runner.valid_call(operation), runner.usual_response(operation)
        ends = ("close before", "close inside the", "reset before", "reset inside the")
        faults = [each for each in truncated_responses(response) if each.name.startswith(ends)]
        assert len(faults) == 10
        for records in runner.each(operation, call, FUNCTIONS, faults):
            assert len(records) == 2
            runner.run_checks(records, CONNECTION_FAULT_CHECKS)
        stalled = stalled_responses(response)
        for records in runner.each(operation, call, ("sync",), stalled, "timeout", patience=0.02):
            runner.run_checks(records, CONNECTION_FAULT_CHECKS)
        error = httpx.ConnectError("raised")
        records = runner.raising_transport(operation, call, FUNCTIONS, error, "connection")
        runner.run_checks(records, CONNECTION_FAULT_CHECKS)


def test_a_value_of_a_truncated_response_is_found(pets: Path, package: Path) -> None:
    """No error of urllib3, no kept promise."""
    client = package / "rest.py"
    source = client.read_text()
    line = "return self.pool_manager.request("
    caught = f"try:\n            {line}method, url, headers=headers, body=body, timeout=limits)\n"
    caught += "        except urllib3.exceptions.HTTPError:\n"
    caught += "            return urllib3.HTTPResponse(b'[]', status=200)\n"
    assert line in source
    client.write_text(source[: source.index(line)] + caught)
    with closing(Driver(package, ONCE)) as driver:
        runner = FaultRunner(load_contract(pets), driver, ListLog())
        operation = operation_of(runner, "listPets")
        faults = truncated_responses(runner.usual_response(operation))
        records = runner.record_calls(operation, runner.valid_call(operation), FUNCTIONS, faults[0])
        with pytest.raises(MismatchError, match="outcome conformance"):
            runner.run_checks(records, CONNECTION_FAULT_CHECKS)


def test_a_dropped_credential_is_not_sent(pets: Path, package: Path) -> None:
    """The requests then pass through a transport of httpx on their way to the server."""
    contract = load_contract(pets)
    with closing(Driver(package, ONCE)) as driver:
        runner = InProcessRunner(contract, driver, ListLog())
        operation = operation_of(runner, "showPetById")
        call = replace(runner.valid_call(operation), arguments={("path", "petId"): "a/b"})
        schemes = [*contract.security_schemes.values()]
        with FaultServer(complete_response(runner.usual_response(operation))) as server:
            outcomes = [
                driver.perform(operation, call, "sync", server.url, drop_credentials=dropped)
                for dropped in ((), schemes)
            ]
            first, second = (each.request for each in server.take())
    assert (first.target, second.target) == (b"/pets/a%2Fb",) * 2
    assert [bool(each.header("x-api-key")) for each in (first, second)] == [True, False]
    assert outcomes[0].body == outcomes[1].body and not outcomes[1].error
