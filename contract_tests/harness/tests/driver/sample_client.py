"""The client in `openapi_generator_sample`, called through its adapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.openapi_generator_client import RETRIES
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.records import CallRecord
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Operation, load_contract

SAMPLE = Path(__file__).parent / "openapi_generator_sample"
ONCE = {RETRIES: False}


@contextmanager
def running(spec: Path, package: Path) -> Iterator[InProcessRunner]:
    """A runner of the client in *package*, whose failures are raised."""
    with closing(Driver(package, ONCE)) as driver:
        yield InProcessRunner(load_contract(spec), driver, ListLog())


def check_each_operation(runner: InProcessRunner) -> list[CallRecord]:
    """Make a valid call of each operation with each function; the records of all calls."""
    found = []
    for operation in runner.contract.operations:
        call = runner.valid_call(operation)
        planned = [(runner.usual_response(operation), FUNCTIONS)]
        (records,) = runner.record_calls(operation, call, planned)
        runner.check_planned(operation, call, planned)
        found += records
    return found


def operation_of(runner: Runner, identifier: str) -> Operation:
    """The operation with that `operationId`."""
    return next(each for each in runner.contract.operations if each.id == identifier)
