"""Create clients with the classes `Client` and `AuthenticatedClient` of a package."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from contract_tests.harness.driver.connections import TLS, for_library
from contract_tests.harness.driver.loader import (
    DriverError,
    alphanumeric,
    credential_name,
    names_of,
    signature_of,
)
from contract_tests.harness.spec import Call


class ClientFactory:
    """Creates clients of *package* with the credentials of a call."""

    def __init__(self, package: types.ModuleType) -> None:
        self._package = package
        # The client imports httpx, or httpx2 under that name.
        self._library = package.client.httpx

    def class_for(self, call: Call) -> Any:
        """The client class that *call* needs."""
        names = ("AuthenticatedClient", "Client")
        first, second = names if call.credentials else reversed(names)
        # A package has only the classes that its operations can use.
        return getattr(self._package, first, None) or getattr(self._package, second)

    def create(
        self,
        call: Call,
        base_url: str,
        *,
        settings: Mapping[str, Any] | None = None,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        A new client with the credentials of *call*.

        *settings* are further arguments of the client, *httpx_args* of the httpx client in it.

        Raises:
            DriverError: the class does not accept the arguments that the driver passes.
        """
        kind = self.class_for(call)
        arguments = {
            "base_url": base_url,
            **self.credentials(call),
            **for_library(self._library, settings or {}),
            # Without `trust_env`, no proxy of this machine comes between the client and Prism.
            **self._httpx_arguments({"verify": TLS, "trust_env": False, **(httpx_args or {})}),
        }
        try:
            return kind(**arguments)
        except TypeError:
            _require_accepted(kind, arguments)
            raise

    def from_environment(self, call: Call, httpx_args: Mapping[str, Any]) -> Any:
        """
        A new strict client that takes its settings and credentials from the environment.

        Raises:
            DriverError: the environment lacks a variable, or holds an invalid value; or the class
                cannot read the environment.
        """
        kind = self.class_for(call)
        if not hasattr(kind, "from_env"):
            raise DriverError(f"{self._package.__name__}.{kind.__name__} has no `from_env`")
        try:
            return kind.from_env(**self._httpx_arguments(httpx_args), strict=True)
        except ValueError as error:
            # The client's own message names the variable and does not show its value.
            raise DriverError(str(error)) from None

    def server_settings(self, call: Call, values: Mapping[str, str]) -> dict[str, Any]:
        """
        Arguments of a client for *call* without a base URL, with *values* of server variables.

        Raises:
            DriverError: the class has no argument for one of the variables.
        """
        kind = self.class_for(call)
        names = names_of(kind)
        if missing := [name for name in values if alphanumeric(name) not in names]:
            raise DriverError(f"{kind.__name__} has no argument for the server's {missing[0]}")
        return {"base_url": None} | {names[alphanumeric(name)]: values[name] for name in values}

    def credentials(self, call: Call) -> dict[str, Any]:
        """Arguments of the client class that hold the credentials of *call*."""
        kind = self.class_for(call)
        arguments: dict[str, Any] = {}
        for scheme, credential in call.credentials.items():
            keyword = credential_name(kind, scheme)
            if keyword is None:
                raise DriverError(f"{kind.__name__} has no argument for the credential {scheme!r}")
            user, value = credential.user, credential.value
            arguments[keyword] = value if user is None else (user, value)
            if credential.prefix is not None:
                arguments[f"{keyword}_prefix"] = credential.prefix
        return arguments

    def _httpx_arguments(self, httpx_args: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a class: event hooks for async calls are an argument of their own."""
        arguments = for_library(self._library, httpx_args)
        hooks = arguments.get("event_hooks", {})
        if any(map(inspect.iscoroutinefunction, chain.from_iterable(hooks.values()))):
            del arguments["event_hooks"]
            return {"httpx_args": arguments, "async_httpx_args": {"event_hooks": hooks}}
        return {"httpx_args": arguments}


def _require_accepted(kind: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise `DriverError` if the class *kind* does not accept the arguments *given*."""
    try:
        signature_of(kind).bind(**given)
    except TypeError as error:
        raise DriverError(f"{kind.__name__} does not fit the driver: {error}") from error
