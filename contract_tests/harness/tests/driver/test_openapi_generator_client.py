"""
Clients of openapi-generator, called over sockets through their adapter.

The package is a hand-written sample in the same layout, because openapi-generator needs Java;
`nox -s compare-clients` verifies generated ones.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.driver import DriverError, adapter_for
from contract_tests.harness.driver.openapi_generator_client import RETRIES, OpenapiGeneratorAdapter
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import FLAVOURS, FUNCTIONS
from contract_tests.harness.plugin import test_replay
from contract_tests.harness.replay_record import as_file, read_operation, read_replay_file
from contract_tests.harness.spec import Call, load_contract
from contract_tests.harness.tests.driver.sample_client import (
    check_each_operation,
    operation_of,
    running,
)


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
        planned = [(runner.usual_response(operation), FUNCTIONS)]
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


def test_a_missing_method_breaks_the_request_law(pets: Path, package: Path) -> None:
    """The functions that no such client has are not missing."""
    api = package / "api" / "pets_api.py"
    api.write_text(api.read_text().replace("def show_pet_by_id(", "def show_pet("))
    with (
        running(pets, package) as runner,
        pytest.raises(MismatchError, match="every part of an operation is generated"),
    ):
        check_each_operation(runner)


def test_a_failed_call_is_replayed(pets: Path, package: Path, tmp_path: Path) -> None:
    """It fails again for the same client, and not for a correct one."""
    correct = shutil.copytree(package, tmp_path / "correct" / package.name)
    api = package / "api" / "pets_api.py"
    api.write_text(api.read_text().replace('"200": Pet,', '"200": Error,'))
    with running(pets, package) as runner, pytest.raises(MismatchError) as caught:
        check_each_operation(runner)
    file = tmp_path / "call.json"
    file.write_text((as_file(caught.value) or ("", ""))[1])

    def replay(client: Path) -> None:
        with running(pets, client) as runner:
            data = read_replay_file(file, runner.contract)
            fixtures: Any = SimpleNamespace(getfixturevalue={"in_process": runner}.get)
            operation = read_operation(data, runner.contract)
            test_replay.test_the_replayed_call_keeps_the_contract(fixtures, data, operation)

    with pytest.raises(MismatchError, match=caught.value.check):
        replay(package)
    replay(correct)


def test_the_pasted_lines_import_what_they_use(pets: Path, package: Path) -> None:
    """The arguments may have dates and files."""
    with running(pets, package) as runner:
        operation = operation_of(runner, "listPets")
        call, arguments = runner.valid_call(operation), "day=datetime.date(2024, 2, 29)"
        lines = runner.driver.adapter.reproduction(operation, call, "sync", "http://a", arguments)
    assert lines.splitlines()[0] == "import datetime"


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
