"""
Drive a generated client. The only module that knows the client's shape.

A call in the contract's words goes in, an outcome in plain values comes out. Names are found by
comparison, letters and digits alone ("createThing" is `create_thing`), so that nothing here
repeats how the generator spells them.
"""

from __future__ import annotations

import asyncio
import datetime
import enum
import importlib
import importlib.util
import inspect
import pkgutil
import ssl
import sys
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contract_tests.contract import ABSENT, Call, Operation, SecurityScheme

# The functions of an operation, by flavour. The detailed ones return the response with the value.
FLAVOURS = {"sync": ("sync", "sync_detailed"), "async": ("asyncio", "asyncio_detailed")}
FUNCTIONS = tuple(name for names in FLAVOURS.values() for name in names)

# One TLS context for all clients: to make one takes longer than a call.
TLS = ssl.create_default_context()


class DriverError(Exception):
    """The package is not a client of this contract. The message is one line."""


@dataclass(frozen=True)
class Outcome:
    """
    What one call came to.

    Args:
        value: what the function returned, as it is; the parsed part of a detailed response.
        told: the same as a JSON value (`to_dict` of a model), or what the error tells; or None.
        error: the exception that the call raised instead.
        documented: whether the exception is one of the package's own.
        status, content, headers: of a detailed response; headers keep order and duplicates.
    """

    value: object = None
    told: Any = None
    error: Exception | None = None
    documented: bool = False
    status: int | None = None
    content: bytes | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def error_status(self) -> int | None:
        """The HTTP status that the exception speaks of, if it does."""
        status = getattr(self.error, "status", None)
        return status if isinstance(status, int) else None


class Driver:
    """A client package, loaded from the *folder* of that name. Close it when done."""

    def __init__(self, folder: Path) -> None:
        self.package = load_package(folder)
        self._api = load_modules(self.package)
        self._runner = asyncio.Runner()

    @property
    def name(self) -> str:
        return self.package.__name__

    def close(self) -> None:
        self._runner.close()

    def perform(
        self,
        operation: Operation,
        call: Call,
        function: str,
        base_url: str,
        *,
        lose: Iterable[SecurityScheme] = (),
    ) -> Outcome:
        """
        Make *call* with the function of that name, on a fresh client of the server at *base_url*.

        The keys of the schemes in *lose* are given to the client, and taken off its request before
        it is sent: a client need not have a way to leave one out.
        """
        perform = getattr(self._module(operation), function)
        arguments = self._arguments(operation, call, perform)
        settings = self._settings(operation, call) | {
            "base_url": base_url,
            "httpx_args": {
                "verify": TLS,
                # A proxy of this machine must not stand between the client and the mock server.
                "trust_env": False,
                "event_hooks": _hooks(function, tuple(lose)),
            },
        }
        try:
            client = self.package.AuthenticatedClient(**settings)
        except TypeError as error:
            raise DriverError(f"{self.name}: {error}: the driver does not know it") from error
        except Exception as error:
            return self._failure(error)
        try:
            if is_async(function):
                return self._outcome(self._runner.run(_await(perform, client, arguments)))
            with client:
                return self._outcome(perform(**arguments, client=client))
        except Exception as error:
            return self._failure(error)

    def reproduction(self, operation: Operation, call: Call, function: str, base_url: str) -> str:
        """Three lines of Python that make *call* again, without its keys."""
        module = self._module(operation)
        package, _, name = module.__name__.rpartition(".")
        keys = {keyword: "…" for keyword in self._settings(operation, call) if call.keys}
        settings = _keywords({"base_url": base_url, **keys})
        arguments = self._arguments(operation, call, getattr(module, function))
        body = {} if call.body is ABSENT else {"body": _Source(_rebuild(arguments["body"]))}
        wait = "await " if is_async(function) else ""
        return (
            f"from {self.name} import AuthenticatedClient, models\n"
            f"from {package} import {name}\n"
            f"{wait}{name}.{function}({_keywords({**arguments, **body})}, "
            f"client=AuthenticatedClient({settings}))"
        )

    def _module(self, operation: Operation) -> types.ModuleType:
        name = letters(operation.id)
        if name not in self._api:
            raise DriverError(f"{self.name}.api has no module for {operation.label}: regenerate it")
        return self._api[name]

    def _arguments(
        self, operation: Operation, call: Call, function: Callable[..., Any]
    ) -> dict[str, Any]:
        hints = hints_of(function)
        names = {letters(name): name for name in inspect.signature(function).parameters}
        arguments: dict[str, Any] = {}
        for (location, wire_name), value in call.arguments.items():
            spellings = (letters(wire_name), letters(f"{wire_name}_{location}"))
            keyword = next((names[s] for s in spellings if s in names), None)
            if keyword is None:
                raise DriverError(f"{operation.label}: no argument for {location} {wire_name!r}")
            arguments[keyword] = convert(value, hints.get(keyword, Any), native=call.native)
        if call.body is not ABSENT:
            arguments["body"] = convert(call.body, hints.get("body", Any), native=True)
        return arguments

    def _settings(self, operation: Operation, call: Call) -> dict[str, Any]:
        signature = inspect.signature(self.package.AuthenticatedClient)
        names = {letters(name): name for name in signature.parameters}
        settings: dict[str, Any] = {}
        for scheme, key in call.keys.items():
            spellings = (letters(scheme).removeprefix("x"), letters(scheme))
            keyword = next((names[s] for s in spellings if s in names), None)
            if keyword is None:
                raise DriverError(f"AuthenticatedClient has no argument for the key {scheme!r}")
            settings[keyword] = key.value
            if key.prefix is not None:
                settings[f"{keyword}_prefix"] = key.prefix
        return settings

    def _outcome(self, returned: Any) -> Outcome:
        if not hasattr(returned, "status_code"):
            return Outcome(value=returned, told=to_json(returned))
        return Outcome(
            value=returned.parsed,
            told=to_json(returned.parsed),
            status=int(returned.status_code),
            content=returned.content,
            headers=raw_headers(returned.headers),
        )

    def _failure(self, error: Exception) -> Outcome:
        home = f"{self.name}.errors"
        documented = any(kind.__module__ == home for kind in type(error).__mro__)
        return Outcome(
            told=to_json(getattr(error, "body", None)), error=error, documented=documented
        )


def load_package(folder: Path) -> types.ModuleType:
    """
    Import the package in *folder* under the folder's name, in place of another of that name.

    Raises:
        DriverError: there is no package.
    """
    folder = folder.resolve()
    entry = folder / "__init__.py"
    loaded = sys.modules.get(folder.name)
    if loaded is not None and loaded.__file__ == str(entry):
        return loaded
    if not entry.is_file():
        raise DriverError(f"{folder} is not a client package: generate it, or name another folder")
    for name in [n for n in sys.modules if n == folder.name or n.startswith(f"{folder.name}.")]:
        del sys.modules[name]
    spec = importlib.util.spec_from_file_location(
        folder.name, entry, submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None, f"{entry} is a file"
    package = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = package
    spec.loader.exec_module(package)
    return package


def load_modules(package: types.ModuleType) -> dict[str, types.ModuleType]:
    """The modules under ``<package>.api`` that hold an operation, by the letters of their name."""
    api = importlib.import_module(f"{package.__name__}.api")
    found = pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
    modules = (importlib.import_module(info.name) for info in found if not info.ispkg)
    return {letters(module.__name__.rpartition(".")[2]): module for module in modules}


def letters(name: str) -> str:
    """The letters and digits of *name*, in lower case."""
    return "".join(filter(str.isalnum, name)).lower()


@cache
def hints_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The types of a function's arguments."""
    return typing.get_type_hints(function)


def convert(value: Any, hint: Any, *, native: bool) -> Any:
    """
    A JSON value as the Python object that *hint* asks for. Where a union takes text as well as an
    object, *native* chooses the object.
    """
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        members = typing.get_args(hint)
        if isinstance(value, str) and str in members and not native:
            return value
        for member in members:
            converted = convert(value, member, native=native)
            if isinstance(member, type) and isinstance(converted, member) and member is not str:
                return converted
        return value
    if typing.get_origin(hint) is list and isinstance(value, list):
        return [convert(item, typing.get_args(hint)[0], native=native) for item in value]
    if isinstance(hint, type):
        return _object(value, hint)
    return value


def _object(value: Any, kind: type) -> Any:
    if isinstance(value, Mapping) and hasattr(kind, "from_dict"):
        return kind.from_dict(value)
    if not isinstance(value, str):
        return kind(value) if issubclass(kind, enum.Enum) else value
    if issubclass(kind, (uuid.UUID, enum.Enum)):
        return kind(value)
    if issubclass(kind, (datetime.date, datetime.datetime)):
        return kind.fromisoformat(value)
    return value


def to_json(value: Any) -> Any:
    """What a returned value says, as a JSON value."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, list):
        return [to_json(item) for item in value]
    return value


def raw_headers(headers: Any) -> tuple[tuple[bytes, bytes], ...]:
    """Header pairs with lower-case names, in order."""
    return tuple((name.lower(), value) for name, value in headers.raw)


def is_async(function: str) -> bool:
    """Whether the function of that name is to be awaited."""
    return function in FLAVOURS["async"]


async def _await(function: Callable[..., Any], client: Any, arguments: dict[str, Any]) -> Any:
    async with client:
        return await function(**arguments, client=client)


def _hooks(function: str, lost: tuple[SecurityScheme, ...]) -> dict[str, list[Any]]:
    def lose(request: Any) -> None:
        for scheme in lost:
            if scheme.location == "query":
                request.url = request.url.copy_remove_param(scheme.wire_name)
            else:
                request.headers.pop(
                    "cookie" if scheme.location == "cookie" else scheme.wire_name, None
                )

    async def lose_later(request: Any) -> None:
        lose(request)

    return {"request": [lose_later if is_async(function) else lose]} if lost else {}


class _Source(str):
    """Python source: its `repr` is itself."""

    def __repr__(self) -> str:
        return str(self)


def _rebuild(model: Any) -> str:
    if hasattr(model, "to_dict"):
        return f"models.{type(model).__name__}.from_dict({model.to_dict()!r})"
    return repr(model)


def _keywords(values: Mapping[str, Any]) -> str:
    plain = {name: str(v) if isinstance(v, uuid.UUID) else v for name, v in values.items()}
    return ", ".join(f"{name}={value!r}" for name, value in plain.items())
