"""
Whether a server still takes a call, read with the contract that it keeps by now.

Rule: what the older contract names, the newer one has to name; a server does not hear the rest.
Three header parameters are left out of it: OpenAPI says that their definition is to be ignored.
https://spec.openapis.org/oas/v3.0.3#parameter-object
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.oracles.expected_request import serialise
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation, Parameter, without_names
from contract_tests.harness.spec.media_types import media_type_essence

IGNORED = {"accept", "authorization", "content-type"}

NUMBER = r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
# Of an object with many members, so many readings.
MOST = 3**5

# (what the server says by now, what the older contract says)
Refusal = tuple[str, str]


def incompatibility(
    older: Contract, newer: Contract, operation: Operation, call: Call
) -> Refusal | None:
    """Why a server that keeps the *newer* contract does not take a *call* of the older one."""
    now = newer.matching_operation(operation)
    if now is None:
        return "no such path and method", operation.label
    return next(_refusals(older, newer, operation, now, call), None)


def _refusals(
    older: Contract, newer: Contract, operation: Operation, now: Operation, call: Call
) -> Iterator[Refusal]:
    urls = [_base(each["url"]) for each in newer.servers]
    for server in older.servers:
        if _base(server["url"]) not in urls:
            yield f"servers: {', '.join(urls)}", _base(server["url"])
    yield from _parameters(newer, operation, now, call)
    if not accepts_credentials(operation, now, call.credentials):
        yield f"keys: {_keys(now)}", f"keys: {_keys(operation)}"
    yield from _body(newer, now, call)


def parameter_location(operation: Operation, parameter: Parameter) -> tuple[str, str]:
    """Where *parameter* stands: in a path by its number, for the name is not on the wire."""
    name = parameter.name
    if parameter.location == "path":
        name = str(operation.path.partition(f"{{{name}}}")[0].count("{"))
    return parameter.location, name.lower() if parameter.location == "header" else name


def accepts_credentials(operation: Operation, now: Operation, keys: Any) -> bool:
    """Whether the *credentials*, by names of the older operation, are enough for the one of *now*."""
    held = {
        scheme.credential_kind
        for some in operation.security
        for scheme in some
        if scheme.name in keys
    }
    return any(held.issuperset(scheme.credential_kind for scheme in some) for some in now.security)


def text_interpretations(value: Any) -> Iterator[Any]:
    """What a server may read that gets *value* as text: each scalar in it, its text, its number."""
    if isinstance(value, dict):
        rows = product(*(tuple(text_interpretations(member)) for member in value.values()))
        yield from (dict(zip(value, row, strict=True)) for row in islice(rows, MOST))
    elif isinstance(value, list):
        yield from map(
            list, zip(*map(text_interpretations, value), strict=False) if value else [()]
        )
    else:
        text = scalar_text(value)
        yield from (value, text, json.loads(text) if re.fullmatch(NUMBER, text) else text)


def _parameters(
    newer: Contract, operation: Operation, now: Operation, call: Call
) -> Iterator[Refusal]:
    known = {parameter_location(now, each): each for each in now.parameters}
    sent = {}
    for parameter in operation.parameters:
        place = parameter_location(operation, parameter)
        value = call.arguments.get(parameter.identity, parameter.default)
        if value is None:
            continue
        sent[place] = value
        what = f"{parameter.location} parameter {parameter.name}"
        if place in known:
            yield from _value(newer, what, parameter, known[place], value)
        elif not _is_ignored(parameter):
            yield f"no {what}", f"the {what}"
    for place, parameter in known.items():
        if parameter.required and place not in sent and not _is_ignored(parameter):
            what = f"{parameter.location} parameter {parameter.name}"
            yield f"the {what}, always", f"no {what}, or not always"


def _value(
    newer: Contract, what: str, parameter: Parameter, now: Parameter, value: Any
) -> Iterator[Refusal]:
    written, read = ([text for _, text in serialise(each, value)] for each in (parameter, now))
    if written != read:
        yield f"{what}: {read}", f"{written}"
        return
    validator = strict_validator(newer.validator(now.schema))
    encoded_forms = [value] if now.style == "content" else text_interpretations(value)
    tries = [list(validator.iter_errors(each)) for each in encoded_forms]
    if all(tries):
        yield f"{what}: {tries[0][0].message}", json.dumps(value)


def _body(newer: Contract, now: Operation, call: Call) -> Iterator[Refusal]:
    body = now.request_body
    if call.body is ABSENT:
        if body is not None and body.required:
            yield "a body, always", "no body, or not always"
        return
    content = (
        {media_type_essence(name): schema for name, schema in body.content.items()} if body else {}
    )
    media_type = media_type_essence(call.media_type or "")
    names = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    name = next((each for each in names if each in content), None)
    if name is None:
        yield f"a body of {' or '.join(content) or 'no type'}", f"a body of {media_type}"
        return
    for error in strict_validator(newer.validator(content[name])).iter_errors(call.body):
        yield f"the body, {error.json_path}: {error.message}", json.dumps(call.body)


def _is_ignored(parameter: Parameter) -> bool:
    return parameter.location == "header" and parameter.name.lower() in IGNORED


def _base(url: str) -> str:
    return without_names(url).rstrip("/")


def _keys(operation: Operation) -> str:
    together = (" and ".join(each.name for each in some) for some in operation.security)
    return " or ".join(each or "none" for each in together)
