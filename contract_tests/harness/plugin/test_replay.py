"""One call that failed before, made again: collected with `--replay FILE`, and never else."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.plugin.replay import read_checks
from contract_tests.harness.replay_record import (
    read_call,
    read_canned_response,
    read_expected_result,
)
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation


def test_the_call_keeps_the_contract(
    request: pytest.FixtureRequest, replay_data: dict[str, Any], operation: Operation
) -> None:
    """With the functions, the answer and the checks of then, and keys of now."""
    call, functions, checks = (
        read_call(replay_data),
        replay_data["functions"],
        read_checks(replay_data),
    )
    steer = dict(replay_data["options"])
    prism_runner: Any
    if steer.pop("runner") == "prism":
        prism_runner = request.getfixturevalue("prism_runner")
        records = prism_runner.record_calls(operation, call, functions, **steer)
    else:
        prism_runner = request.getfixturevalue("in_process")
        assert isinstance(prism_runner, InProcessRunner)
        plays = [(read_canned_response(steer["response"]), functions)]
        due, settings, url = (
            read_expected_result(steer["expected_result"]),
            steer["settings"],
            steer["url"],
        )
        (records,) = prism_runner.record_calls(
            operation, call, plays, expected_result=due, settings=settings, url=url
        )
    if len(records) == 1:
        prism_runner.run_checks(records, checks)
    else:
        prism_runner.run_pair_check(records, *checks)
