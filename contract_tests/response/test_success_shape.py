"""
Response law: the body of a documented success reaches the caller completely.

In the checked-in contract this is the shape `InlineResponse201` of POST
/carts/{cartId}/redirect_urls: Prism generates bodies of the schema, and every function must return
a model whose members and attributes are exactly those of the body.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls, random_responses
from contract_tests.harness.records import Functions
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Operation


@pytest.mark.law("response")
@given(data=st.data())
def test_every_success_makes_the_round_trip(
    prism_runner: PrismRunner,
    operation: Operation,
    function_sets: Sequence[Functions],
    data: st.DataObject,
) -> None:
    """The value of a body that Prism generates serialises to the same body."""
    if not operation.successes:
        prism_runner.log.not_applicable("no success is documented")
        return
    call = data.draw(calls(prism_runner.contract, operation, mocked=True), label="call")
    prefer = data.draw(random_responses(operation), label="prefer")
    functions = data.draw(st.sampled_from(function_sets), label="functions")
    prism_runner.check_success(operation, call, prefer, functions)
