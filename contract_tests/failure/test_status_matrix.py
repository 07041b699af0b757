"""Failure law: every status with every kind of body ends in the documented value or error."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("failure")


def test_representative_statuses_end_as_documented(
    in_process: InProcessRunner, operation: Operation, sampled: bool
) -> None:
    """One status of each kind, documented or not, is sent with each kind of body."""
    matrix = StatusMatrix(in_process.contract, operation, sampled=sampled)
    in_process.check_responses(operation, matrix.representatives())


def test_every_status_with_every_body_ends_as_documented(
    in_process: InProcessRunner, operation: Operation, sampled: bool
) -> None:
    """All statuses from 100 to 999 are sent with the usual bodies; sampled profiles skip some."""
    matrix = StatusMatrix(in_process.contract, operation, sampled=sampled)
    in_process.check_responses(operation, matrix.statuses())
