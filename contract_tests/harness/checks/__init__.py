"""
Checks: small functions of one trial that return None or raise `ContractFailure`.

Each compares what was on the wire, and what the call came to, with what the contract says. Keys in
a message are made up by the strategies; the lines that reproduce a failure never show one.
"""

from contract_tests.harness.checks.base import Check, Mismatch, check
from contract_tests.harness.checks.outcome import (
    CALL_CHECKS,
    CONNECTION_FAULT_CHECKS,
    DOCUMENTED_ERROR_CHECKS,
    INVALID_ARGUMENT_CHECKS,
    MISSING_CREDENTIAL_CHECKS,
    OUTCOME_CHECKS,
    PRISM_RESPONSE_CHECKS,
    STILL_ACCEPTED,
    STILL_DOCUMENTED,
    STILL_RETURNED,
)
from contract_tests.harness.checks.parity import sync_async_parity
from contract_tests.harness.checks.request import PRISM_REQUEST_CHECKS, REQUEST_CHECKS

__all__ = [
    "CALL_CHECKS",
    "CONNECTION_FAULT_CHECKS",
    "DOCUMENTED_ERROR_CHECKS",
    "INVALID_ARGUMENT_CHECKS",
    "MISSING_CREDENTIAL_CHECKS",
    "OUTCOME_CHECKS",
    "PRISM_REQUEST_CHECKS",
    "PRISM_RESPONSE_CHECKS",
    "REQUEST_CHECKS",
    "STILL_ACCEPTED",
    "STILL_DOCUMENTED",
    "STILL_RETURNED",
    "Check",
    "Mismatch",
    "check",
    "sync_async_parity",
]
