"""Request law: credentials arrive as the caller passed them."""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.argument_cases import credential_cases
from contract_tests.harness.cases.boundary_values import credential_boundary_cases
from contract_tests.harness.cases.hostile_strings import HEADER_VALUES
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation

pytestmark = pytest.mark.law("request")


def test_boundary_cases_of_credentials_arrive(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Long and short credentials of each security alternative arrive, with and without a prefix."""
    call = in_process.valid_call(operation)
    in_process.check_argument_cases(operation, credential_boundary_cases(operation, call))


def test_hostile_credentials_are_refused_or_arrive(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Line breaks, control characters, non-ASCII and empty text never change a request."""
    call = in_process.valid_call(operation)
    if not call.credentials:
        in_process.log.not_applicable("no credentials")
        return
    for name in call.credentials:
        scheme = in_process.contract.security_schemes[name]
        cases = credential_cases(call, scheme, HEADER_VALUES)
        in_process.check_argument_cases(operation, cases)
