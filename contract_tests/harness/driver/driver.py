"""The driver: makes calls with the functions of a client package."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from contract_tests.harness.driver.connections import TLS, Connections
from contract_tests.harness.driver.conversion import convert, hints_of, to_json
from contract_tests.harness.driver.loader import (
    DriverError,
    alphanumeric,
    argument_name,
    key_name,
    load_modules,
    load_package,
    signature_of,
)
from contract_tests.harness.driver.reproduction import keywords
from contract_tests.harness.outcome import Outcome, is_async, is_detailed
from contract_tests.harness.spec import ABSENT, Call, Operation, SecurityScheme

if TYPE_CHECKING:
    from contract_tests.harness.driver.session import Session


class Driver:
    """A client package, loaded from the *folder* of that name. Close it when done."""

    def __init__(self, folder: Path) -> None:
        self.package = load_package(folder)
        self._api = load_modules(self.package)
        self._runner = asyncio.Runner()
        self._connections = Connections()
        self.sessions: WeakSet[Session] = WeakSet()

    @property
    def name(self) -> str:
        return self.package.__name__

    def end_sessions(self) -> None:
        """Close those that are open: one that fails a check leaves its session as it was."""
        for session in list(self.sessions):
            session.close()

    def close(self) -> None:
        self.end_sessions()
        self._connections.end(self._runner)
        self._runner.close()

    def perform(
        self,
        operation: Operation,
        call: Call,
        function: str,
        base_url: str,
        *,
        lose: Iterable[SecurityScheme] = (),
        settings: Mapping[str, Any] | None = None,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """
        Make *call* with the function of that name, on a fresh client of the server at *base_url*.

        The keys of the schemes in *lose* are given to the client, and taken off its request before
        it is sent: a client need not have a way to leave one out. *settings* are further arguments
        of the client, *httpx_args* of the httpx client in it.
        """
        perform = getattr(self._module(operation), function)
        try:
            arguments = self.arguments(operation, call, function)
            kept = {"transport": self._connections, **(httpx_args or {})}
            client = self.client(
                call, function, base_url, lose=lose, settings=settings, httpx_args=kept
            )
            if is_async(function):
                return self.outcome(function, self._runner.run(_await(perform, client, arguments)))
            with client:
                return self.outcome(function, perform(**arguments, client=client))
        except DriverError:
            raise
        except Exception as error:
            return self.failure(error)

    def client(
        self,
        call: Call,
        function: str,
        base_url: str,
        *,
        lose: Iterable[SecurityScheme] = (),
        settings: Mapping[str, Any] | None = None,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        A client with the keys of *call*.

        Raises:
            DriverError: the class does not take what the driver gives it.
        """
        kind = self.package.AuthenticatedClient if call.credentials else self.package.Client
        given = {
            "base_url": base_url,
            **self._keys(kind, call),
            **(settings or {}),
            "httpx_args": {
                "verify": TLS,
                # A proxy of this machine must not stand between the client and the mock server.
                "trust_env": False,
                "event_hooks": _hooks(function, tuple(lose)),
                **(httpx_args or {}),
            },
        }
        try:
            return kind(**given)
        except TypeError:
            _check_taken(self.name, kind, given)
            raise

    def arguments(self, operation: Operation, call: Call, function: str) -> dict[str, Any]:
        """What to pass to the function of that name, by its own names, without the client."""
        target = getattr(self._module(operation), function)
        hints = hints_of(target)
        arguments: dict[str, Any] = {}
        for (location, wire_name), value in call.arguments.items():
            keyword = argument_name(target, location, wire_name)
            if keyword is None:
                raise DriverError(f"{operation.label}: no argument for {location} {wire_name!r}")
            arguments[keyword] = convert(value, hints.get(keyword, Any), native=call.native)
        if call.body is not ABSENT:
            arguments["body"] = convert(call.body, hints.get("body", Any), native=True)
        return arguments

    def reproduction(self, operation: Operation, call: Call, function: str, base_url: str) -> str:
        """Three lines of Python that make *call* again, without its keys."""
        package, _, name = self._module(operation).__name__.rpartition(".")
        kind = self.package.AuthenticatedClient if call.credentials else self.package.Client
        keys = dict.fromkeys(self._keys(kind, call), "...")
        arguments = keywords(self.arguments(operation, call, function))
        wait = "await " if is_async(function) else ""
        return (
            f"from {self.name} import {kind.__name__}, models\n"
            f"from {package} import {name}\n"
            f"{wait}{name}.{function}({arguments + ', ' if arguments else ''}"
            f"client={kind.__name__}({keywords({'base_url': base_url, **keys})}))"
        )

    def _module(self, operation: Operation) -> types.ModuleType:
        name = alphanumeric(operation.id)
        if name not in self._api:
            raise DriverError(f"{self.name}.api has no module for {operation.label}: regenerate it")
        return self._api[name]

    def _keys(self, kind: Callable[..., Any], call: Call) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        for scheme, key in call.credentials.items():
            keyword = key_name(kind, scheme)
            if keyword is None:
                raise DriverError(f"AuthenticatedClient has no argument for the key {scheme!r}")
            settings[keyword] = key.value if key.user is None else (key.user, key.value)
            if key.prefix is not None:
                settings[f"{keyword}_prefix"] = key.prefix
        return settings

    def server_settings(self, call: Call, values: Mapping[str, str]) -> dict[str, Any]:
        """
        Arguments of a client for *call* that has no base URL, but a value for each server variable.

        Raises:
            DriverError: the class has no argument for one of them.
        """
        kind = self.package.AuthenticatedClient if call.credentials else self.package.Client
        keywords = {alphanumeric(name): name for name in signature_of(kind).parameters}
        if missing := [name for name in values if alphanumeric(name) not in keywords]:
            raise DriverError(f"{kind.__name__} has no argument for the server's {missing[0]}")
        named = {keywords[alphanumeric(name)]: value for name, value in values.items()}
        return {"base_url": None, **named}

    def outcome(self, function: str, returned: Any) -> Outcome:
        """The outcome of the function of that name, which returned."""
        if not is_detailed(function):
            return Outcome(value=returned, body=to_json(returned))
        return Outcome(
            value=returned.parsed,
            body=to_json(returned.parsed),
            status=int(returned.status_code),
            content=returned.content,
            headers=_pairs(returned.headers.raw),
        )

    def failure(self, error: Exception) -> Outcome:
        """
        The outcome of a function that raised.

        The error loses its traceback, whose frames hold the outcomes before it, and all bodies.
        """
        documented = isinstance(error, self.package.errors.ApiError)
        try:
            told = to_json(getattr(error, "body", None))
        except Exception as second:  # a body that cannot be told is not the one that was sent
            told = f"to_dict raised {type(second).__name__}: {second}"
        return Outcome(
            body=told,
            error=error.with_traceback(None),
            documented=documented,
            content=getattr(error, "content", None),
            headers=_pairs(getattr(getattr(error, "headers", None), "raw", ())),
        )


def _check_taken(package: str, kind: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise `DriverError` if the class *kind* does not take the arguments that are *given*."""
    try:
        signature_of(kind).bind(**given)
    except TypeError as error:
        raise DriverError(f"{package}: {error}: the driver does not know it") from error


def _pairs(raw: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower(), value) for name, value in raw)


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
