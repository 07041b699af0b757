"""
Verifies the client's tolerance table: each entry must be known to the harness, and used.

`expected_outcome` computes the effect of an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.tolerated import (
    ERROR_BODY,
    NO_CONTENT_TYPE,
    NULL_MEMBER,
    TEXT_FORMAT,
    UNKNOWN_ENUM_VALUE,
)
from contract_tests.harness.spec import Operation, Response


def _has_error_body(response: Response) -> bool:
    return bool(response.content) and not response.pattern.startswith("2")


def _has_body(response: Response) -> bool:
    return bool(response.content)


KNOWN = (ERROR_BODY, NO_CONTENT_TYPE, UNKNOWN_ENUM_VALUE, NULL_MEMBER, TEXT_FORMAT)
# Whether an entry must be used by a response. The schema of a response need not have what another
# entry is about, or only inside of a union.
APPLICABLE: Mapping[str, Callable[[Response], bool]] = {
    ERROR_BODY: _has_error_body,
    NO_CONTENT_TYPE: _has_body,
}


def unused_tolerance(
    operation: Operation, table: Collection[str], used: Collection[str]
) -> MismatchError | None:
    """Return a failure for an entry of *table* that is unknown, or that no call *used*."""
    for name in table:
        if name not in KNOWN:
            return _failure(operation, name, "an entry that the harness knows")
        applies = APPLICABLE.get(name)
        if applies and name not in used and any(map(applies, operation.responses)):
            return _failure(operation, name, "an entry that is used")
    return None


def _failure(operation: Operation, name: str, documented: str) -> MismatchError:
    return MismatchError(
        operation=operation.label,
        law="response",
        check="the tolerance table is in use",
        received=name,
        documented=documented,
    )
