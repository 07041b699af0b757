"""A failure is written as a file, without its keys, and the file makes the call again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from contract_tests.harness.checks import PRISM_REQUEST_CHECKS, sync_async_parity
from contract_tests.harness.driver import Driver
from contract_tests.harness.exit_codes import BROKEN, KEPT
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.plugin.replay import _read, read_checks
from contract_tests.harness.project import ROOT, only_package
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.replay_record import (
    ReplayData,
    ReplayFileError,
    read_call,
    read_canned_response,
    read_expected_result,
    read_operation,
    read_replay_file,
    replay_data,
)
from contract_tests.harness.runners.in_process_runner import URL, InProcessRunner
from contract_tests.harness.spec import ABSENT, Credential
from contract_tests.harness.tests.sample_records import CALL, record
from contract_tests.harness.tests.sample_spec import things
from contract_tests.harness.wire.canned_response import CannedResponse

REPLY = CannedResponse(
    "no JSON", 201, ((b"Content-Type", b"text/\xe4"),), b"\x00\xff" * 9, ("secret",)
)
DUE = ExpectedResult("InvalidArgument", 400, {"a": [None]}, frozenset({"one", "two"}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a recipe is written to."""
    return tmp_path / "recipe.json"


def written(file: Path, made: CallRecord) -> ReplayData:
    """The recipe of a trial, after it was written and read."""
    file.write_text(
        json.dumps(replay_data([made], [check.__name__ for check in PRISM_REQUEST_CHECKS]))
    )
    return read_replay_file(file, made.contract)


@pytest.mark.parametrize("body", [ABSENT, None, {"name": "ä"}, [False]], ids=str)
def test_a_call_reads_back(file: Path, body: object) -> None:
    """All but the keys: those are new, of the same kind."""
    keys = {"Token": Credential("a-token", "Bearer"), "Client": Credential("pass", None, "me")}
    call = replace(CALL, body=body, credentials=keys, native=True)
    back = read_call(written(file, record(call=call)))
    assert replace(back, credentials=keys) == call
    assert {name: key.prefix for name, key in back.credentials.items()} == {
        "Token": "Bearer",
        "Client": None,
    }
    assert back.credentials["Token"].user is None and back.credentials["Client"].user
    assert (
        back.credentials["Token"].value
        != read_call(written(file, record(call=call))).credentials["Token"].value
    )


def test_no_key_is_written(file: Path) -> None:
    """Neither the key nor the user that goes with it."""
    call = replace(CALL, credentials={"Token": Credential("a-token", None, "a-user")})
    text = json.dumps(written(file, record(call=call)))
    assert "a-token" not in text and "a-user" not in text


def test_what_the_lane_was_told_reads_back(file: Path) -> None:
    """The answer that was played, byte for byte, and what was expected of it."""
    steer = written(
        file,
        record(
            replay_options={
                "runner": "in process",
                "response": REPLY,
                "expected_result": DUE,
                "settings": None,
                "url": URL,
            }
        ),
    )["options"]
    assert read_canned_response(steer["response"]) == REPLY
    assert read_expected_result(steer["expected_result"]) == DUE
    assert read_expected_result(None) is None


def test_the_operation_and_the_checks_read_back(file: Path) -> None:
    """By name."""
    made = record()
    back = written(file, made)
    assert read_operation(back, made.contract) is made.operation
    assert read_checks(back) == list(PRISM_REQUEST_CHECKS)
    assert read_checks({**back, "checks": ["sync_async_parity"]}) == [sync_async_parity]


@pytest.mark.parametrize("key", ["a\r\nb", "ä", "a b", "\0"])
def test_a_key_that_is_wrong_on_purpose_has_no_recipe(key: str) -> None:
    """A new key would not be wrong."""
    assert (
        replay_data([record(call=replace(CALL, credentials={"Token": Credential(key)}))], [])
        is None
    )


@pytest.mark.parametrize(
    "value", [b"bytes", ("a", "tuple"), object()], ids=["bytes", "tuple", "object"]
)
def test_what_is_no_json_has_no_recipe(value: object) -> None:
    """It could not be read back."""
    call = replace(CALL, arguments={("path", "id"): value})
    assert replay_data([record(call=call)], []) is None


def test_a_recipe_is_for_one_contract(file: Path) -> None:
    """A word more is another contract."""
    written(file, record())
    other = replace(things(), document={**things().document, "x-other": True})
    with pytest.raises(ReplayFileError, match=r"^.*recipe.json is of another contract than .*"):
        read_replay_file(file, other)


def test_a_recipe_is_for_one_server(file: Path) -> None:
    """What failed against a newer contract would prove nothing against the old one."""
    made = replace(record(), newer=replace(things(), document={"x-newer": True}))
    assert made.newer is not None
    file.write_text(json.dumps(replay_data([made], [])))
    assert read_replay_file(file, made.contract, made.newer)["against"]
    with pytest.raises(
        ReplayFileError, match=r"recipe.json is of a run with --against and another"
    ):
        read_replay_file(file, made.contract)
    written(file, record())
    with pytest.raises(ReplayFileError, match=r"recipe.json is of a run without --against"):
        read_replay_file(file, made.contract, made.newer)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"replay": 1}', "[" * 100_000])
def test_a_file_that_is_no_recipe_is_refused(file: Path, text: str) -> None:
    """Also a very odd one."""
    file.write_text(text)
    with pytest.raises(ReplayFileError, match=r"^.*recipe.json is not a replay file"):
        read_replay_file(file, things())


@pytest.mark.parametrize(
    "part",
    ["arguments", "body", "checks", "failure", "functions", "credentials", "operation", "options"],
)
def test_a_recipe_that_has_lost_a_part_is_refused(file: Path, part: str) -> None:
    """Before anything runs: nobody takes it for a fault of the harness."""
    made = record(
        replay_options={
            "runner": "in process",
            "response": REPLY,
            "expected_result": DUE,
            "settings": None,
            "url": URL,
        }
    )
    facts = {"failure": {"law": "request"}, **written(file, made)}
    file.write_text(json.dumps(facts))
    assert _read(file, made.contract, None)
    file.write_text(json.dumps({name: fact for name, fact in facts.items() if name != part}))
    with pytest.raises(pytest.UsageError, match="is not whole"):
        _read(file, made.contract, None)


def test_a_check_that_is_gone_is_named() -> None:
    """The file was made by another version of the harness."""
    with pytest.raises(ReplayFileError, match=r"^the harness has no check it_was_renamed"):
        read_checks({"checks": ["it_was_renamed"]})


def test_a_failure_of_a_lane_carries_its_recipe() -> None:
    """Also one that compares two trials; a file that a call read is made of it."""
    made = record()
    prism_runner = InProcessRunner(made.contract, Driver(only_package()))
    prism_runner.reproduction = lambda record: ""  # type: ignore[method-assign]

    def fails(*records: CallRecord) -> None:
        raise ContractFailure(operation="", law="", check="", received="", documented="")

    with pytest.raises(ContractFailure) as one:
        prism_runner.run_checks([made], [fails])
    with pytest.raises(ContractFailure) as two:
        prism_runner.run_pair_check([made, replace(made, function="other")], fails)
    assert one.value.replay_data and one.value.replay_data["checks"] == ["fails"]
    assert two.value.replay_data and two.value.replay_data["functions"] == [made.function, "other"]


def run_checks(*words: str | Path) -> tuple[int, str]:
    """Run `python -m contract_tests`: its exit code, and what it said."""
    command = [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_a_failed_call_is_made_again(tmp_path: Path) -> None:
    """Of a client that drops a header; and of ours, which does not."""
    broken = tmp_path / only_package().name
    shutil.copytree(only_package(), broken)
    for path in broken.glob("api/*/*.py"):
        source = path.read_text()
        path.write_text(source.replace('"header", "Accept"', '"header", "Accepted"'))
    options = ["--profile", "dev", "--seed", "1", "-k", "carries", "--report", str(tmp_path)]
    code, said = run_checks("--package", broken, *options)
    assert code == BROKEN
    (line, *_) = [line for line in said.splitlines() if "--replay" in line]
    *_, file, option, package = line.split()
    assert (option, package) == ("--package", str(broken))
    for client, expected in ((broken, BROKEN), (only_package(), KEPT)):
        code, said = run_checks("--package", client, "--replay", file)
        assert code == expected, said
        assert "This was one call made again" in said
