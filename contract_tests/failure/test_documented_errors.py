"""Failure law, over Prism: every documented error is raised as the class of its status."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import reduced_examples
from contract_tests.harness.records import Functions
from contract_tests.harness.runners.documented_errors import (
    check_documented_errors,
    check_missing_credential,
)
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("failure")


@reduced_examples
@given(data=st.data())
def test_a_missing_credential_ends_in_the_error_of_401(
    prism_runner: PrismRunner, operation: Operation, functions: Functions, data: st.DataObject
) -> None:
    """Prism rejects a call without a credential that every security alternative requires."""
    check_missing_credential(prism_runner, operation, functions, data)


def test_each_documented_error_is_raised(
    prism_runner: PrismRunner, operation: Operation, functions: Functions
) -> None:
    """Prism sends each documented status with its example and with random bodies."""
    check_documented_errors(prism_runner, operation, functions)
