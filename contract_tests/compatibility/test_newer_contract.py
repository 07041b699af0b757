"""
Compatibility law: clients of this contract still work with a server of the newer one.

These tests run with `--against FILE` only.
"""

from __future__ import annotations

import pytest

from contract_tests.harness.comparison.engine import compare_operation
from contract_tests.harness.report.changes import ChangeLog
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.runners.compatibility import with_client
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, Operation


@pytest.mark.law("compatibility")
def test_no_change_of_the_newer_contract_breaks_the_client(
    in_process: InProcessRunner,
    operation: Operation,
    newer: Contract,
    changes: ChangeLog,
    results: ResultCollector,
) -> None:
    """The newer contract allows each call of the older one, and sends no other response."""
    found = compare_operation(in_process.contract, operation, newer)
    results.count()
    changes.report(found)
    changes.report(with_client(in_process, operation, found))
    changes.check(operation)
