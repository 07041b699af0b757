"""
A client that breaks the contract is caught, by the law that it breaks.

Each case is a copy of the checked-in client with one change of its source.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.harness.cases.argument_cases import credential_cases, parameter_cases
from contract_tests.harness.cases.hostile_strings import HEADER_VALUES, SEGMENTS
from contract_tests.harness.cases.member_combinations import json_responses, member_combinations
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, CONNECTION_FAULT_CHECKS, sync_async_parity
from contract_tests.harness.driver import Driver
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.tolerances import unused_tolerance
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.fault_server import stalled_responses, truncated_responses
from contract_tests.harness.runners.in_process_runner import InProcessRunner, alternate_sync_async
from contract_tests.harness.runners.runner import ListLog
from contract_tests.harness.spec import Contract, load_contract
from contract_tests.harness.wire.canned_response import json_response

Run = Callable[[Contract, Driver], int]


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The checked-in contract."""
    return load_contract(SPEC)


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    """Make a driver of a client with one change; without one, of the client as it is."""
    drivers: list[Driver] = []

    def planted(file: str = "", old: str = "", new: str = "") -> Driver:
        # Under another name: the client as it is stays loaded.
        folder = tmp_path / "planted_client"
        shutil.copytree(only_package(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        if file:
            source = (folder / file).read_text(encoding="utf-8")
            assert old in source, f"{file} has changed: plant the fault anew"
            (folder / file).write_text(source.replace(old, new), encoding="utf-8")
        drivers.append(Driver(folder))
        return drivers[-1]

    yield planted
    for driver in drivers:
        driver.close()


def every_answer(contract: Contract, driver: Driver) -> int:
    """The answers of the matrix that are not large, each to all functions; how many there were."""
    log = ListLog()
    runner = InProcessRunner(contract, driver, log)
    for operation in contract.operations:
        forgiven: set[str] = set()
        matrix = StatusMatrix(contract, operation)
        replies = [
            *matrix.samples(),
            *(matrix.redirect(301, where) for where in ("/a", "//b.test")),
        ]
        plays = ((reply, FUNCTIONS) for reply in replies)
        for records in runner.record_calls(operation, runner.call(operation), plays):
            runner.run_checks(records, CALL_CHECKS)
            runner.run_pair_check(records, sync_async_parity)
            forgiven.update(
                *(
                    record.expected_result.tolerances_used
                    for record in records
                    if record.expected_result
                )
            )
        if failure := unused_tolerance(operation, runner.tolerances, forgiven):
            raise failure
    return len(log.records)


def every_body(contract: Contract, driver: Driver) -> int:
    """A part of each lattice, to the functions of both flavours."""
    log = ListLog()
    runner = InProcessRunner(contract, driver, log)
    for operation in contract.operations:
        for status, media_type, schema in json_responses(operation):
            bodies = member_combinations(contract, schema, bound=300).bodies
            replies = [json_response(status, body, media_type) for body in bodies]
            plays = alternate_sync_async(replies)
            for records in runner.record_calls(operation, runner.call(operation), plays):
                runner.run_checks(records, CALL_CHECKS)
    return len(log.records)


def every_hazard(contract: Contract, driver: Driver) -> int:
    """The hazards of paths, headers and keys."""
    log = ListLog()
    runner = InProcessRunner(contract, driver, log)
    for operation in contract.operations:
        call = runner.call(operation)
        for parameter in operation.parameters:
            values = SEGMENTS if parameter.location == "path" else HEADER_VALUES
            for attempt in parameter_cases(runner.oracle, call, parameter, values):
                runner.check_argument_case(operation, attempt)
        for name in call.credentials:
            for attempt in credential_cases(call, contract.security_schemes[name], HEADER_VALUES):
                runner.check_argument_case(operation, attempt)
    return len(log.records)


def every_fault(contract: Contract, driver: Driver) -> int:
    """Broken connections, and a silent one."""
    log = ListLog()
    runner = FaultRunner(contract, driver, log)
    for operation in contract.operations:
        reply = StatusMatrix(contract, operation).reply(operation.successes[0], VALID)
        call, silent = runner.call(operation), stalled_responses(reply)[0]
        for fault in truncated_responses(reply):
            runner.run_checks(
                runner.record_calls(operation, call, FUNCTIONS, fault),
                CONNECTION_FAULT_CHECKS,
            )
        records = runner.record_calls(operation, call, FUNCTIONS, silent, "timeout", patience=0.1)
        runner.run_checks(records, CONNECTION_FAULT_CHECKS)
    return len(log.records)


@pytest.mark.parametrize("run", [every_answer, every_body, every_hazard, every_fault])
def test_the_client_as_it_is_passes(
    contract: Contract, plant: Callable[..., Driver], run: Run
) -> None:
    """What is caught below is the change, and nothing else."""
    assert run(contract, plant()) > 100


RESPONSE, PARAMETERS = "_response.py", "_parameters.py"
ERRORS, TRANSPORT = "errors.py", "_transport.py"
SENDS, LOGS = "return httpx.Request(", "__import__('logging').debug(own); "
GUESSED = "json.detect_encoding(content)"


@pytest.mark.parametrize(
    ("run", "check", "file", "old", "new"),
    [
        # The error of a status.
        (every_answer, "outcome conformance", ERRORS, '"401": Unauthorized', '"499": Unauthorized'),
        (every_answer, "outcome conformance", ERRORS, '"403": Forbidden', '"403": Conflict'),
        (every_answer, "outcome conformance", ERRORS, '"5XX": ServerError', '"4XX": ServerError'),
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "raise UnexpectedRedirect(",
            "raise UnexpectedStatus(",
        ),
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "raise UnexpectedStatus(",
            "raise ValueError(",
        ),
        (every_answer, "outcome conformance", RESPONSE, "{status // 100}XX", "{status // 101}XX"),
        (every_answer, "outcome conformance", ERRORS, "self.status = status", "self.status = 500"),
        # A value where an error is due, or a value that is not whole.
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "if 200 <= response.status_code <= 299:",
            "if True:",
        ),
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "return None, Fault(",
            "return {}, None and Fault(",
        ),
        (every_answer, "body round trip", RESPONSE, "body=response.parsed,", "body=None,"),
        (every_answer, "detailed", RESPONSE, "Response(status, content", "Response(200, content"),
        # What is forgiven beyond the table, and what the table says for nothing.
        (every_answer, "outcome conformance", RESPONSE, '"no-content-type":', '"no-content":'),
        (every_answer, "outcome conformance", RESPONSE, '"error-body":', '"no-error-body":'),
        (every_answer, "tolerance", RESPONSE, '"no-content-type":', '"x": "", "no-content-type":'),
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "if media_type and media_type",
            "if media_type",
        ),
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "in names and not any(",
            "in names and any(",
        ),
        (every_answer, "outcome conformance", RESPONSE, "raise _RepeatedName", "return members"),
        (every_answer, "outcome conformance", RESPONSE, "raise ValueError(name)", "return None"),
        (
            every_answer,
            "outcome conformance",
            RESPONSE,
            "content.decode()",
            f"content.decode({GUESSED})",
        ),
        # A secret in a text.
        (every_answer, "secret", ERRORS, "super().__init__(message)", "super().__init__(content)"),
        (every_answer, "sensitive", "models/redirect_urls.py", "repr=False", "repr=True"),
        (every_answer, "secret", TRANSPORT, SENDS, LOGS + SENDS),
        # Another request, or another with one of the functions.
        (every_answer, "one request", TRANSPORT, "follow_redirects=False", "follow_redirects=True"),
        # Bodies.
        (every_body, "outcome conformance", "_formats.py", '"uri":', '"url":'),
        (
            every_body,
            "outcome conformance",
            "_validation.py",
            ": _matches_type",
            ": _matches_format",
        ),
        (
            every_body,
            "body round trip",
            "models/meta.py",
            "model_.additional_properties = d",
            "pass",
        ),
        (every_body, "outcome conformance", "_contract.py", '"format": "uri"', '"format": "url"'),
        # Arguments.
        (every_hazard, "no request is sent", "_formats.py", '"uuid":', '"guid":'),
        (every_hazard, "no request is sent", PARAMETERS, "isprintable()", "isspace() or True"),
        (every_hazard, "no request is sent", PARAMETERS, "text != text.strip", "not text.strip"),
        (
            every_hazard,
            "names argument",
            PARAMETERS,
            '(name, "must be ASCII',
            '("it", "must be ASCII',
        ),
        (every_hazard, "secret", PARAMETERS, '(name, "must be', '(name, ascii(text) + "must be'),
        # Connections.
        (
            every_fault,
            "outcome conformance",
            "_transport.py",
            "return Timeout(",
            "return ConnectionFailed(",
        ),
        (
            every_fault,
            "outcome conformance",
            "_transport.py",
            "httpx.HTTPError,",
            "httpx.HTTPStatusError,",
        ),
    ],
)
def test_a_planted_fault_is_caught(
    contract: Contract,
    plant: Callable[..., Driver],
    run: Run,
    check: str,
    file: str,
    old: str,
    new: str,
) -> None:
    """By the check whose business it is."""
    with pytest.raises(ContractFailure, match=check):
        run(contract, plant(file, old, new))


def test_a_failure_shows_the_answer_that_was_played(
    contract: Contract, plant: Callable[..., Driver]
) -> None:
    """With its body: a random one has no name."""
    with pytest.raises(ContractFailure) as caught:
        every_body(contract, plant("models/redirect_urls.py", "cart_url=cart", "cart_url=check"))
    *_, last = caught.value.__notes__
    assert re.search(r"Response sent by the harness: 201 .*: \{.*\"data\": ", last), last
