"""
Verifies the client's tolerance table: each entry must be known to the harness, and used.

`expected_outcome` computes the effect of an entry.
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


# Whether an entry can apply to a response.
APPLICABLE: Mapping[str, Callable[[Response], bool]] = {
    ERROR_BODY: _has_error_body,
    NO_CONTENT_TYPE: _has_body,
}


def unused_tolerance(
    operation: Operation, table: Collection[str], used: Collection[str]
) -> ContractFailure | None:
    """Return a failure for an entry of *table* that is unknown, or that no call *used*."""
    for name in table:
        if name not in APPLICABLE:
            return _failure(operation, name, "an entry that the harness knows")
        if name not in used and any(map(APPLICABLE[name], operation.responses)):
            return _failure(operation, name, "an entry that is used")
    return None


def _failure(operation: Operation, name: str, documented: str) -> ContractFailure:
    return ContractFailure(
        operation=operation.label,
        law="response",
        check="the tolerance table is in use",
        received=name,
        documented=documented,
    )
