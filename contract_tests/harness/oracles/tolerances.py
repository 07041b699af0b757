"""
The table of what a client forgives: each entry is known here, and happens.

Where one is needed, and what it then makes of an answer, is in `reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.expected_outcome import ERROR_BODY, NO_CONTENT_TYPE
from contract_tests.harness.spec import Operation, Response


def _has_error_body(response: Response) -> bool:
    return bool(response.content) and not response.pattern.startswith("2")


def _has_body(response: Response) -> bool:
    return bool(response.content)


# The responses that an entry speaks of.
KNOWN: Mapping[str, Callable[[Response], bool]] = {
    ERROR_BODY: _has_error_body,
    NO_CONTENT_TYPE: _has_body,
}


def unused_tolerance(
    operation: Operation, table: Collection[str], forgiven: Collection[str]
) -> ContractFailure | None:
    """What is wrong with the *table*, when *tolerances_used* is what happened in calls of *operation*."""
    for name in table:
        if name not in KNOWN:
            return _failure(operation, name, "an entry that the harness knows")
        if _speaks(name, operation) and name not in forgiven:
            return _failure(operation, name, "an entry that happens")
    return None


def _speaks(name: str, operation: Operation) -> bool:
    return any(map(KNOWN[name], operation.responses))


def _failure(operation: Operation, name: str, documented: str) -> ContractFailure:
    return ContractFailure(
        operation=operation.label,
        law="response",
        check="the tolerance table is in use",
        received=name,
        documented=documented,
    )
