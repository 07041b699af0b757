"""
Clients of openapi-generator, called over sockets through their adapter.

The package is a hand-written sample in the same layout, because openapi-generator needs Java;
`nox -s compare-clients` verifies generated ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import urllib3

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, CONNECTION_FAULT_CHECKS
from contract_tests.harness.driver import Driver, DriverError, adapter_for
from contract_tests.harness.driver.openapi_generator_client import (
    RETRIES,
    OpenapiGeneratorAdapter,
)
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import FLAVOURS, FUNCTIONS
from contract_tests.harness.records import CallRecord
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import (
    FaultServer,
    complete_response,
    stalled_responses,
    truncated_responses,
)
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Call, Operation, load_contract

SAMPLE = Path(__file__).parent / "openapi_generator_sample"
ONCE = {RETRIES: False}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the sample; its name is that of the import."""
    return shutil.copytree(SAMPLE, tmp_path / "sample_client")


@contextmanager
def running(spec: Path, package: Path) -> Iterator[InProcessRunner]:
    """A runner of the client in *package*, whose failures are raised."""
    with closing(Driver(package, ONCE)) as driver:
        yield InProcessRunner(load_contract(spec), driver, ListLog())


def check_each_operation(runner: InProcessRunner) -> list[CallRecord]:
    """Make a valid call of each operation with each function; the records of all calls."""
    found = []
    for operation in runner.contract.operations:
        call, planned = (
            runner.valid_call(operation),
            [(runner.success_response(operation), FUNCTIONS)],
        )
        (records,) = runner.record_calls(operation, call, planned)
        runner.check_planned(operation, call, planned)
        found += records
    return found


def operation_of(runner: Runner, identifier: str) -> Operation:
    """The operation with that `operationId`."""
    return next(each for each in runner.contract.operations if each.id == identifier)


def test_a_correct_client_keeps_its_promises(pets: Path, package: Path) -> None:
    """Every operation is called with both functions that such a client has, and no other."""
    assert adapter_for(package) is OpenapiGeneratorAdapter
    with running(pets, package) as runner:
        records = check_each_operation(runner)
    assert [record.function for record in records] == [*FLAVOURS["sync"]] * 4
    assert all(len(record.exchanges) == 1 for record in records)
    statuses = [record.outcome.status for record in records if record.outcome.status]
    assert statuses == [200, 201, 200, 204]


@pytest.mark.parametrize(
    ("file", "old", "new", "check"),
    [
        ("api/pets_api.py", '"POST", "/pets"', '"PUT", "/pets"', "method conformance"),
        ("api/pets_api.py", '"POST", "/pets"', '"POST", "/pet"', "path conformance"),
        ("api/pets_api.py", '{"limit": limit}', '{"limits": limit}', "query conformance"),
        ("api/pets_api.py", "pet: Pet,", "animal: Pet,", "one request is sent"),
        ("api/pets_api.py", '"200": Pet,', '"200": Error,', "outcome conformance"),
        ("api_client.py", '"X-Api-Key"', '"X-Key"', "header conformance"),
        ("api_client.py", '"application/json", "User', '"text/plain", "User', "header conformance"),
        ("api_client.py", "body.to_json()", '"{}"', "body conformance"),
        ("api_client.py", "raw_data=response.data", 'raw_data=b""', "detailed response"),
        ("models/__init__.py", "**members, ", '**members, "tag": "x", ', "body round trip"),
    ],
)
def test_a_faulty_client_breaks_what_it_promises(
    pets: Path, package: Path, file: str, old: str, new: str, check: str
) -> None:
    """The excluded promises hide no fault of a request or of a documented response."""
    source = (package / file).read_text()
    assert old in source
    (package / file).write_text(source.replace(old, new))
    with running(pets, package) as runner, pytest.raises(MismatchError, match=check):
        check_each_operation(runner)


def test_another_value_of_an_attribute_is_found(pets: Path, package: Path) -> None:
    """The attributes of a model are compared with its JSON, which could hide a swap."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "showPetById")
        planned = [(runner.success_response(operation), FUNCTIONS)]
        (records,) = runner.record_calls(operation, runner.valid_call(operation), planned)
        value: Any = records[0].outcome.value
        value.name = "another name"
        with pytest.raises(MismatchError, match="attribute conformance"):
            runner.run_checks(records, CALL_CHECKS)


def test_a_documented_error_is_raised_with_its_model(pets: Path, package: Path) -> None:
    """An undocumented 2xx is returned, because `ApiException` is documented for other statuses."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "createPet")
        matrix = StatusMatrix(runner.contract, operation)
        outcomes = {}
        for status in (299, 404, 409):
            planned = [(matrix.response(status, VALID), FUNCTIONS)]
            runner.check_planned(operation, runner.valid_call(operation), planned)
            ((record, _),) = runner.record_calls(operation, runner.valid_call(operation), planned)
            outcomes[status] = record.outcome.documented_as, type(record.outcome.body)
    assert outcomes == {
        299: ("", type(None)),
        404: ("ApiException", type(None)),
        409: ("ApiException", dict),
    }


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
        planned = [(runner.success_response(operation), ("sync",))]
        (records,) = runner.record_calls(operation, call, planned)
    assert records[0].request.problem == "the header X-Api-Key cannot be sent"


def test_a_client_without_a_host_calls_the_server_of_the_contract(
    pets: Path, package: Path
) -> None:
    """The sockets of the harness also stand in for a server with https."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "listPets")
        call, planned = (
            runner.valid_call(operation),
            [(runner.success_response(operation), FUNCTIONS)],
        )
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
        call, response = runner.valid_call(operation), runner.success_response(operation)
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
        faults = truncated_responses(runner.success_response(operation))
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
        with FaultServer(complete_response(runner.success_response(operation))) as server:
            outcomes = [
                driver.perform(operation, call, "sync", server.url, drop_credentials=dropped)
                for dropped in ((), schemes)
            ]
            first, second = (each.request for each in server.take())
    assert (first.target, second.target) == (b"/pets/a%2Fb",) * 2
    assert [bool(each.header("x-api-key")) for each in (first, second)] == [True, False]
    assert outcomes[0].body == outcomes[1].body and not outcomes[1].error


def test_a_missing_method_breaks_the_request_law(pets: Path, package: Path) -> None:
    """The functions that no such client has are not missing."""
    api = package / "api" / "pets_api.py"
    api.write_text(api.read_text().replace("def show_pet_by_id(", "def show_pet("))
    with (
        running(pets, package) as runner,
        pytest.raises(MismatchError, match="every part of an operation is generated"),
    ):
        check_each_operation(runner)


def test_arguments_are_found_by_name_and_number(search: Path, package: Path) -> None:
    """The second parameter of a name has a number, and a keyword of Python the word "var"."""

    def path_styles(
        self: Any,
        number: Any,
        id: Any,  # noqa: A002
        id2: Any = None,
        var_class: Any = None,
    ) -> None: ...

    adapter = OpenapiGeneratorAdapter(package, {})
    operation = next(each for each in load_contract(search).operations if each.id == "pathStyles")
    identities = [("path", "id"), ("query", "id"), ("query", "class"), ("query", "since")]
    names = [adapter.argument_name(operation, path_styles, *each) for each in identities]
    assert names == ["id", "id2", "var_class", None]


def test_a_form_has_an_argument_for_each_member(media: Path, package: Path) -> None:
    """A function that takes a model has none for a form."""
    adapter = OpenapiGeneratorAdapter(package, {})
    models: Any = adapter.package.models
    operations = {each.id: each for each in load_contract(media).operations}

    def send_form(self: Any, name: str, count: int | None = None, var_on: Any = None) -> None: ...

    def send_either(self: Any, note: Any = None) -> None: ...

    send_either.__annotations__["note"] = models.Pet | None
    form = Call({}, {"name": "a", "count": 1.0, "on": True}, "application/x-www-form-urlencoded")
    arguments = adapter.body_arguments(operations["sendForm"], send_form, form)
    assert arguments == {"name": "a", "count": 1, "var_on": True}
    assert type(arguments["count"]) is int
    assert adapter.body_arguments(operations["sendEither"], send_either, form) is None
    json = Call({}, {"id": 1, "name": "a"}, "application/json")
    arguments = adapter.body_arguments(operations["sendEither"], send_either, json)
    assert arguments is not None and arguments.pop("_content_type") == "application/json"
    assert isinstance(arguments["note"], models.Pet)


def test_only_the_library_urllib3_is_recognised(package: Path) -> None:
    """openapi-generator writes other files for other libraries."""
    rest = package / "rest.py"
    rest.write_text(rest.read_text().replace("urllib3", "httpx"))
    with pytest.raises(DriverError, match="is not a client package"):
        adapter_for(package)


def test_errors_are_documented_by_their_base_class(package: Path) -> None:
    """Errors of urllib3 are those of connections, and an error of Python is not documented."""
    adapter = OpenapiGeneratorAdapter(package, {})
    pool: Any = None
    assert adapter.documented_as(urllib3.exceptions.ProtocolError()) == "HTTPError"
    assert adapter.documented_as(urllib3.exceptions.MaxRetryError(pool, "/")) == "HTTPError"
    assert adapter.documented_as(ConnectionResetError()) == ""


@pytest.mark.parametrize("settings", [{"timeout": 1}, {RETRIES: "no"}, {RETRIES: None}], ids=str)
def test_another_setting_is_refused(settings: dict[str, Any]) -> None:
    """The message names the setting and what is allowed."""
    (name,) = settings
    with pytest.raises(DriverError, match=f"^--setting {name}: .*{RETRIES}=false"):
        OpenapiGeneratorAdapter.require_known(settings)
