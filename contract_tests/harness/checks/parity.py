"""Parity law: the functions of an operation tell the same story."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles import decode_request
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord


def sync_async_parity(first: CallRecord, other: CallRecord) -> None:
    """
    Two functions sent the same bytes, and came to the same value or error.

    A plain function and a detailed one may differ in how they tell of a documented refusal.
    """
    __tracebackhide__ = True
    alike = is_detailed(first.function) == is_detailed(other.function)
    for received, documented in zip(_story(other, alike), _story(first, alike), strict=True):
        if received != documented:
            raise ContractFailure(
                operation=first.operation.label,
                law="parity",
                check=f"{other.function} does as {first.function} does",
                received=str(received),
                documented=str(documented),
            )


def _story(record: CallRecord, alike: bool) -> tuple[Any, ...]:
    outcome = record.outcome
    sent = [
        (each.request.method, each.request.target, *decode_request.without_boundary(each.request))
        for each in record.exchanges
    ]
    error = outcome.error
    told = (
        error and type(error).__name__,
        error and str(error),
        json.dumps(outcome.body, sort_keys=True, default=repr),
    )
    if alike:
        return sent, *told, outcome.status, outcome.content
    return (sent, *told) if record.succeeded else (sent,)
