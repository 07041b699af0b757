"""What every check is made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import CallRecord

Check = Callable[[CallRecord], None]
Mismatch = tuple[object, object] | None


def check(law: str | None) -> Callable[[Callable[[CallRecord], Mismatch]], Check]:
    """
    Make a check of a function that returns None, or what was received and what is documented.

    Without a *law* it belongs to the response law where a value is due, else to the failure law.
    """

    def decorate(function: Callable[[CallRecord], Mismatch]) -> Check:
        @wraps(function)
        def checked(record: CallRecord) -> None:
            __tracebackhide__ = True
            if (verdict := function(record)) is not None:
                received, documented = verdict
                raise ContractFailure(
                    operation=record.operation.label,
                    law=law
                    or (
                        "failure"
                        if record.expected_result and record.expected_result.error
                        else "response"
                    ),
                    check=function.__name__.replace("_", " "),
                    received=str(received),
                    documented=str(documented),
                )

        return checked

    return decorate


def mismatch(received: object, documented: object) -> Mismatch:
    """The verdict on two things that should be equal."""
    return None if received == documented else (received, documented)


def describe_outcome(outcome: Outcome) -> str:
    """What the call came to, in words."""
    if outcome.error is None:
        return f"returned {type(outcome.value).__name__}"
    return f"raised {type(outcome.error).__name__}: {outcome.error}"
