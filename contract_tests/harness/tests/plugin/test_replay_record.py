"""Replay files: they hold a failed call without its credentials, and replay it."""

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
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.plugin.replay import (
    load_replay_data,
    one_of_each_cause,
    read_checks,
)
from contract_tests.harness.project import ROOT, checked_in_package
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

RESPONSE = CannedResponse(
    "no JSON", 201, ((b"Content-Type", b"text/\xe4"),), b"\x00\xff" * 9, ("secret",)
)
EXPECTED = ExpectedResult("InvalidArgumentError", 400, {"a": [None]}, frozenset({"one", "two"}))
IN_PROCESS = {
    "runner": "in process",
    "response": RESPONSE,
    "expected_result": EXPECTED,
    "settings": None,
    "url": URL,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a replay file."""
    return tmp_path / "call.json"


def round_trip(file: Path, call_record: CallRecord) -> ReplayData:
    """The replay data of a record, written to *file* and read from it."""
    checks = [check.__name__ for check in PRISM_REQUEST_CHECKS]
    file.write_text(json.dumps(replay_data([call_record], checks)))
    return read_replay_file(file, call_record.contract)


@pytest.mark.parametrize("body", [ABSENT, None, {"name": "ä"}, [False]], ids=str)
def test_a_call_is_read_as_it_was_written(file: Path, body: object) -> None:
    """All but the values of the credentials is the same; those are new in each replay."""
    credentials = {"Token": Credential("a-token", "Bearer"), "Client": Credential("pw", None, "me")}
    call = replace(CALL, body=body, credentials=credentials, native=True)
    first, second = (read_call(round_trip(file, record(call=call))) for _ in range(2))
    assert replace(first, credentials=credentials) == call
    token, client = first.credentials["Token"], first.credentials["Client"]
    assert (token.prefix, client.prefix) == ("Bearer", None)
    assert token.user is None and client.user
    assert len({"a-token", token.value, second.credentials["Token"].value}) == 3


def test_no_credential_is_written(file: Path) -> None:
    """Neither the secret nor the user name is in the file."""
    call = replace(CALL, credentials={"Token": Credential("a-token", None, "a-user")})
    text = json.dumps(round_trip(file, record(call=call)))
    assert "a-token" not in text and "a-user" not in text


def test_the_options_of_the_runner_are_read_as_they_were_written(file: Path) -> None:
    """The canned response is the same byte for byte, and so is the expected result."""
    options = round_trip(file, record(replay_options=IN_PROCESS))["options"]
    assert read_canned_response(options["response"]) == RESPONSE
    assert read_expected_result(options["expected_result"]) == EXPECTED
    assert read_expected_result(None) is None


def test_the_operation_and_the_checks_are_found_by_name(file: Path) -> None:
    """Checks of one call and checks of two calls are in different modules."""
    call_record = record()
    data = round_trip(file, call_record)
    assert read_operation(data, call_record.contract) is call_record.operation
    assert read_checks(data) == list(PRISM_REQUEST_CHECKS)
    assert read_checks({**data, "checks": ["sync_async_parity"]}) == [sync_async_parity]


@pytest.mark.parametrize("value", ["a\r\nb", "ä", "a b", "\0"])
def test_a_call_with_an_invalid_credential_has_no_replay_file(value: str) -> None:
    """A replay would have a new, valid credential."""
    call = replace(CALL, credentials={"Token": Credential(value)})
    assert replay_data([record(call=call)], []) is None


@pytest.mark.parametrize(
    "value", [b"bytes", ("a", "tuple"), object()], ids=["bytes", "tuple", "object"]
)
def test_a_call_with_an_argument_outside_json_has_no_replay_file(value: object) -> None:
    """Such an argument could not be read back."""
    call = replace(CALL, arguments={("path", "id"): value})
    assert replay_data([record(call=call)], []) is None


def test_a_replay_file_is_valid_for_one_contract(file: Path) -> None:
    """Any other document is another contract, even if only an extension was added."""
    round_trip(file, record())
    other = replace(things(), document={**things().document, "x-other": True})
    with pytest.raises(ReplayFileError, match=r"^.*call.json is of another contract than .*"):
        read_replay_file(file, other)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"replay": 1}', "[" * 100_000])
def test_another_file_is_not_accepted(file: Path, text: str) -> None:
    """Any other content results in one message, also JSON that is nested too deeply."""
    file.write_text(text)
    with pytest.raises(ReplayFileError, match=r"^.*call.json is not a replay file"):
        read_replay_file(file, things())


@pytest.mark.parametrize(
    "member",
    ["arguments", "body", "checks", "failure", "functions", "credentials", "operation", "options"],
)
def test_an_incomplete_replay_file_is_a_usage_error(file: Path, member: str) -> None:
    """A missing member is found before the call is made."""
    call_record = record(replay_options=IN_PROCESS)
    data = {
        "failure": {"law": "request", "python": [], "curl": ""},
        **round_trip(file, call_record),
    }
    file.write_text(json.dumps(data))
    assert load_replay_data(file, call_record.contract)
    file.write_text(json.dumps({name: value for name, value in data.items() if name != member}))
    with pytest.raises(pytest.UsageError, match="is incomplete"):
        load_replay_data(file, call_record.contract)


def test_one_command_is_shown_for_each_cause() -> None:
    """Failures of one check differ in their calls, which are lines of the replay files too."""

    def text(check: str, line: str, operation: str = "one") -> str:
        about = {"law": "request", "check": check, "python": [line], "curl": line}
        return json.dumps({"operation": operation, "failure": about})

    files = {
        "a": text("path", "call(1)"),
        "b": text("path", "call(2)"),
        "c": text("query", "call(1)"),
        "d": text("path", "call(1)", operation="two"),
    }
    assert one_of_each_cause(files) == ["a", "c", "d"]


def test_an_unknown_check_is_named() -> None:
    """A file of another version of the harness may name checks that no longer exist."""
    with pytest.raises(ReplayFileError, match=r"^unknown check it_was_renamed"):
        read_checks({"checks": ["it_was_renamed"]})


def test_a_failure_of_a_runner_has_replay_data() -> None:
    """A check of one call and a check that compares two calls both attach it."""

    class Runner(InProcessRunner):
        def reproduction(self, record: CallRecord) -> str:
            return ""  # the sample call is not one of this client

    call_record = record()
    runner = Runner(call_record.contract, Driver(checked_in_package()))

    def fails(*records: CallRecord) -> None:
        raise MismatchError(operation="", law="", check="", received="", documented="")

    with pytest.raises(MismatchError) as one:
        runner.run_checks([call_record], [fails])
    with pytest.raises(MismatchError) as two:
        runner.run_pair_check([call_record, replace(call_record, function="other")], fails)
    assert one.value.replay_data and one.value.replay_data["checks"] == ["fails"]
    assert two.value.replay_data
    assert two.value.replay_data["functions"] == [call_record.function, "other"]


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run `python -m contract_tests`: its exit code and its output."""
    command = [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_a_failed_call_is_replayed(tmp_path: Path) -> None:
    """A client without the Accept header fails again, and the checked-in one does not."""
    broken = tmp_path / checked_in_package().name
    shutil.copytree(checked_in_package(), broken)
    for path in broken.glob("api/*/*.py"):
        source = path.read_text()
        path.write_text(source.replace('"header", "Accept"', '"header", "Accepted"'))
    options = ["--profile=dev", "--seed=1", "-k", "receives_and_accepts", f"--report={tmp_path}"]
    code, output = run("--package", broken, *options)
    assert code == BROKEN
    (line, *_) = [line for line in output.splitlines() if "--replay" in line]
    *_, file, option, package = line.split()
    assert (option, package) == ("--package", str(broken))
    for client, expected in ((broken, BROKEN), (checked_in_package(), KEPT)):
        code, output = run("--package", client, "--replay", file)
        assert code == expected, output
        assert "This run replayed one call" in output
