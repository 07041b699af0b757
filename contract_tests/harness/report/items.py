"""What the report reads from a test of pytest, and from a failure."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.mismatch import MismatchError, shortened
from contract_tests.harness.replay_record import as_file
from contract_tests.harness.report.table import WHOLE
from contract_tests.harness.spec import Operation


def operation_of(item: pytest.Item) -> Operation | None:
    """The operation that a test is parametrised with; None for any other test."""
    parameters = getattr(item, "callspec", None)
    operation = parameters.params.get("operation") if parameters else None
    return operation if isinstance(operation, Operation) else None


def row_of(item: pytest.Item) -> tuple[str, str] | None:
    """The law and the operation that a test verifies; None for a test of no law."""
    law = item.get_closest_marker("law")
    if law is None:
        return None
    operation = operation_of(item)
    return law.args[0], operation.label if operation else WHOLE


def promise_of_test(item: pytest.Item) -> str:
    """The promise that all checks of a test verify; empty if each check verifies its own."""
    promise = item.get_closest_marker("promise")
    return "" if promise is None else str(promise.args[0])


def failure_data(failure: MismatchError) -> dict[str, Any]:
    """
    A failure as JSON: the arguments of `MismatchError`, `promise`, `canned_response`, `ended_test`,
    the `python` lines and the `curl` line that reproduce it, and the name `replay` of its replay
    file and `replay_text`; both are empty if it cannot be replayed.
    """
    *python, curl = failure.reproduction.split("\n")
    names = (
        "law",
        "operation",
        "check",
        "promise",
        "received",
        "documented",
        "difference",
        "canned_response",
    )
    texts = {name: shortened(getattr(failure, name)) for name in names}
    replay, text = as_file(failure) or ("", "")
    reproduction = {"python": python, "curl": curl, "replay": replay, "replay_text": text}
    return {**texts, **reproduction, "ended_test": failure.ended_test}
