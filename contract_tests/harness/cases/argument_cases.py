"""
Valid calls with one argument replaced, and whether the client must accept them.

Rule: the client must accept a value if its schema allows it and its location on the wire can encode
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.cases.hostile_strings import is_field_value, is_utf8_text
from contract_tests.harness.cases.wire_constraints import is_encodable, is_encodable_body
from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.oracles.expected_request import serialise
from contract_tests.harness.spec import Call, Operation, Parameter, SecurityScheme


@dataclass(frozen=True)
class ArgumentCase:
    """
    One call.

    Args:
        names: the names that an error may use for the argument.
        accepted: whether the client must make the call; None where the contract leaves it open.
        secrets: texts that the error must not contain: the value, unless it is short, or the
            contract lists it, as it may list a media type that the error names.
        pointers: the JSON pointers of the violations in the value.
    """

    call: Call
    names: tuple[str, ...]
    accepted: bool | None
    secrets: tuple[str, ...] = ()
    pointers: frozenset[str] = frozenset()


def parameter_cases(
    oracle: OutcomeOracle, call: Call, parameter: Parameter, values: Iterable[Any]
) -> Iterator[ArgumentCase]:
    """Yield *call* with each of *values* for *parameter*."""
    for value in values:
        if value is None and not parameter.required:
            continue  # in Python, None leaves the argument out
        if parameter.media_types and isinstance(value, str) and value not in parameter.media_types:
            continue  # not a media type, although the schema allows any text
        changed = replace(call, arguments={**call.arguments, parameter.identity: value})
        pointers = oracle.pointers(parameter.schema, value)
        accepted = oracle.allows(parameter.schema, value) and _can_be_sent(parameter, value)
        is_public = value in parameter.media_types or oracle.lists(parameter.schema, value)
        secrets = () if is_public else _secrets(value)
        yield ArgumentCase(changed, (parameter.name,), accepted, secrets, pointers)


def body_cases(
    oracle: OutcomeOracle, operation: Operation, call: Call, bodies: Iterable[Any]
) -> Iterator[ArgumentCase]:
    """Yield *call* with each of *bodies*, in its media type."""
    request_body, media_type = operation.request_body, call.media_type
    if request_body is None or media_type is None:
        return
    for body in bodies:
        schema = request_body.content[media_type]
        accepted, pointers = oracle.allows(schema, body), oracle.pointers(schema, body)
        accepted = accepted and is_encodable_body(media_type, body)
        yield ArgumentCase(replace(call, body=body), ("body",), accepted, _secrets(body), pointers)


def credential_cases(
    call: Call, scheme: SecurityScheme, texts: Iterable[str]
) -> Iterator[ArgumentCase]:
    """Yield *call* with each of *texts* as the credential for *scheme*, and as its prefix."""
    names = (scheme.name, scheme.name.removeprefix("X-"))
    in_header = scheme.location == "header" and not scheme.is_basic
    for text in texts:
        accepted: bool | None = bool(text) and is_field_value(text)
        if not in_header and (text or scheme.is_basic):
            # A URL or base64 can encode more than a header, and the contract does not restrict
            # credentials. A password may be empty (RFC 7617, 2).
            accepted = None if is_utf8_text(text) else False
        changes = [{"value": text}]
        if text and scheme.type == "apiKey" and in_header:
            changes.append({"prefix": text})
        for change in changes:
            credential = replace(call.credentials[scheme.name], **change)
            credentials = {**call.credentials, scheme.name: credential}
            changed = replace(call, credentials=credentials)
            yield ArgumentCase(changed, names, accepted, _secrets(text))


def _can_be_sent(parameter: Parameter, value: Any) -> bool:
    if value is None:
        return True
    texts = [value] if isinstance(value, str) else _texts(parameter, value)
    is_text = is_field_value if parameter.location == "header" else is_utf8_text
    return is_encodable(parameter, value) and all(map(is_text, texts))


def _texts(parameter: Parameter, value: Any) -> list[str]:
    """The texts that encode *value*, unless it contains what no style encodes."""
    pairs = serialise(parameter, value) if is_encodable(parameter, value) else []
    return [text for _, text in pairs]


def _secrets(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and len(value) > SHORT else ()
