"""Parity law: the functions of an operation send the same request and have the same outcome."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles import decode_request
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.prism.prism import MockDeviatedError
from contract_tests.harness.records import CallRecord


def sync_async_parity(first: CallRecord, other: CallRecord) -> None:
    """
    Compare the requests and the outcomes of two functions.

    A plain and a detailed function are compared in their requests, and in their outcomes where
    the response is a success: a detailed function returns a documented error instead of raising.

    Raises:
        MismatchError: the two differ.
        MockDeviatedError: the requests agree, but Prism sent different responses.
    """
    __tracebackhide__ = True
    _compare(first, other, [_requests(first)], [_requests(other)])
    if _responses(first) != _responses(other):
        label = first.operation.label
        raise MockDeviatedError(f"{label}: the mock server sent different responses to one request")
    same_kind = is_detailed(first.function) == is_detailed(other.function)
    _compare(first, other, _result(first, same_kind), _result(other, same_kind))


def _compare(
    first: CallRecord, other: CallRecord, documented: Sequence[Any], received: Sequence[Any]
) -> None:
    __tracebackhide__ = True
    for one, expected in zip(received, documented, strict=True):
        if one != expected:
            raise MismatchError(
                operation=first.operation.label,
                law="parity",
                check=f"{other.function} does as {first.function} does",
                received=str(one),
                documented=str(expected),
            )


def _requests(record: CallRecord) -> list[Any]:
    return [
        (each.request.method, each.request.target, *decode_request.without_boundary(each.request))
        for each in record.exchanges
    ]


def _responses(record: CallRecord) -> list[Any]:
    responses = [each.response for each in record.exchanges]
    return [each and (each.status, each.body) for each in responses]


def _result(record: CallRecord, same_kind: bool) -> tuple[Any, ...]:
    outcome, error = record.outcome, record.outcome.error
    result = (
        error and type(error).__name__,
        error and str(error),
        json.dumps(outcome.body, sort_keys=True, default=repr),
    )
    if same_kind:
        return *result, outcome.status, outcome.content
    return result if record.succeeded else ()
