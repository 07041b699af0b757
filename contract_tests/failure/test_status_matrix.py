"""
Failure law, as a matrix: every status a server can send, with every kind of body.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, sync_async_parity
from contract_tests.harness.plugin.options import SAMPLED
from contract_tests.harness.runners.in_process_runner import InProcessRunner, alternate_sync_async
from contract_tests.harness.spec import Operation
from contract_tests.harness.wire.canned_response import CannedResponse


@pytest.mark.law("failure")
def test_each_sort_of_status_comes_to_what_is_documented(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """The documented value or error; for what is not documented, the error that says so."""
    run_checks(in_process, operation, StatusMatrix(in_process.contract, operation).samples())


@pytest.mark.law("failure")
def test_every_status_with_every_body_comes_to_what_is_documented(
    in_process: InProcessRunner, operation: Operation, pytestconfig: pytest.Config
) -> None:
    """The same, without a gap."""
    step = 50 if pytestconfig.getoption("profile") in SAMPLED else 1
    run_checks(in_process, operation, StatusMatrix(in_process.contract, operation).cells(step))


def run_checks(
    in_process: InProcessRunner, operation: Operation, replies: Iterable[CannedResponse]
) -> None:
    """Play each to a sync and an async call."""
    for records in in_process.record_calls(
        operation, in_process.call(operation), alternate_sync_async(replies)
    ):
        in_process.run_checks(records, CALL_CHECKS)
        in_process.run_pair_check(records, sync_async_parity, counted=False)
