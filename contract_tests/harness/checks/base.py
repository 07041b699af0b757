"""The decorator and the comparisons that all checks share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import CallRecord
from contract_tests.harness.spec.json_differences import differences

# The most places that the difference of a mismatch names.
MAX_PLACES = 3
Check = Callable[[CallRecord], None]
# The law of a check that compares a value as well as an error.
OUTCOME_LAW: Callable[[CallRecord], str] = attrgetter("outcome_law")


class Mismatch(NamedTuple):
    """The result of a check that fails: what the client did, and what the contract documents."""

    received: object
    documented: object


def check(
    law: str | Callable[[CallRecord], str],
) -> Callable[[Callable[[CallRecord], Mismatch | None]], Check]:
    """
    Make a check of a function that compares a record with the contract.

    The function returns None where the record conforms, else a `Mismatch`. The check raises this
    as a `MismatchError` of *law*, which may depend on the record.
    """

    def decorate(function: Callable[[CallRecord], Mismatch | None]) -> Check:
        @wraps(function)
        def checked(record: CallRecord) -> None:
            __tracebackhide__ = True
            if (mismatch := function(record)) is not None:
                raise MismatchError(
                    operation=record.operation.label,
                    law=law if isinstance(law, str) else law(record),
                    check=function.__name__.replace("_", " "),
                    received=str(mismatch.received),
                    documented=str(mismatch.documented),
                    difference=_difference(mismatch),
                )

        return checked

    return decorate


def _difference(mismatch: Mismatch) -> str:
    """The places of two objects or two arrays that differ; empty for other values."""
    containers = (dict, list)
    if not all(isinstance(value, containers) for value in mismatch):
        return ""
    found = list(islice(differences(*mismatch), MAX_PLACES + 1))
    return "; ".join(found[:MAX_PLACES]) + ("; ..." if len(found) > MAX_PLACES else "")


def compare(received: object, documented: object) -> Mismatch | None:
    """A mismatch unless *received* equals *documented*."""
    return None if received == documented else Mismatch(received, documented)


def describe_outcome(outcome: Outcome) -> str:
    """The type of the returned value, or the type and message of the exception, in words."""
    if outcome.error is None:
        return f"returned {type(outcome.value).__name__}"
    return f"raised {type(outcome.error).__name__}: {outcome.error}"
