"""
A contract: an OpenAPI 3 file as frozen objects.

Rule 1: this folder knows OpenAPI, and neither the client, the mock server nor the tests.
Rule 2: a `$ref` is followed wherever OpenAPI names an object. Inside a schema it stays, because a
schema may contain itself.

    objects   what a contract is made of
    call      what a caller asks of an operation, in the contract's words
    reader    from a file to objects, or one line that says why not
    loader    from text to plain values
    dialect   OpenAPI's schemas as JSON Schema
"""

from contract_tests.harness.spec.call import ABSENT, Absent, Call, Credential
from contract_tests.harness.spec.media_types import is_json
from contract_tests.harness.spec.model import (
    Contract,
    ContractError,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SecurityScheme,
    without_names,
)
from contract_tests.harness.spec.parser import load_contract, parse_contract

__all__ = [
    "ABSENT",
    "Absent",
    "Call",
    "Contract",
    "ContractError",
    "Credential",
    "Operation",
    "Parameter",
    "RequestBody",
    "Response",
    "SecurityScheme",
    "is_json",
    "load_contract",
    "parse_contract",
    "without_names",
]
