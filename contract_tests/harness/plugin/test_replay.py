"""One call that failed before, made again: collected with `--replay FILE`, and never else."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.replay_record import read_call, read_checks, read_due, read_reply
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.spec import Operation


def test_the_call_keeps_the_contract(
    request: pytest.FixtureRequest, recipe: dict[str, Any], operation: Operation
) -> None:
    """With the functions, the answer and the checks of then, and keys of now."""
    call, functions, checks = read_call(recipe), recipe["functions"], read_checks(recipe)
    steer = dict(recipe["steer"])
    lane: Any
    if steer.pop("lane") == "wire":
        lane = request.getfixturevalue("lane")
        trials = lane.trials(operation, call, functions, **steer)
    else:
        lane = request.getfixturevalue("stage")
        assert isinstance(lane, InProcessLane)
        plays = [(read_reply(steer["reply"]), functions)]
        due, settings, url = read_due(steer["due"]), steer["settings"], steer["url"]
        (trials,) = lane.trials(operation, call, plays, due=due, settings=settings, url=url)
    if len(trials) == 1:
        lane.prove(trials, checks)
    else:
        lane.compare(trials, *checks)
