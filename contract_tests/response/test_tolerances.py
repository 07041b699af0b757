"""Response law: what the client forgives stands in its table, and what stands there happens."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.oracles.tolerances import unused_tolerance
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner, alternate_sync_async
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("response")


def test_each_tolerance_is_known_and_happens(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """An entry that nobody needs, or that the harness does not know, has to go."""
    forgiven: set[str] = set()
    # The other answers are played in `test_status_matrix`.
    replies = [
        reply
        for reply in StatusMatrix(in_process.contract, operation).samples()
        if any(
            due.tolerances_used
            for due in in_process.expected_results(operation, reply.response, FUNCTIONS)
        )
    ]
    if not replies:
        in_process.log.not_applicable("no response that a tolerance applies to")
    for records in in_process.record_calls(
        operation, in_process.call(operation), alternate_sync_async(replies)
    ):
        in_process.run_checks(records, CALL_CHECKS)
        forgiven.update(
            *(
                record.expected_result.tolerances_used
                for record in records
                if record.expected_result
            )
        )
    if failure := unused_tolerance(operation, in_process.tolerances, forgiven):
        raise failure
