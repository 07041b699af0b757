"""Hostile strings in a path parameter of any text and in credentials, which Carts does not have."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import h11
import pytest

from contract_tests.harness.cases.argument_cases import (
    ArgumentCase,
    credential_cases,
    parameter_cases,
)
from contract_tests.harness.cases.hostile_strings import (
    FIELD_VALUE,
    HEADER_VALUES,
    SEGMENTS,
    is_utf8_text,
)
from contract_tests.harness.cases.member_combinations import json_responses, member_combinations
from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.driver import Driver
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, load_contract
from contract_tests.harness.tests.sample_spec import YAML
from contract_tests.harness.wire.canned_response import json_response


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """The sample contract, in a file."""
    path = tmp_path_factory.mktemp("things") / "things.yaml"
    path.write_text(YAML, encoding="utf-8")
    return load_contract(path)


@pytest.fixture(scope="module")
def package(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated client of the sample contract."""
    return generate_package(contract.path, tmp_path_factory.mktemp("generated"))


@pytest.fixture
def runner(contract: Contract, package: Path) -> Iterator[InProcessRunner]:
    """A runner for that client."""
    with closing(Driver(package)) as driver:
        yield InProcessRunner(contract, driver)


def path_cases(runner: InProcessRunner) -> list[ArgumentCase]:
    """Return a case for each hostile string in the path parameter."""
    operation = runner.contract.operations[0]
    path = next(each for each in operation.parameters if each.location == "path")
    return list(parameter_cases(runner.oracle, runner.valid_call(operation), path, SEGMENTS))


def test_a_path_parameter_of_any_text_stays_one_segment(runner: InProcessRunner) -> None:
    """Most strings arrive unchanged; the client rejects those that a server may take for a path."""
    for case in path_cases(runner):
        runner.check_argument_case(runner.contract.operations[0], case)


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("a/b", True), ("?", True), ("#", True), ("%", True), ("%2f", True), ("é", True),
        ("\x00", True), ("a" * 8_192, True), ("...", True), ("..;", True),
        ("", False), (".", False), ("..", False), ("a/../b", False), ("a\\..\\b", False),
        ("%2e%2e", False), ("%252e%252e", False), ("..%2f", False), ("\ud800", False),
    ],
)  # fmt: skip
def test_each_kind_of_hostile_string_is_accepted_or_rejected(
    runner: InProcessRunner, value: str, accepted: bool
) -> None:
    """The computed expectations agree with these, which are written by hand."""
    expected = {case.call.arguments["path", "id"]: case.accepted for case in path_cases(runner)}
    assert expected[value] is accepted


def test_a_credential_in_the_query_is_rejected_or_arrives(runner: InProcessRunner) -> None:
    """No credential adds a parameter or a header."""
    operation = runner.contract.operations[0]
    call = runner.valid_call(operation)
    for name in call.credentials:
        scheme = runner.contract.security_schemes[name]
        for case in credential_cases(call, scheme, HEADER_VALUES):
            runner.check_argument_case(operation, case)


def test_responses_of_the_sample_contract_have_their_documented_outcome(
    runner: InProcessRunner,
) -> None:
    """It has ranges, a default, a response without a body, a recursive model, a nullable member."""
    for operation in runner.contract.operations:
        responses = list(StatusMatrix(runner.contract, operation).representatives())
        for status, media_type, schema in json_responses(runner.contract, operation):
            bodies = member_combinations(runner.contract, schema, bound=300).bodies
            responses += [json_response(status, body, media_type) for body in bodies]
        plays = ((response, FUNCTIONS) for response in responses)
        for records in runner.record_calls(operation, runner.valid_call(operation), plays):
            runner.run_checks(records, CALL_CHECKS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"." in parts or ".." in parts', "not parts"),
        ("while decoded != (once := unquote(decoded)):", "while False:"),
        (r'decoded.replace("\\", "/").split("/")', 'decoded.split("/")'),
        (r'decoded.replace("\\", "/").split("/")', "[decoded]"),
        ('quote(text, safe="")', "quote(text)"),
        ('quote(text, safe="")', 'quote(text, safe="?")'),
        ('quote(text, safe="")', 'quote(quote(text, safe=""), safe="")'),
        ('quote(text, safe="")', "text"),
        ("except UnicodeEncodeError:", "except KeyError:"),
        ('quote(text, safe="")', 'quote(text, safe="", errors="replace")'),
    ],
)
def test_a_fault_in_the_encoding_of_a_path_is_caught(
    contract: Contract, package: Path, tmp_path: Path, old: str, new: str
) -> None:
    """A client with the fault sends a hostile string to another path, or changes it."""
    faulty = tmp_path / "faulty_things"
    shutil.copytree(package, faulty, ignore=shutil.ignore_patterns("__pycache__"))
    source = (faulty / "_parameters.py").read_text(encoding="utf-8")
    assert old in source, "the client has changed: adapt this fault"
    (faulty / "_parameters.py").write_text(source.replace(old, new), encoding="utf-8")
    with closing(Driver(faulty)) as driver, pytest.raises(MismatchError):
        test_a_path_parameter_of_any_text_stays_one_segment(InProcessRunner(contract, driver))


def test_h11_accepts_every_field_value() -> None:
    """The pattern of field values is stricter than h11, which decides what is sent."""
    for text in filter(FIELD_VALUE.fullmatch, HEADER_VALUES):
        h11.Request(method="GET", target="/", headers=[("Host", "x"), ("X", text)])


def test_a_lone_surrogate_is_not_utf8_text() -> None:
    """Every other character, NUL included, can be encoded."""
    assert is_utf8_text("é\U0010ffff\0") and not is_utf8_text("\udc80")
