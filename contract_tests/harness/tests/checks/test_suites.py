"""The tuples of checks that the laws run."""

from __future__ import annotations

from contract_tests.harness import checks
from contract_tests.harness.checks import Check, outcome, request, server


def test_every_check_is_run_by_a_law() -> None:
    """Each function that `check` decorates is in one of the tuples that the laws use."""
    defined: set[Check] = {
        each
        for module in (server, outcome, request)
        for each in vars(module).values()
        if hasattr(each, "__wrapped__") and each.__module__ == module.__name__
    }
    used = {each for suite in vars(checks).values() if isinstance(suite, tuple) for each in suite}
    assert defined and defined <= used
