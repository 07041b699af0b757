"""Replays one failed call. Collected only with `--replay FILE`."""

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
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Operation


def test_the_replayed_call_keeps_the_contract(
    request: pytest.FixtureRequest, replay_data: dict[str, Any], operation: Operation
) -> None:
    """The functions, the response and the checks are those of the file; credentials are new."""
    call, functions, checks = (
        read_call(replay_data),
        replay_data["functions"],
        read_checks(replay_data),
    )
    options = dict(replay_data["options"])
    runner: PrismRunner | InProcessRunner
    if options.pop("runner") == "prism":
        runner = prism_runner = request.getfixturevalue("prism_runner")
        records = prism_runner.record_calls(operation, call, functions, **options)
    else:
        runner = in_process = request.getfixturevalue("in_process")
        (records,) = in_process.record_calls(
            operation,
            call,
            [(read_canned_response(options["response"]), functions)],
            expected_result=read_expected_result(options["expected_result"]),
            settings=options["settings"],
            url=options["url"],
        )
    if len(records) == 1:
        runner.run_checks(records, checks)
    else:
        runner.run_pair_check(records, *checks)
