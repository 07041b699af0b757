"""The curl line of a failure, pasted into a POSIX shell, sends the documented request."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import REQUEST_CHECKS
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import CallRecord
from contract_tests.harness.replay_record import ORIGIN
from contract_tests.harness.runners.explanation import comments, curl
from contract_tests.harness.runners.fault_server import FaultServer, complete_response
from contract_tests.harness.runners.shell_words import command_line
from contract_tests.harness.spec import Call, Contract, Operation, load_contract
from contract_tests.harness.spec.call import PLACEHOLDER
from contract_tests.harness.tests.sample_records import CALL, record, run_checks
from contract_tests.harness.tests.sample_requests import with_placeholders
from contract_tests.harness.wire.canned_response import CannedResponse

SPECS = Path(__file__).parents[1] / "specs"
OK = complete_response(CannedResponse("nothing", 200))
HOSTILE = ["it's", '"', "\\", "$HOME `id`", "%s%%", "a\nb", "\n", "\t\x7f", "é€😀", "-d", ""]


def paste(call: Call, contract: Contract, operation: Operation) -> None:
    """Run the line of *call* in a shell, and check the request that arrives."""
    with FaultServer(OK) as server:
        url = server.url
        sample = CallRecord(
            contract=contract,
            operation=operation,
            call=call,
            function="sync",
            base_url=url,
            expected_request=expected_request(operation, call, url),
            exchanges=(),
            outcome=Outcome(),
        )
        line = curl(sample)
        assert line.isascii() and line.isprintable()
        subprocess.run(
            ["/bin/sh", "-c", line.replace(ORIGIN, url)], check=True, capture_output=True
        )
        shown = with_placeholders(call)
        received = replace(
            sample,
            call=shown,
            expected_request=expected_request(operation, shown, url),
            exchanges=server.take(),
        )
    run_checks(REQUEST_CHECKS, received)


@pytest.mark.parametrize("name", ["keys", "located", "media", "search", "usual"])
def test_a_pasted_line_sends_the_documented_request(name: str) -> None:
    """Parameters of all locations, credentials of all kinds and bodies of all media types."""
    contract = load_contract(SPECS / f"{name}.yaml")

    @settings(max_examples=20)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        operation = data.draw(st.sampled_from(contract.operations))
        paste(data.draw(calls(contract, operation)), contract, operation)

    check()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_survives_the_shell(text: str) -> None:
    """Names and values of a JSON body arrive unchanged."""
    sample = record(call=replace(CALL, body={"name": text, text: [text]}))
    paste(sample.call, sample.contract, sample.operation)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_word_is_the_same_after_the_shell(text: str) -> None:
    """All bytes but line breaks at the end, which a substitution removes."""
    line = command_line(["printf", "%s|", f"{text}."])
    done = subprocess.run(["/bin/sh", "-c", line], check=True, capture_output=True)
    assert done.stdout == f"{text}.|".encode()
    assert line.isascii() and line.isprintable()


def test_a_line_contains_no_credential() -> None:
    """The credentials in a header and in the query are placeholders."""
    line = curl(record())
    assert "a-token" not in line and "a-client" not in line
    assert f"x-token: {PLACEHOLDER}" in shlex.split(line)
    assert f"client={PLACEHOLDER}" in line


def test_a_line_lacks_the_credentials_that_the_harness_removed() -> None:
    """The client sends them, so its lines have a comment."""
    removed = record(replay_options={"drop_credentials": ["Token", "Client"]})
    assert "x-token" not in curl(removed) and "client=" not in curl(removed)
    assert ["Token" in line for line in comments(removed)] == [True, False]
    emptied = record(replay_options={"drop_credentials": [], "empty_credentials": ["Token"]})
    assert "x-token;" in shlex.split(curl(emptied)) and f"client={PLACEHOLDER}" in curl(emptied)
    assert ["emptied Token" in line for line in comments(emptied)] == [True]
    assert comments(record()) == []
