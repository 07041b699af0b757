"""
Whether a server that implements a newer contract accepts a call of the older one.

Rule: everything that the older contract sends must be documented in the newer one. Excluded are
three header parameters whose definition OpenAPI ignores:
https://spec.openapis.org/oas/v3.0.3#parameter-object
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any

from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.oracles.expected_request import serialise
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Operation,
    Parameter,
    RequestBody,
    without_names,
)
from contract_tests.harness.spec.media_types import matching_media_type

IGNORED_HEADERS = {"accept", "authorization", "content-type"}
JSON_SCALAR = r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
# Three interpretations of each member; so the limit is reached with five members.
MAX_INTERPRETATIONS = 3**5

# (what the newer contract documents, what the older contract sends)
Incompatibility = tuple[str, str]


def incompatibility(
    older: Contract, newer: Contract, operation: Operation, call: Call
) -> Incompatibility | None:
    """Return why the *newer* contract does not accept a *call* of the older *operation*, if so."""
    now = newer.matching_operation(operation)
    if now is None:
        return "no such path and method", operation.label
    return next(_incompatibilities(older, newer, operation, now, call), None)


def _incompatibilities(
    older: Contract, newer: Contract, operation: Operation, now: Operation, call: Call
) -> Iterator[Incompatibility]:
    urls = [_base(each["url"]) for each in newer.servers]
    for server in older.servers:
        if _base(server["url"]) not in urls:
            yield f"servers: {', '.join(urls)}", _base(server["url"])
    yield from _parameters(newer, operation, now, call)
    if not accepts_credentials(operation, now, call.credentials):
        yield f"credentials: {_alternatives(now)}", f"credentials: {_alternatives(operation)}"
    yield from _body(newer, now, call)


def parameter_location(operation: Operation, parameter: Parameter) -> tuple[str, str]:
    """Return (location, wire name); a path parameter has a position, as its name is not sent."""
    name = parameter.name
    if parameter.location == "path":
        name = str(operation.path.partition(f"{{{name}}}")[0].count("{"))
    return parameter.location, name.lower() if parameter.location == "header" else name


def accepts_credentials(operation: Operation, now: Operation, scheme_names: Iterable[str]) -> bool:
    """Whether credentials for schemes of the older *operation* satisfy the newer one, *now*."""
    schemes = {scheme.name: scheme for each in operation.security for scheme in each}
    given = {schemes[name].credential_kind for name in scheme_names if name in schemes}
    return any(given.issuperset(scheme.credential_kind for scheme in each) for each in now.security)


def text_interpretations(value: Any) -> Iterator[Any]:
    """Yield what a server may read from *value* sent as text: scalars as such, as text, as JSON."""
    if isinstance(value, dict):
        rows = product(*(tuple(text_interpretations(member)) for member in value.values()))
        for row in islice(rows, MAX_INTERPRETATIONS):
            yield dict(zip(value, row, strict=True))
    elif isinstance(value, list):
        items = zip(*map(text_interpretations, value), strict=False) if value else [()]
        yield from map(list, items)
    else:
        text = scalar_text(value)
        yield from (value, text, json.loads(text) if re.fullmatch(JSON_SCALAR, text) else text)


def _parameters(
    newer: Contract, operation: Operation, now: Operation, call: Call
) -> Iterator[Incompatibility]:
    documented = {parameter_location(now, each): each for each in now.parameters}
    sent = set()
    for parameter in operation.parameters:
        location = parameter_location(operation, parameter)
        value = call.arguments.get(parameter.identity, parameter.default)
        if value is None:
            continue
        sent.add(location)
        if location in documented:
            yield from _value(newer, parameter, documented[location], value)
        elif not _is_ignored(parameter):
            yield f"no {_title(parameter)}", f"the {_title(parameter)}"
    for location, parameter in documented.items():
        if parameter.required and location not in sent and not _is_ignored(parameter):
            yield f"the required {_title(parameter)}", "a call without it"


def _value(
    newer: Contract, parameter: Parameter, now: Parameter, value: Any
) -> Iterator[Incompatibility]:
    sent, documented = ([text for _, text in serialise(each, value)] for each in (parameter, now))
    if sent != documented:
        yield f"{_title(parameter)}: {documented}", f"{sent}"
        return
    validator = strict_validator(newer.validator(now.schema))
    interpretations = [value] if now.style == "content" else text_interpretations(value)
    errors = [list(validator.iter_errors(each)) for each in interpretations]
    if all(errors):
        yield f"{_title(parameter)}: {errors[0][0].message}", json.dumps(value)


def _body(newer: Contract, now: Operation, call: Call) -> Iterator[Incompatibility]:
    request_body = now.request_body or RequestBody(required=False, content={})
    if call.body is ABSENT:
        if request_body.required:
            yield "a required body", "a call without it"
        return
    content = request_body.content
    media_type = matching_media_type(content, call.media_type or "")
    if media_type is None:
        yield f"a body of {' or '.join(content) or 'no type'}", f"a body of {call.media_type}"
        return
    for error in strict_validator(newer.validator(content[media_type])).iter_errors(call.body):
        yield f"the body, {error.json_path}: {error.message}", json.dumps(call.body)


def _is_ignored(parameter: Parameter) -> bool:
    return parameter.location == "header" and parameter.name.lower() in IGNORED_HEADERS


def _title(parameter: Parameter) -> str:
    return f"{parameter.location} parameter {parameter.name}"


def _base(url: str) -> str:
    return without_names(url).rstrip("/")


def _alternatives(operation: Operation) -> str:
    names = (" and ".join(scheme.name for scheme in each) for each in operation.security)
    return " or ".join(each or "none" for each in names)
