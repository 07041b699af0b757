"""The keyword arguments of a client's function for a call, and what they can carry of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.harness.driver.adapter import Adapter
from contract_tests.harness.driver.conversion import hints_of
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.spec import ABSENT, Call, Operation

# The check that fails where a package lacks a function or an argument.
MISSING_PART = "every part of an operation is generated"


def keyword_arguments(
    adapter: Adapter, operation: Operation, call: Call, function: Callable[..., Any]
) -> dict[str, Any]:
    """
    Keyword arguments of *function* for *call*, without the client.

    Raises:
        MismatchError: the function lacks an argument.
    """
    hints = hints_of(function)
    arguments: dict[str, Any] = {}
    for (location, wire_name), value in _passed(adapter, operation, call).items():
        keyword = adapter.argument_name(operation, function, location, wire_name)
        if keyword is None:
            raise missing_part(operation, f"no argument for the {location} parameter {wire_name}")
        arguments[keyword] = adapter.argument(value, hints.get(keyword, Any), native=call.native)
    if call.body is not ABSENT:
        body = adapter.body_arguments(operation, function, call)
        if body is None:
            raise missing_part(operation, f"no argument for the body in {call.media_type}")
        arguments |= body
    return arguments


def carried_call(
    adapter: Adapter, operation: Operation, call: Call, function: Callable[..., Any]
) -> Call:
    """
    The *call* as the types of the arguments of *function* can carry it.

    Where an argument has the type `UUID`, the client gets no text, so it cannot send the spelling
    of that text; an integer has no spelling with a fraction, such as 1.0. None stands for a default
    that is not sent.
    """
    hints = hints_of(function)

    def carried(location: str, name: str, value: Any) -> Any:
        hint = hints.get(adapter.argument_name(operation, function, location, name) or "", Any)
        argument = adapter.argument(value, hint, native=call.native)
        if isinstance(value, float) and isinstance(argument, int):
            return argument
        return str(argument) if isinstance(argument, uuid.UUID) else value

    values = {key: carried(*key, value) for key, value in _passed(adapter, operation, call).items()}
    if not adapter.SENDS_DEFAULTS:
        values = {parameter.identity: None for parameter in operation.parameters} | values
    return replace(call, arguments=values)


def missing_part(operation: Operation, received: str) -> MismatchError:
    """The failure of a package that lacks a part of *operation*."""
    return MismatchError(
        operation=operation.label,
        law="request",
        check=MISSING_PART,
        received=received,
        documented=operation.label,
    )


def _passed(adapter: Adapter, operation: Operation, call: Call) -> Mapping[tuple[str, str], Any]:
    """
    The values that the caller passes: those of *call*.

    A client that sends no defaults gets those of required parameters, too.
    """
    if adapter.SENDS_DEFAULTS:
        return call.arguments
    required = {
        parameter.identity: parameter.default
        for parameter in operation.parameters
        if parameter.required and parameter.default is not None
    }
    return required | dict(call.arguments)
