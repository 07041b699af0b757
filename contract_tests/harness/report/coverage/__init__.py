"""What was proven, in terms of the contract: its items, and their classes of value."""

from __future__ import annotations

from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage.items import Coverage, Item
from contract_tests.harness.report.coverage.request import RequestSide
from contract_tests.harness.report.coverage.response import ResponseSide
from contract_tests.harness.spec import Contract

__all__ = ["Coverage", "Item", "Observer"]


class Observer:
    """Fills the *coverage* of a contract. Give it every proven trial."""

    def __init__(self, contract: Contract) -> None:
        self.coverage = Coverage()
        self._sides = {
            operation.label: (
                RequestSide(contract, operation, self.coverage),
                ResponseSide(contract, operation, self.coverage),
            )
            for operation in contract.operations
        }

    def see(self, record: CallRecord) -> None:
        """Count what *record* reached."""
        for side in self._sides[record.operation.label]:
            side.see(record)
