"""What every check is made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from contract_tests.harness.driver import Outcome
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.records import Trial

Check = Callable[[Trial], None]
Verdict = tuple[object, object] | None


def check(law: str | None) -> Callable[[Callable[[Trial], Verdict]], Check]:
    """
    Make a check of a function that returns None, or what was received and what is documented.

    Without a *law* it belongs to the response law where a value is due, else to the failure law.
    """

    def decorate(function: Callable[[Trial], Verdict]) -> Check:
        @wraps(function)
        def checked(trial: Trial) -> None:
            __tracebackhide__ = True
            if (verdict := function(trial)) is not None:
                received, documented = verdict
                raise ContractFailure(
                    operation=trial.operation.label,
                    law=law or ("failure" if trial.due and trial.due.error else "response"),
                    check=function.__name__.replace("_", " "),
                    received=str(received),
                    documented=str(documented),
                )

        return checked

    return decorate


def differ(received: object, documented: object) -> Verdict:
    """The verdict on two things that should be equal."""
    return None if received == documented else (received, documented)


def came_to(outcome: Outcome) -> str:
    """What the call came to, in words."""
    if outcome.error is None:
        return f"returned {type(outcome.value).__name__}"
    return f"raised {type(outcome.error).__name__}: {outcome.error}"
