"""What the two sides of an operation have in common: they add items, and lay values over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.harness.report.coverage.items import Coverage, Hit
from contract_tests.harness.spec import Contract, Operation


class Side:
    """The items of one *operation*: of what the caller says, or of what the server says."""

    def __init__(self, contract: Contract, operation: Operation, coverage: Coverage) -> None:
        self.contract = contract
        self.operation = operation
        self.coverage = coverage

    def item(self, part: str, name: str, classes: Mapping[str, bool], of: str = "") -> Hit:
        return self.coverage.item(self.operation.label, part, name, classes, of)


def name_of(schema: Mapping[str, Any], default: str) -> str:
    """What the contract calls *schema*, or *default*."""
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else default
