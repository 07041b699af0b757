"""The methods of a Python client of openapi-generator, as the functions that the driver calls."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import SimpleNamespace
from typing import Any, ClassVar, get_args

from contract_tests.harness.driver.conversion import convert, hints_of
from contract_tests.harness.driver.loader import alphanumeric, load_modules, signature_of
from contract_tests.harness.outcome import FLAVOURS, is_detailed
from contract_tests.harness.spec import Call, Operation
from contract_tests.harness.spec.media_types import FORM, MULTIPART, media_type_essence


@dataclass(frozen=True)
class OpenapiGeneratorClient:
    """An `ApiClient` and the timeouts of its calls in seconds; a context manager."""

    api: Any
    timeout: tuple[float, float] | None

    def close(self) -> None:
        """Close the connections."""
        self.api.rest_client.pool_manager.clear()

    def __enter__(self) -> OpenapiGeneratorClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class OpenapiGeneratorMethods:
    """
    The methods of the classes under `api`, such as `PetsApi.show_pet_by_id`.

    Raises:
        DriverError: a module of *package* cannot be imported.
    """

    FUNCTIONS: ClassVar[tuple[str, ...]] = FLAVOURS["sync"]

    def __init__(self, package: types.ModuleType) -> None:
        self.package: Any = package
        self._functions: dict[tuple[str, str], Callable[..., Any]] = {}
        self._methods = {
            alphanumeric(name): (kind, name)
            for module in load_modules(package).values()
            for kind in vars(module).values()
            if isinstance(kind, type) and kind.__module__ == module.__name__
            for name in vars(kind)
            if not name.startswith("_")
        }

    def function(self, operation: Operation, name: str) -> Callable[..., Any] | None:
        """A function for the method of *operation*, or for the one that returns the response."""
        key = operation.id, name
        found = self._methods.get(alphanumeric(operation.id))
        if found is not None and name in self.FUNCTIONS and key not in self._functions:
            kind, method = found
            self._functions[key] = self._function(kind, method, detailed=is_detailed(name))
        return self._functions.get(key)

    def method(self, operation: Operation, function: str) -> tuple[str, str, str]:
        """The module, the class and the method for the *function* of that name."""
        kind, name = self._methods[alphanumeric(operation.id)]
        suffix = "_with_http_info" if is_detailed(function) else ""
        return kind.__module__, kind.__name__, f"{name}{suffix}"

    def argument_name(
        self, operation: Operation, function: Callable[..., Any], location: str, wire_name: str
    ) -> str | None:
        """
        The argument of *function* for a parameter of *operation*; None if missing.

        openapi-generator adds a number if two parameters share a name, and the word "var" to a
        keyword of Python.
        """
        name = alphanumeric(wire_name)
        alike = [each.identity for each in operation.parameters if alphanumeric(each.name) == name]
        pattern = re.compile(rf"(var)?{re.escape(name)}\d*")
        names = [each for each in _names(function) if pattern.fullmatch(alphanumeric(each))]
        by_identity = dict(zip(alike, sorted(names, key=len), strict=False))
        return by_identity.get((location, wire_name))

    def argument(self, value: Any, hint: Any, *, native: bool) -> Any:
        """The Python object for a JSON value; 1.0 is not an integer for these clients."""
        return convert(_with_integers(value), hint, native=native)

    def body_arguments(
        self, operation: Operation, function: Callable[..., Any], call: Call
    ) -> dict[str, Any] | None:
        """
        The arguments of *function* for the body of *call*; None if one is missing.

        The members of a form have an argument each. Another body is the only argument that is not
        a parameter.
        """
        hints = hints_of(function)
        taken = {self.argument_name(operation, function, *p.identity) for p in operation.parameters}
        names = [name for name in _names(function) if name not in taken]
        is_form = media_type_essence(call.media_type or "") in (FORM, MULTIPART)
        if is_form:
            if len(names) == 1 and _is_model(hints.get(names[0])):
                return None
            body = call.body if isinstance(call.body, Mapping) else {}
            by_member = {re.sub("^var", "", alphanumeric(name)): name for name in names}
            given = {by_member.get(alphanumeric(each)): value for each, value in body.items()}
            members = {name: value for name, value in given.items() if name is not None}
        elif len(names) == 1:
            members = {names[0]: call.body}
        else:
            return None
        arguments = {
            name: self.argument(value, hints.get(name, Any), native=True)
            for name, value in members.items()
        }
        content = operation.request_body.content if operation.request_body else {}
        return {**arguments, "_content_type": call.media_type} if len(content) > 1 else arguments

    def _function(self, kind: Any, name: str, *, detailed: bool) -> Callable[..., Any]:
        method = getattr(kind, f"{name}_with_http_info" if detailed else name)

        @wraps(method)
        def function(*, client: OpenapiGeneratorClient, **arguments: Any) -> Any:
            try:
                result = method(kind(client.api), **arguments, _request_timeout=client.timeout)
            except self.package.ApiException as error:  # under the names that the driver reads
                error.status_code, error.parsed = error.status, error.data
                raise
            return _detailed(result) if detailed else result

        return function


def _names(function: Callable[..., Any]) -> list[str]:
    """The arguments of a method that are parameters or a part of the body."""
    return [each for each in signature_of(function).parameters if each != "self" and each[0] != "_"]


def _is_model(hint: Any) -> bool:
    return any(hasattr(each, "from_dict") for each in (hint, *get_args(hint)))


def _detailed(response: Any) -> Any:
    """An `ApiResponse` under the names that the driver reads."""
    headers = response.headers or {}
    pairs = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()]
    return SimpleNamespace(
        status_code=response.status_code,
        content=response.raw_data,
        headers=SimpleNamespace(raw=pairs),
        parsed=response.data,
    )


def _with_integers(value: Any) -> Any:
    """A JSON value in which every number without a fraction is an `int`."""
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    if isinstance(value, dict):
        return {name: _with_integers(item) for name, item in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value
