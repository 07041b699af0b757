"""
One value in place of another in a sound call, and whether the contract lets it pass.

Rule: a value passes if its schema allows it, and HTTP can carry it to the place where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.cases.hostile_strings import is_field_value, is_text
from contract_tests.harness.cases.wire_constraints import is_carriable
from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.oracles.expected_outcome import Reader
from contract_tests.harness.spec import Call, Operation, Parameter, SecurityScheme


@dataclass(frozen=True)
class Attempt:
    """
    One call.

    Args:
        names: what its argument is called, by the contract or by a client.
        passes: whether the call is to be made; None where the contract leaves it open.
        secrets: what a refusal must not show: the value, where it is no short one.
    """

    call: Call
    names: tuple[str, ...]
    passes: bool | None
    secrets: tuple[str, ...] = ()


def of_parameter(
    reader: Reader, call: Call, parameter: Parameter, values: Iterable[Any]
) -> Iterator[Attempt]:
    """Each of the *values* as the argument for *parameter*."""
    for value in values:
        if value is None and not parameter.required:
            continue  # which is how a caller in Python leaves it out
        if parameter.names and isinstance(value, str) and value not in parameter.names:
            continue  # it is no name of a media type, and no schema says so
        attempt = replace(call, arguments={**call.arguments, parameter.key: value})
        passes = reader.allows(parameter.schema, value) and _is_carried(parameter, value)
        yield Attempt(attempt, (parameter.name,), passes, _secrets(value))


def of_body(
    reader: Reader, operation: Operation, call: Call, bodies: Iterable[Any]
) -> Iterator[Attempt]:
    """Each of the *bodies*, in the media type of *call*."""
    request_body, media_type = operation.request_body, call.media_type
    if request_body is None or media_type is None:
        return
    for body in bodies:
        passes = reader.allows(request_body.content[media_type], body)
        yield Attempt(replace(call, body=body), ("body",), passes, _secrets(body))


def of_key(call: Call, scheme: SecurityScheme, texts: Iterable[str]) -> Iterator[Attempt]:
    """Each of the *texts* as the key for *scheme*; and as its prefix, where it may have one."""
    key = call.keys[scheme.name]
    names = (scheme.name, scheme.name.removeprefix("X-"))
    in_header = scheme.location == "header" and not scheme.is_basic
    for text in texts:
        passes: bool | None = bool(text) and is_field_value(text)
        if not in_header and (text or scheme.is_basic):
            # A URL or base64 can carry more than a header; whether a key may hold it, is open. A
            # password may be empty (RFC 7617, 2).
            passes = None if is_text(text) else False
        parts = [{"value": text}]
        if text and scheme.type == "apiKey" and in_header:
            parts.append({"prefix": text})
        for part in parts:
            keys = {**call.keys, scheme.name: replace(key, **part)}
            yield Attempt(replace(call, keys=keys), names, passes, _secrets(text))


def _is_carried(parameter: Parameter, value: Any) -> bool:
    if not isinstance(value, str):
        return is_carriable(parameter, value) or value is None
    if parameter.location == "header":
        return is_field_value(value)
    return is_text(value) and is_carriable(parameter, value)


def _secrets(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and len(value) > SHORT else ()
