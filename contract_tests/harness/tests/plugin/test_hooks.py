"""A law test that cannot verify anything counts as inconclusive, and a self-test fails."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis.errors import Unsatisfiable

from contract_tests.harness.cases.examples import NoValidValueError
from contract_tests.harness.plugin.hooks import pytest_pyfunc_call
from contract_tests.harness.plugin.stash import RESULTS
from contract_tests.harness.prism.installation import MockServerDiedError, MockServerSlowError

ERRORS = [
    (NoValidValueError("POST /a, body: none"), "POST /a, body: none"),
    (Unsatisfiable(), "schemas for which no valid value was found"),
    (MockServerSlowError(), "responses for which Prism takes too long"),
]


def ended(error: BaseException, *, is_law: bool) -> list[str]:
    """Return what is logged as inconclusive for a test that ends with *error*."""
    log: list[str] = []
    results = SimpleNamespace(inconclusive=log.append)
    item: Any = SimpleNamespace(
        get_closest_marker=lambda _: is_law or None,
        config=SimpleNamespace(stash={RESULTS: results}),
    )
    call = pytest_pyfunc_call(item)
    next(call)
    with pytest.raises(StopIteration):
        call.throw(error)
    return log


@pytest.mark.parametrize(("error", "kind"), ERRORS)
def test_nothing_is_wrong_with_the_client(error: BaseException, kind: str) -> None:
    """The kind of the case is logged, and the test passes."""
    assert ended(error, is_law=True) == [kind]


@pytest.mark.parametrize("error", [each for each, _ in ERRORS])
def test_a_self_test_fails(error: BaseException) -> None:
    """It has no kind of case."""
    with pytest.raises(type(error)):
        ended(error, is_law=False)


def test_a_dead_server_is_an_error() -> None:
    """A request that ends Prism may be wrong."""
    with pytest.raises(MockServerDiedError):
        ended(MockServerDiedError(), is_law=True)
