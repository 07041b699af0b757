"""
The hazards, on a contract that leaves more open than the checked-in one: a path parameter of any
text, a key in the query.
"""

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
    is_text,
)
from contract_tests.harness.cases.member_combinations import json_responses, member_combinations
from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.driver import Driver
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, load_contract
from contract_tests.harness.tests.sample_spec import YAML
from contract_tests.harness.wire.canned_response import json_response


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """The contract of the tests, in a file."""
    path = tmp_path_factory.mktemp("things") / "things.yaml"
    path.write_text(YAML, encoding="utf-8")
    return load_contract(path)


@pytest.fixture(scope="module")
def package(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its client."""
    return generate_package(contract.path, tmp_path_factory.mktemp("generated"))


@pytest.fixture
def prism_runner(contract: Contract, package: Path) -> Iterator[InProcessRunner]:
    """The lane of that client."""
    driver = Driver(package)
    yield InProcessRunner(contract, driver)
    driver.close()


def attempts(prism_runner: InProcessRunner) -> list[ArgumentCase]:
    """Each hazard in the path parameter."""
    operation = prism_runner.contract.operations[0]
    path = next(each for each in operation.parameters if each.location == "path")
    return list(parameter_cases(prism_runner.oracle, prism_runner.call(operation), path, SEGMENTS))


def test_a_path_parameter_of_any_text_stays_one_segment(prism_runner: InProcessRunner) -> None:
    """Most hazards arrive whole; those that a server could take for a path are refused."""
    for attempt in attempts(prism_runner):
        prism_runner.check_argument_case(prism_runner.contract.operations[0], attempt)


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("a/b", True), ("?", True), ("#", True), ("%", True), ("%2f", True), ("é", True),
        ("\x00", True), ("a" * 8_192, True), ("...", True), ("..;", True),
        ("", False), (".", False), ("..", False), ("a/../b", False), ("a\\..\\b", False),
        ("%2e%2e", False), ("%252e%252e", False), ("..%2f", False), ("\ud800", False),
    ],
)  # fmt: skip
def test_each_family_of_hazards_has_its_verdict(
    prism_runner: InProcessRunner, value: str, passes: bool
) -> None:
    """The verdicts are the contract's, so they are written here once more, by hand."""
    found = {
        attempt.call.arguments["path", "id"]: attempt.accepted for attempt in attempts(prism_runner)
    }
    assert found[value] is passes


def test_a_key_in_the_query_is_refused_or_arrives(prism_runner: InProcessRunner) -> None:
    """Nothing in it adds a parameter or a header."""
    operation = prism_runner.contract.operations[0]
    call = prism_runner.call(operation)
    for name in call.credentials:
        for attempt in credential_cases(
            call, prism_runner.contract.security_schemes[name], HEADER_VALUES
        ):
            prism_runner.check_argument_case(operation, attempt)


def test_the_answers_of_another_contract_are_read_as_it_says(prism_runner: InProcessRunner) -> None:
    """With ranges, a default, a response without a body, a model in itself, a nullable member."""
    for operation in prism_runner.contract.operations:
        replies = list(StatusMatrix(prism_runner.contract, operation).samples())
        for status, media_type, schema in json_responses(operation):
            bodies = member_combinations(prism_runner.contract, schema, bound=300).bodies
            replies += [json_response(status, body, media_type) for body in bodies]
        plays = ((reply, FUNCTIONS) for reply in replies)
        for records in prism_runner.record_calls(operation, prism_runner.call(operation), plays):
            prism_runner.run_checks(records, CALL_CHECKS)


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
def test_a_planted_fault_of_the_path_is_caught(
    contract: Contract, package: Path, tmp_path: Path, old: str, new: str
) -> None:
    """A hazard that gets out, or arrives as something else."""
    planted = tmp_path / "planted_things"
    shutil.copytree(package, planted, ignore=shutil.ignore_patterns("__pycache__"))
    source = (planted / "_parameters.py").read_text(encoding="utf-8")
    assert old in source, "the client has changed: plant the fault anew"
    (planted / "_parameters.py").write_text(source.replace(old, new), encoding="utf-8")
    with closing(Driver(planted)) as driver:
        prism_runner = InProcessRunner(contract, driver)
        with pytest.raises(ContractFailure):
            test_a_path_parameter_of_any_text_stays_one_segment(prism_runner)


def test_what_a_header_can_carry_is_what_h11_lets_pass() -> None:
    """And no more: this pattern is narrower than that of h11, whose transport is the judge."""
    for text in HEADER_VALUES:
        if FIELD_VALUE.fullmatch(text):
            h11.Request(method="GET", target="/", headers=[("Host", "x"), ("X", text)])


def test_what_is_text_is_what_utf_8_can_encode() -> None:
    """A lone surrogate is none."""
    assert is_text("é\U0010ffff\0") and not is_text("\udc80")
