"""Failure law, with the mock server: what is no success ends in its documented error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls, reduced_examples
from contract_tests.harness.checks import DOCUMENTED_ERROR_CHECKS, MISSING_CREDENTIAL_CHECKS
from contract_tests.harness.runners.prism_runner import Functions, PrismRunner
from contract_tests.harness.spec import Call, Operation

pytestmark = pytest.mark.law("failure")

# Of the statuses that a range or the default has, those to ask for. No contract names the last.
OF_A_RANGE = (0, 3, 99)
OF_THE_DEFAULT = (418, 503, 520)
SEEDS = (1, 2)


@reduced_examples
@given(data=st.data())
def test_a_missing_key_is_seen_as_401(
    prism_runner: PrismRunner, operation: Operation, functions: Functions, data: st.DataObject
) -> None:
    """Without a key that every alternative needs, the call ends in the error of 401."""
    call = data.draw(calls(prism_runner.contract, operation, mocked=True), label="call")
    needed = needed_keys(operation, call)
    if not needed:
        prism_runner.log.not_applicable("no credential is needed by every alternative")
        return
    lost = data.draw(st.sampled_from(needed), label="lost key")
    in_header = prism_runner.contract.security_schemes[lost].location == "header"
    if in_header and data.draw(st.booleans(), label="emptied"):
        records = prism_runner.record_calls(operation, call, functions, empty=[lost])
    else:
        records = prism_runner.record_calls(operation, call, functions, lose=[lost])
    prism_runner.run_checks(records, MISSING_CREDENTIAL_CHECKS)


def test_each_documented_error_is_seen_as_its_own(
    prism_runner: PrismRunner, operation: Operation, functions: Functions
) -> None:
    """Asked for each documented status, with its example and with random bodies."""
    if not any(documented_errors(operation)):
        prism_runner.log.not_applicable("no error is documented")
    for status in documented_errors(operation):
        if prism_runner.served_operation(operation).response(status) is None:
            continue  # what the server no longer says
        for prefer in ("", *(f", dynamic=true, seed={seed}" for seed in SEEDS)):
            call = prism_runner.call(operation)
            records = prism_runner.record_calls(
                operation, call, functions, prefer=f"code={status}{prefer}"
            )
            with prism_runner.skipping_prism_deviations(
                "errors that Prism made up and the contract does not have"
            ):
                prism_runner.run_checks(records, DOCUMENTED_ERROR_CHECKS)


def documented_errors(operation: Operation) -> Iterator[int]:
    """Each status that is documented and no success; of ranges and of the default, some."""
    for response in operation.responses:
        pattern = response.pattern.upper()
        statuses = [int(pattern)] if pattern.isdigit() else []
        if pattern.endswith("XX"):
            statuses = [int(pattern[0]) * 100 + each for each in OF_A_RANGE]
        for status in statuses or OF_THE_DEFAULT:
            if status >= 300 and operation.response(status) is response:
                yield status


def needed_keys(operation: Operation, call: Call) -> list[str]:
    """The security schemes of *call* without which no alternative of the contract is left."""
    return [
        key for key in call.credentials if not operation.allows(call.credentials.keys() - {key})
    ]
