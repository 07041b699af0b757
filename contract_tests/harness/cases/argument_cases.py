"""
One value in place of another in a sound call, and whether the contract lets it pass.

Rule: a value accepted if its schema allows it, and HTTP can carry it to the place where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.cases.hostile_strings import is_field_value, is_text
from contract_tests.harness.cases.wire_constraints import is_encodable
from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import Call, Operation, Parameter, SecurityScheme


@dataclass(frozen=True)
class ArgumentCase:
    """
    One call.

    Args:
        names: what its argument is called, by the contract or by a client.
        accepted: whether the call is to be made; None where the contract leaves it open.
        secrets: what a refusal must not show: the value, where it is no short one.
    """

    call: Call
    names: tuple[str, ...]
    accepted: bool | None
    secrets: tuple[str, ...] = ()


def parameter_cases(
    oracle: OutcomeOracle, call: Call, parameter: Parameter, values: Iterable[Any]
) -> Iterator[ArgumentCase]:
    """Each of the *values* as the argument for *parameter*."""
    for value in values:
        if value is None and not parameter.required:
            continue  # which is how a caller in Python leaves it out
        if parameter.names and isinstance(value, str) and value not in parameter.names:
            continue  # it is no name of a media type, and no schema says so
        attempt = replace(call, arguments={**call.arguments, parameter.identity: value})
        accepted = oracle.allows(parameter.schema, value) and _is_carried(parameter, value)
        yield ArgumentCase(attempt, (parameter.name,), accepted, _secrets(value))


def body_cases(
    oracle: OutcomeOracle, operation: Operation, call: Call, bodies: Iterable[Any]
) -> Iterator[ArgumentCase]:
    """Each of the *bodies*, in the media type of *call*."""
    request_body, media_type = operation.request_body, call.media_type
    if request_body is None or media_type is None:
        return
    for body in bodies:
        accepted = oracle.allows(request_body.content[media_type], body)
        yield ArgumentCase(replace(call, body=body), ("body",), accepted, _secrets(body))


def credential_cases(
    call: Call, scheme: SecurityScheme, texts: Iterable[str]
) -> Iterator[ArgumentCase]:
    """Each of the *texts* as the key for *scheme*; and as its prefix, where it may have one."""
    key = call.credentials[scheme.name]
    names = (scheme.name, scheme.name.removeprefix("X-"))
    in_header = scheme.location == "header" and not scheme.is_basic
    for text in texts:
        accepted: bool | None = bool(text) and is_field_value(text)
        if not in_header and (text or scheme.is_basic):
            # A URL or base64 can carry more than a header; whether a key may hold it, is open. A
            # password may be empty (RFC 7617, 2).
            accepted = None if is_text(text) else False
        parts = [{"value": text}]
        if text and scheme.type == "apiKey" and in_header:
            parts.append({"prefix": text})
        for part in parts:
            keys = {**call.credentials, scheme.name: replace(key, **part)}
            yield ArgumentCase(replace(call, credentials=keys), names, accepted, _secrets(text))


def _is_carried(parameter: Parameter, value: Any) -> bool:
    if not isinstance(value, str):
        return is_encodable(parameter, value) or value is None
    if parameter.location == "header":
        return is_field_value(value)
    return is_text(value) and is_encodable(parameter, value)


def _secrets(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and len(value) > SHORT else ()
