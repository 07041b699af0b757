"""
Request law, under attack: a path argument is refused, or it is one segment that reads back.
"""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.argument_cases import parameter_cases
from contract_tests.harness.cases.hostile_strings import SEGMENTS
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation


@pytest.mark.law("request")
def test_no_path_argument_leaves_its_segment(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Each hazard in each path parameter has a verdict: refused, nothing sent; or sent whole."""
    call = in_process.call(operation)
    segments = [each for each in operation.parameters if each.location == "path"]
    if not segments:
        in_process.log.not_applicable("no path parameters")
    for parameter in segments:
        for attempt in parameter_cases(in_process.oracle, call, parameter, SEGMENTS):
            in_process.check_argument_case(operation, attempt)
