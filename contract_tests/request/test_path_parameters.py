"""
Request law, under attack: a path argument is refused, or it is one segment that reads back.
"""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.argument_cases import of_parameter
from contract_tests.harness.cases.hostile_strings import SEGMENTS
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.spec import Operation


@pytest.mark.law("request")
def test_no_path_argument_leaves_its_segment(stage: InProcessLane, operation: Operation) -> None:
    """Each hazard in each path parameter has a verdict: refused, nothing sent; or sent whole."""
    call = stage.call(operation)
    segments = [each for each in operation.parameters if each.location == "path"]
    if not segments:
        stage.excuse()
    for parameter in segments:
        for attempt in of_parameter(stage.reader, call, parameter, SEGMENTS):
            stage.attempt(operation, attempt)
