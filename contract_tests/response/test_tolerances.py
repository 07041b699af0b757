"""Response law: every tolerance of the client is in its table, and every entry is needed."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.oracles.tolerances import unused_tolerance
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner, alternate_sync_async
from contract_tests.harness.spec import Operation


@pytest.mark.law("response")
@pytest.mark.promise("tolerances")
def test_each_tolerance_is_known_and_used(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Each entry is known to the harness and explains at least one response of the matrix."""
    used: set[str] = set()
    # `test_status_matrix` covers the responses that need no tolerance.
    responses = [
        response
        for response in StatusMatrix(in_process.contract, operation).representatives()
        if any(
            expected.tolerances_used
            for expected in in_process.expected_results(operation, response.response, FUNCTIONS)
        )
    ]
    for records in in_process.record_calls(
        operation, in_process.valid_call(operation), alternate_sync_async(responses)
    ):
        in_process.run_checks(records, CALL_CHECKS)
        for record in records:
            assert record.expected_result is not None, "the response determines the result"
            used |= record.expected_result.tolerances_used
    if failure := unused_tolerance(operation, in_process.tolerances, used):
        raise failure
    if not responses:
        in_process.log.not_applicable("no response that a tolerance applies to")
