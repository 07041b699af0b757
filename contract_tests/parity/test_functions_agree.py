"""Parity law: the four functions of an operation send the same request and agree in outcome."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.cases.strategies import calls, random_responses, reduced_examples
from contract_tests.harness.checks import sync_async_parity
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("parity")


@reduced_examples
@given(data=st.data())
def test_the_functions_agree_over_prism(
    prism_runner: PrismRunner, operation: Operation, data: st.DataObject
) -> None:
    """One call, made with each function, sends the same bytes and has the same outcome."""
    call = data.draw(calls(prism_runner.contract, operation, mocked=True), label="call")
    prefer = data.draw(random_responses(operation), label="prefer")
    prism_runner.warm(operation, call, prefer)
    with prism_runner.skipping_prism_deviations("requests with different responses of Prism"):
        records = prism_runner.record_calls(
            operation, call, FUNCTIONS, prefer=prefer, capture_logs=False
        )
        prism_runner.run_pair_check(records, sync_async_parity)


def test_the_functions_agree_on_every_kind_of_response(
    in_process: InProcessRunner, operation: Operation, sampled: bool
) -> None:
    """Each pair of functions agrees on representative statuses with each kind of body."""
    matrix = StatusMatrix(in_process.contract, operation, sampled=sampled)
    responses = matrix.representatives()
    planned = ((response, FUNCTIONS) for response in responses)
    for records in in_process.record_calls(operation, in_process.valid_call(operation), planned):
        for index in range(len(records)):
            in_process.run_pair_check(records[index:], sync_async_parity)
