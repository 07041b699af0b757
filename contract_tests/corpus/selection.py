"""
A plugin of pytest that runs the laws for some operations of a contract.

    CORPUS_OPERATIONS=10 python -m contract_tests -p contract_tests.corpus.selection --spec FILE

The operations are evenly spaced. All tests of one come before those of the next, so that a run
which is interrupted has verified the first ones completely.
"""

from __future__ import annotations

import os
import signal
from typing import TypeVar

import pytest

from contract_tests.harness.report.items import operation_of

VARIABLE = "CORPUS_OPERATIONS"
Item = TypeVar("Item")


def pytest_configure() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    operations = list(dict.fromkeys(map(operation_of, items)))
    chosen = evenly_spaced(operations, int(os.environ[VARIABLE]))
    rank = {operation: number for number, operation in enumerate(chosen)}
    config.hook.pytest_deselected(items=[each for each in items if operation_of(each) not in rank])
    kept = [each for each in items if operation_of(each) in rank]
    items[:] = sorted(kept, key=lambda item: rank[operation_of(item)])


def evenly_spaced(items: list[Item], number: int) -> list[Item]:
    """Return *number* of the *items*, from the first on; all if there are not more."""
    if len(items) <= number:
        return items
    return [items[index * len(items) // number] for index in range(number)]
