"""
The rules of an operation that a call breaks, where the call was made for another contract.

Rule: everything that the call sends must be documented. Excluded are three header parameters whose
definition OpenAPI ignores: https://spec.openapis.org/oas/v3.0.3#parameter-object
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.oracles.expected_request import serialise
from contract_tests.harness.oracles.text_values import text_interpretations
from contract_tests.harness.oracles.violations import (
    Location,
    Violation,
    described,
    schema_violations,
    text_violations,
)
from contract_tests.harness.records import Pair
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Operation,
    Parameter,
    RequestBody,
    SecurityScheme,
)
from contract_tests.harness.spec.media_types import matching_media_type

IGNORED_HEADERS = {"accept", "authorization", "content-type"}
# How a value is sent, in place of a keyword of JSON Schema.
SERIALISATION = "serialisation"


def request_violations(
    contract: Contract, operation: Operation, sender: Operation, call: Call
) -> Iterator[Violation]:
    """
    Yield the rules of *operation* that a *call* made for the *sender* operation breaks.

    Path parameters are compared by their positions in the two paths, because their names are not
    sent.
    """
    yield from _parameters(contract, operation, sender, call)
    yield from _credentials(operation, sender, call)
    yield from _body(contract, operation, call)


def parameters_by_location(operation: Operation) -> Mapping[tuple[str, str], Parameter]:
    """Return the parameters by (location, wire name), or by their position in the path."""
    return {parameter_location(operation, each): each for each in operation.parameters}


def parameter_location(operation: Operation, parameter: Parameter) -> tuple[str, str]:
    """Return (location, wire name); a parameter of the URL has a position instead of a name."""
    name = parameter.name
    if parameter.location == "path":
        return "url", str(operation.path.partition(f"{{{name}}}")[0].count("{"))
    return parameter.location, name.lower() if parameter.location == "header" else name


def sent_pairs(parameter: Parameter, value: Any) -> list[Pair]:
    """Return the pairs that encode *value*; none for a list as deepObject, which is undefined."""
    is_defined = parameter.style != "deepObject" or not isinstance(value, list)
    return serialise(parameter, value) if is_defined else []


def is_ignored(parameter: Parameter) -> bool:
    """Whether OpenAPI ignores the definition of *parameter*."""
    return parameter.location == "header" and parameter.name.lower() in IGNORED_HEADERS


def alternative(schemes: tuple[SecurityScheme, ...]) -> str:
    """Return the name of a security alternative."""
    return " and ".join(scheme.name for scheme in schemes) or "none"


def accepts_credentials(operation: Operation, schemes: tuple[SecurityScheme, ...]) -> bool:
    """Whether credentials for *schemes*, of this or another operation, satisfy *operation*."""
    given = {scheme.credential_kind for scheme in schemes}
    return any(
        given.issuperset(scheme.credential_kind for scheme in each) for each in operation.security
    )


def _parameters(
    contract: Contract, operation: Operation, sender: Operation, call: Call
) -> Iterator[Violation]:
    documented, sent = parameters_by_location(operation), set()
    for name, parameter in parameters_by_location(sender).items():
        value = call.arguments.get(parameter.identity, parameter.default)
        if value is None and parameter.identity not in call.arguments:
            continue
        sent.add(name)
        if name in documented:
            yield from _value(contract, name, parameter, documented[name], value)
        elif not is_ignored(parameter):
            yield Violation(Location("parameter", name), "it is sent", "no such parameter")
    for name, parameter in documented.items():
        if parameter.required and name not in sent and not is_ignored(parameter):
            yield Violation(Location("parameter", name), "it is not sent", "it is required")


def _value(
    contract: Contract, name: tuple[str, str], sender: Parameter, receiver: Parameter, value: Any
) -> Iterator[Violation]:
    # The name of a path parameter is not sent, and the name of a header has no letter case.
    sent, documented = (
        [
            pair if each.location in ("query", "cookie") else pair[1]
            for pair in sent_pairs(each, value)
        ]
        for each in (sender, receiver)
    )
    if sent != documented:
        location = Location("parameter", name, keyword=SERIALISATION)
        yield Violation(location, f"{sent}", f"{documented}")
        return
    content = receiver.style == "content"
    interpretations = [value] if content else text_interpretations(value)
    for path, keyword, error in text_violations(contract, receiver.schema, interpretations):
        received, rule, _ = described(error)
        yield Violation(Location("parameter", name, 0, path, keyword), received, rule)


def _credentials(operation: Operation, sender: Operation, call: Call) -> Iterator[Violation]:
    known = {scheme.name: scheme for each in sender.security for scheme in each}
    schemes = tuple(known[name] for name in call.credentials if name in known)
    if not accepts_credentials(operation, schemes):
        accepted = " or ".join(map(alternative, operation.security))
        yield Violation(Location("credentials", alternative(schemes)), "they are sent", accepted)


def _body(contract: Contract, operation: Operation, call: Call) -> Iterator[Violation]:
    request_body = operation.request_body or RequestBody(required=False, content={})
    if call.body is ABSENT:
        if request_body.required:
            yield Violation(Location("body"), "no body", "a required body")
        return
    content = request_body.content
    media_type = matching_media_type(content, call.media_type or "")
    if media_type is None:
        documented = " or ".join(content) or "no body"
        location = Location("body", call.media_type or "")
        yield Violation(location, f"a body of {call.media_type}", documented)
        return
    for path, keyword, error in schema_violations(contract, content[media_type], call.body):
        received, rule, _ = described(error)
        location = Location("body", call.media_type or "", 0, path, keyword)
        yield Violation(location, f"{received} in {json.dumps(call.body)}", rule)
