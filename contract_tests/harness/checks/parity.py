"""Parity law: the functions of an operation send the same request and have the same outcome."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles import decode_request
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord


def sync_async_parity(first: CallRecord, other: CallRecord) -> None:
    """
    Compare the requests and the outcomes of two functions.

    A plain and a detailed function are compared in their requests, and in their outcomes where
    the response is a success: a detailed function returns a documented error instead of raising.

    Raises:
        MismatchError: the two differ.
    """
    __tracebackhide__ = True
    same_kind = is_detailed(first.function) == is_detailed(other.function)
    received, documented = _observed(other, same_kind), _observed(first, same_kind)
    for one, expected in zip(received, documented, strict=True):
        if one != expected:
            raise MismatchError(
                operation=first.operation.label,
                law="parity",
                check=f"{other.function} does as {first.function} does",
                received=str(one),
                documented=str(expected),
            )


def _observed(record: CallRecord, same_kind: bool) -> tuple[Any, ...]:
    requests = [
        (each.request.method, each.request.target, *decode_request.without_boundary(each.request))
        for each in record.exchanges
    ]
    outcome, error = record.outcome, record.outcome.error
    result = (
        error and type(error).__name__,
        error and str(error),
        json.dumps(outcome.body, sort_keys=True, default=repr),
    )
    if same_kind:
        return requests, *result, outcome.status, outcome.content
    return (requests, *result) if record.succeeded else (requests,)
