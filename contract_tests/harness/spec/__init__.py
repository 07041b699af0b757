"""
An OpenAPI 3 contract as frozen objects.

Rule 1: this package knows OpenAPI, and neither the client, Prism nor the tests.
Rule 2: a `$ref` is resolved wherever OpenAPI names an object. Inside a schema it stays, because a
schema may contain itself.

    parser       reads a file; raises `ContractError` with a message of one line
    contract     Contract: operations, references, schemas, servers
    model        Operation, Parameter, Response, ...
    call         the arguments, body and credentials of one call
    directions   read-only and write-only members
    json_schema  OpenAPI 3.0 schemas as JSON Schema
    formats, media_types, strict_json, json_paths, yaml12: what the other packages share
"""

from contract_tests.harness.spec.call import ABSENT, Absent, Call, Credential
from contract_tests.harness.spec.contract import Contract, without_names
from contract_tests.harness.spec.media_types import is_json, json_media_type
from contract_tests.harness.spec.model import (
    ContractError,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SecurityScheme,
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
    "json_media_type",
    "load_contract",
    "parse_contract",
    "without_names",
]
