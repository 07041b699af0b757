"""Clients of stock openapi-python-client, called in process through their adapter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.driver import Driver, DriverError
from contract_tests.harness.driver.stock_client import RAISE, StockAdapter
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import FLAVOURS, FUNCTIONS
from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError
from contract_tests.harness.plugin.generate_stock import generate_stock_package
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.spec import load_contract
from contract_tests.harness.spec.yaml12 import read_document

SPECS = Path(__file__).parents[1] / "specs"
STRICT = {RAISE: True}


@contextmanager
def running(spec: Path, package: Path, settings: dict[str, Any]) -> Iterator[InProcessRunner]:
    """A runner of the client in *package*, whose failures are raised."""
    with closing(Driver(package, settings)) as driver:
        yield InProcessRunner(load_contract(spec), driver, ListLog())


def check_each_operation(runner: InProcessRunner) -> None:
    """Make a valid call of each operation with each function."""
    for operation in runner.contract.operations:
        planned = [(runner.usual_response(operation), FUNCTIONS)]
        runner.check_planned(operation, runner.valid_call(operation), planned)


def test_every_credential_arrives_where_the_contract_puts_it(keys: Path, stock_keys: Path) -> None:
    """Basic, bearer and API keys in a header, the query and a cookie, alone and together."""
    with running(keys, stock_keys, {}) as runner:
        check_each_operation(runner)


def test_an_operation_without_a_model_is_called_with_all_functions(
    keys: Path, stock_keys: Path
) -> None:
    """openapi-python-client generates only the detailed functions of such an operation."""
    with running(keys, stock_keys, {}) as runner:
        operation = runner.contract.operations[0]
        planned = [(runner.usual_response(operation), FUNCTIONS)]
        (records,) = runner.record_calls(operation, runner.valid_call(operation), planned)
    assert [record.outcome.status for record in records] == [None, 204, None, 204]
    assert "def sync(" not in (stock_keys / "api" / "keys" / "with_basic.py").read_text()


@pytest.mark.parametrize("settings", [{}, STRICT], ids=["default", "strict"])
def test_an_undocumented_status_ends_as_the_setting_says(
    pets: Path, stock_pets: Path, settings: dict[str, Any]
) -> None:
    """In None by default, and in `UnexpectedStatus` with the setting, for all functions."""
    with running(pets, stock_pets, settings) as runner:
        operation = runner.contract.operations[1]
        response = StatusMatrix(runner.contract, operation).response(418, VALID)
        call = runner.valid_call(operation)
        (records,) = runner.record_calls(operation, call, [(response, FUNCTIONS)])
        runner.check_planned(operation, call, [(response, FUNCTIONS)])
    names = {record.outcome.documented_as for record in records}
    assert names == ({"UnexpectedStatus"} if settings else {""})
    assert {record.outcome.value for record in records} == {None}


def test_a_documented_error_is_returned_as_its_model(pets: Path, stock_pets: Path) -> None:
    """The harness expects the value that it expects of a success."""
    with running(pets, stock_pets, STRICT) as runner:
        operation = runner.contract.operations[1]
        response = StatusMatrix(runner.contract, operation).response(409, VALID)
        call = runner.valid_call(operation)
        (records,) = runner.record_calls(operation, call, [(response, FUNCTIONS)])
        runner.check_planned(operation, call, [(response, FUNCTIONS)])
    assert {type(record.outcome.value).__name__ for record in records} == {"Error"}
    assert {record.outcome_kind for record in records} == {"status"}


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ('"method": "post"', '"method": "put"', "method conformance"),
        ('"url": "/pets"', '"url": "/pet"', "path conformance"),
        ("response.status_code == 201", "response.status_code == 209", "outcome conformance"),
        ("body.to_dict()", '{**body.to_dict(), "id": 0}', "body conformance"),
        ("content=response.content", 'content=b""', "detailed response conformance"),
    ],
)
def test_a_faulty_stock_client_breaks_what_it_promises(
    pets: Path, stock_pets: Path, tmp_path: Path, old: str, new: str, check: str
) -> None:
    """The excluded promises hide no fault of a request or of a documented response."""
    package = shutil.copytree(stock_pets, tmp_path / "faulty_client")
    module = package / "api" / "pets" / "create_pet.py"
    source = module.read_text()
    assert old in source
    module.write_text(source.replace(old, new))
    with running(pets, package, STRICT) as runner, pytest.raises(MismatchError, match=check):
        check_each_operation(runner)


def test_a_missing_function_breaks_the_request_law(
    pets: Path, stock_pets: Path, tmp_path: Path
) -> None:
    """openapi-python-client leaves out operations that it does not support."""
    package = shutil.copytree(stock_pets, tmp_path / "smaller_client")
    (package / "api" / "pets" / "create_pet.py").unlink()
    with (
        running(pets, package, {}) as runner,
        pytest.raises(MismatchError, match="every part of an operation is generated"),
    ):
        check_each_operation(runner)


def test_no_cookie_of_a_response_reaches_the_next_call(pets: Path, stock_pets: Path) -> None:
    """The adapter resets the cookies, because these clients do not promise independent calls."""
    with running(pets, stock_pets, STRICT) as runner:
        operation = runner.contract.operations[0]
        response = StatusMatrix(runner.contract, operation).response(200, "a cookie")
        planned = [(response, FUNCTIONS)] * 3
        runner.check_planned(operation, runner.valid_call(operation), planned)


def test_a_model_with_files_is_made_of_bytes(tmp_path: Path) -> None:
    """`from_dict` of a stock model takes no text for a file, nor for the items of a list."""
    spec = SPECS / "open.yaml"
    with running(spec, generate_stock_package(spec, tmp_path), {}) as runner:
        (operation,) = (each for each in runner.contract.operations if each.id == "sendParts")
        body = {"file": "one \u00fc", "more": ["two", "three"]}
        call = replace(runner.valid_call(operation), body=body)
        runner.check_planned(operation, call, [(runner.usual_response(operation), FUNCTIONS)])


def test_each_call_of_a_session_sends_a_file_from_its_beginning(tmp_path: Path) -> None:
    """The file object of a binary body can be read once; async calls cannot send it."""
    spec = SPECS / "media.yaml"
    with running(spec, generate_stock_package(spec, tmp_path), {}) as runner:
        (operation,) = (each for each in runner.contract.operations if each.id == "sendBytes")
        planned = [(runner.usual_response(operation), FLAVOURS["sync"])] * 2
        runner.check_planned(operation, runner.valid_call(operation), planned)


def test_errors_of_httpx_are_documented_by_their_base_class(stock_pets: Path) -> None:
    """A timeout is not another transport error, and an error of Python is not documented."""
    adapter = StockAdapter(stock_pets, STRICT)
    assert adapter.documented_as(httpx.ReadTimeout("")) == "TimeoutException"
    assert adapter.documented_as(httpx.RemoteProtocolError("")) == "TransportError"
    assert adapter.documented_as(httpx.DecodingError("")) == ""
    assert adapter.documented_as(ValueError()) == ""


@pytest.mark.parametrize("settings", [{"timeout": 1}, {RAISE: 1}, {RAISE: None}], ids=str)
def test_another_setting_is_refused(settings: dict[str, Any]) -> None:
    """The message names the setting and what is allowed."""
    (name,) = settings
    with pytest.raises(DriverError, match=f"^--setting {name}: .*{RAISE}=true"):
        StockAdapter.require_known(settings)


def test_the_stock_generator_reads_the_contract_as_it_is(tmp_path: Path) -> None:
    """The harness adds variants of schemas to contracts with read-only members."""
    spec = SPECS / "merged.yaml"
    with suppress(GenerationFailedError):  # it does not support the contract
        generate_stock_package(spec, tmp_path)
    assert json.loads((tmp_path / "contract.json").read_text()) == read_document(spec)
