"""
Checks: small functions of one trial that return None or raise `ContractFailure`.

Each compares what was on the wire, and what the call came to, with what the contract says. Keys in
a message are made up by the strategies; the lines that reproduce a failure never show one.
"""

from contract_tests.harness.checks.base import Check, Verdict, check
from contract_tests.harness.checks.outcome import (
    ANSWER_LAW,
    ARGUMENT_LAW,
    COMES_TO,
    MISSING_KEY,
    NO_ANSWER,
    REFUSAL,
    RESPONSE_LAW,
    STILL_COMES,
    STILL_SAID,
    STILL_TAKEN,
)
from contract_tests.harness.checks.parity import same_story
from contract_tests.harness.checks.request import AS_ASKED, REQUEST_LAW

__all__ = [
    "ANSWER_LAW",
    "ARGUMENT_LAW",
    "AS_ASKED",
    "COMES_TO",
    "MISSING_KEY",
    "NO_ANSWER",
    "REFUSAL",
    "REQUEST_LAW",
    "RESPONSE_LAW",
    "STILL_COMES",
    "STILL_SAID",
    "STILL_TAKEN",
    "Check",
    "Verdict",
    "check",
    "same_story",
]
