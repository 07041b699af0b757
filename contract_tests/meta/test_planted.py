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

from contract_tests.cases.attempts import of_key, of_parameter
from contract_tests.cases.corpus import HEADER_VALUES, SEGMENTS
from contract_tests.cases.lattice import json_responses, lattice
from contract_tests.cases.matrix import RIGHT, Matrix
from contract_tests.checks import ANSWER_LAW, NO_ANSWER, same_story
from contract_tests.contract import Contract, load_contract
from contract_tests.defaults import SPEC, only_package
from contract_tests.driver import FUNCTIONS, Driver
from contract_tests.failures import ContractFailure
from contract_tests.lanes.faultlane import FaultLane
from contract_tests.lanes.faults import broken_off, stalled
from contract_tests.lanes.inprocess import InProcessLane, each_flavour
from contract_tests.oracles.tolerances import unused
from contract_tests.wire.reply import json_reply

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
    proven: list[object] = []
    lane = InProcessLane(contract, driver, proven.append)
    for operation in contract.operations:
        forgiven: set[str] = set()
        matrix = Matrix(contract, operation)
        replies = [
            *matrix.samples(),
            *(matrix.redirect(301, where) for where in ("/a", "//b.test")),
        ]
        plays = ((reply, FUNCTIONS) for reply in replies)
        for trials in lane.trials(operation, lane.call(operation), plays):
            lane.prove(trials, ANSWER_LAW)
            lane.compare(trials, same_story)
            forgiven.update(*(trial.due.forgiven for trial in trials if trial.due))
        if failure := unused(operation, lane.tolerances, forgiven):
            raise failure
    return len(proven)


def every_body(contract: Contract, driver: Driver) -> int:
    """A part of each lattice, to the functions of both flavours."""
    proven: list[object] = []
    lane = InProcessLane(contract, driver, proven.append)
    for operation in contract.operations:
        for status, media_type, schema in json_responses(operation):
            bodies = lattice(contract, schema, bound=300).bodies
            replies = [json_reply(status, body, media_type) for body in bodies]
            plays = each_flavour(replies)
            for trials in lane.trials(operation, lane.call(operation), plays):
                lane.prove(trials, ANSWER_LAW)
    return len(proven)


def every_hazard(contract: Contract, driver: Driver) -> int:
    """The hazards of paths, headers and keys."""
    proven: list[object] = []
    lane = InProcessLane(contract, driver, proven.append)
    for operation in contract.operations:
        call = lane.call(operation)
        for parameter in operation.parameters:
            values = SEGMENTS if parameter.location == "path" else HEADER_VALUES
            for attempt in of_parameter(lane.reader, call, parameter, values):
                lane.attempt(operation, attempt)
        for name in call.keys:
            for attempt in of_key(call, contract.security_schemes[name], HEADER_VALUES):
                lane.attempt(operation, attempt)
    return len(proven)


def every_fault(contract: Contract, driver: Driver) -> int:
    """Broken connections, and a silent one."""
    proven: list[object] = []
    lane = FaultLane(contract, driver, proven.append)
    for operation in contract.operations:
        reply = Matrix(contract, operation).reply(operation.successes[0], RIGHT)
        call, silent = lane.call(operation), stalled(reply)[0]
        for fault in broken_off(reply):
            lane.prove(lane.trials(operation, call, FUNCTIONS, fault), NO_ANSWER)
        trials = lane.trials(operation, call, FUNCTIONS, silent, "timeout", patience=0.1)
        lane.prove(trials, NO_ANSWER)
    return len(proven)


@pytest.mark.parametrize("run", [every_answer, every_body, every_hazard, every_fault])
def test_the_client_as_it_is_passes(
    contract: Contract, plant: Callable[..., Driver], run: Run
) -> None:
    """What is caught below is the change, and nothing else."""
    assert run(contract, plant()) > 100


RESPONSE, PARAMETERS = "_response.py", "_parameters.py"
ERRORS, BASE_ERRORS, TRANSPORT = "errors.py", "_base_errors.py", "_transport.py"
SENDS, LOGS = "return httpx.Request(", "__import__('logging').debug(own); "
PARENT, NO_VALUE = "super().__init__(message)", "return None, Violation("
KEPT, SUCCESS = "return result", "models/inline_response_201.py"
GUESSED = "json.detect_encoding(content)"


@pytest.mark.parametrize(
    ("run", "check", "file", "old", "new"),
    [
        # The error of a status.
        (every_answer, "comes to", ERRORS, '"401": Unauthorized', '"499": Unauthorized'),
        (every_answer, "comes to", ERRORS, '"403": Forbidden', '"403": Conflict'),
        (every_answer, "comes to", ERRORS, '"5XX": ServerError', '"4XX": ServerError'),
        (
            every_answer,
            "comes to",
            RESPONSE,
            "kind = UnexpectedRedirect if",
            "kind = UnexpectedStatus if",
        ),
        (every_answer, "comes to", RESPONSE, "399 else UnexpectedStatus", "399 else ValueError"),
        (every_answer, "comes to", RESPONSE, "{status // 100}XX", "{status // 101}XX"),
        (every_answer, "comes to", BASE_ERRORS, "self.status = status", "self.status = 500"),
        # A value where an error is due, or a value that is not whole.
        (every_answer, "comes to", RESPONSE, "if 200 <= response.status_code <= 299:", "if True:"),
        (
            every_answer,
            "comes to",
            RESPONSE,
            "return None, Violation(",
            "return {}, None and Violation(",
        ),
        (every_answer, "is told", RESPONSE, "body=response.parsed)", "body=None)"),
        (every_answer, "detailed", RESPONSE, KEPT, "result.status_code = 200; " + KEPT),
        # What is forgiven beyond the table, and what the table says for nothing.
        (every_answer, "comes to", RESPONSE, '"no-content-type":', '"no-content":'),
        (every_answer, "comes to", RESPONSE, '"error-body":', '"no-error-body":'),
        (every_answer, "tolerance", RESPONSE, '"no-content-type":', '"x": "", "no-content-type":'),
        (every_answer, "comes to", RESPONSE, "if media_type and media_type", "if media_type"),
        (every_answer, "comes to", RESPONSE, "in names and not any(", "in names and any("),
        (every_answer, "comes to", RESPONSE, "raise KeyError", "return members"),
        (every_answer, "comes to", RESPONSE, "raise ValueError(text)", "return None"),
        (every_answer, "comes to", RESPONSE, "content.decode()", f"content.decode({GUESSED})"),
        # A secret in a text.
        (
            every_answer,
            "secret",
            BASE_ERRORS,
            "super().__init__(message)",
            "super().__init__(content)",
        ),
        (every_answer, "sensitive", "models/redirect_urls.py", "repr=False", "repr=True"),
        (every_answer, "secret", TRANSPORT, SENDS, LOGS + SENDS),
        # Another request, or another with one of the functions.
        (every_answer, "one request", TRANSPORT, "follow_redirects=False", "follow_redirects=True"),
        # Bodies.
        (every_body, "comes to", "_assertions.py", '"uri":', '"url":'),
        (every_body, "comes to", "_assertions.py", ": _matches_type", ": _matches_format"),
        (every_body, "is told", SUCCESS, "model.additional_properties = unread", "pass"),
        (every_body, "comes to", "_contract.py", '"format": "uri"', '"format": "url"'),
        # Arguments.
        (every_hazard, "nothing is sent", "_assertions.py", '"uuid":', '"guid":'),
        (every_hazard, "nothing is sent", PARAMETERS, "isprintable()", "isspace() or True"),
        (every_hazard, "nothing is sent", PARAMETERS, "text != text.strip", "not text.strip"),
        (every_hazard, "named", PARAMETERS, '(name, "must be ASCII', '("it", "must be ASCII'),
        (every_hazard, "secret", PARAMETERS, '(name, "must be', '(name, ascii(text) + "must be'),
        # Connections.
        (every_fault, "comes to", "_transport.py", "return Timeout(", "return ConnectionFailed("),
        (every_fault, "comes to", "_transport.py", "httpx.HTTPError,", "httpx.HTTPStatusError,"),
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
        every_body(contract, plant("models/redirect_urls.py", 'pop("cart', 'get("checkout'))
    *_, last = caught.value.__notes__
    assert re.search(r"The answer that was played: 201 .*: \{.*\"data\": ", last), last
