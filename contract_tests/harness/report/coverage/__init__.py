"""Contract coverage: the items of a contract, and which of their value classes a case reached."""

from __future__ import annotations

from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage.items import Coverage, Item
from contract_tests.harness.report.coverage.request import RequestCoverage
from contract_tests.harness.report.coverage.response import ResponseCoverage
from contract_tests.harness.spec import Contract

__all__ = ["Coverage", "Item", "Observer"]


class Observer:
    """Fills the *coverage* of a contract from the records of all cases that passed."""

    def __init__(self, contract: Contract) -> None:
        self.coverage = Coverage()
        self._operations = {
            operation.label: (
                RequestCoverage(contract, operation, self.coverage),
                ResponseCoverage(contract, operation, self.coverage),
            )
            for operation in contract.operations
        }

    def observe(self, record: CallRecord) -> None:
        """Count the items and value classes that *record* reached."""
        for side in self._operations[record.operation.label]:
            side.observe(record)
