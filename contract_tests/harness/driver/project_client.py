"""The adapter for clients that were generated with the templates of this project."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from contract_tests.harness.driver.connections import TLS, for_library
from contract_tests.harness.driver.generated_package import GeneratedPackage
from contract_tests.harness.driver.loader import (
    DriverError,
    alphanumeric,
    credential_name,
    names_of,
    signature_of,
)
from contract_tests.harness.spec import Call, Operation

# The class in the module `errors` for each way in which a call can end without a value.
ERRORS = {
    "argument": "InvalidArgumentError",
    "connection": "ApiConnectionError",
    "timeout": "ApiTimeoutError",
    "body": "InvalidResponseError",
    "redirect": "RedirectError",
    "unexpected": "UnexpectedStatusError",
}
ANY_STATUS = "ApiStatusError"


class ProjectAdapter(GeneratedPackage):
    """See `Adapter`. These clients make every promise."""

    DESCRIPTION: ClassVar[str] = "generated with the templates of this project"
    NOT_PROMISED: ClassVar[Mapping[str, str]] = {}

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        super().__init__(folder, settings)
        self.tolerances: Mapping[str, str] = self.package._response.TOLERANCES
        # The client imports httpx, or httpx2 under that name.
        self._library = self.package.client.httpx

    @staticmethod
    def require_known(settings: Mapping[str, Any]) -> None:
        """Raise `DriverError` for any setting."""
        for name in settings:
            raise DriverError(f"--setting {name}: only stock clients have settings")

    @staticmethod
    def recognises(folder: Path) -> bool:
        """Whether the package has the stamp of the generator."""
        return (folder / "GENERATED.json").is_file()

    def create(
        self,
        operation: Operation,
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
        kind: Any = self.class_for(operation, call)
        arguments = {
            "base_url": base_url,
            **self.credentials(operation, call),
            **for_library(self._library, settings or {}),
            # Without `trust_env`, no proxy of this machine comes between the client and Prism.
            **self._httpx_arguments({"verify": TLS, "trust_env": False, **(httpx_args or {})}),
        }
        try:
            return kind(**arguments)
        except TypeError:
            _require_accepted(kind, arguments)
            raise

    def from_environment(
        self, operation: Operation, call: Call, httpx_args: Mapping[str, Any]
    ) -> Any:
        """
        A new strict client that takes its settings and credentials from the environment.

        Raises:
            DriverError: the environment lacks a variable, or holds an invalid value; or the class
                cannot read the environment.
        """
        kind: Any = self.class_for(operation, call)
        if not hasattr(kind, "from_env"):
            raise DriverError(f"{self.name}.{kind.__name__} has no `from_env`")
        try:
            return kind.from_env(**self._httpx_arguments(httpx_args), strict=True)
        except ValueError as error:
            # The client's own message names the variable and does not show its value.
            raise DriverError(str(error)) from None

    def server_settings(
        self, operation: Operation, call: Call, values: Mapping[str, str]
    ) -> dict[str, Any]:
        """
        Arguments of a client for *call* without a base URL, with *values* of server variables.

        Raises:
            DriverError: the class has no argument for one of the variables.
        """
        kind: Any = self.class_for(operation, call)
        names = names_of(kind)
        if missing := [name for name in values if alphanumeric(name) not in names]:
            raise DriverError(f"{kind.__name__} has no argument for the server's {missing[0]}")
        return {"base_url": None} | {names[alphanumeric(name)]: values[name] for name in values}

    def credentials(self, operation: Operation, call: Call) -> dict[str, Any]:
        """The arguments of the client class that hold the credentials of *call*."""
        kind: Any = self.class_for(operation, call)
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

    def forget_responses(self, client: Any) -> None:
        """Not called: a client keeps nothing of a response."""
        raise NotImplementedError

    def close(self, client: Any) -> None:
        """Close what the sync functions use."""
        client.close()

    async def aclose(self, client: Any) -> None:
        """Close what the async functions use."""
        await client.aclose()

    def error_name(
        self,
        kind: str,
        pattern: str | None = None,
        *,
        returns: bool = False,
        status: int | None = None,
    ) -> str:
        """
        The name of the error class of that *kind*; empty if the function *returns* the error.

        For the kind "status" it is the class whose `status_pattern` is *pattern*, else the base
        class.
        """
        if kind != "status":
            return ERRORS[kind]
        return "" if returns else self._status_errors.get(pattern or "", ANY_STATUS)

    def documented_as(self, error: Exception) -> str:
        """The name of the class of *error* if it is one of the package; else empty."""
        return type(error).__name__ if isinstance(error, self.package.errors.ApiError) else ""

    @cached_property
    def _status_errors(self) -> Mapping[str, str]:
        kinds = {n: kind for n, kind in vars(self.package.errors).items() if isinstance(kind, type)}
        return {
            str(vars(kind)["status_pattern"]): name
            for name, kind in kinds.items()
            if "status_pattern" in vars(kind)
        }

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
