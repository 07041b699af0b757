"""What all packages of openapi-python-client have in common, with or without other templates."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from contract_tests.harness.driver.conversion import convert, hints_of
from contract_tests.harness.driver.loader import (
    alphanumeric,
    argument_name,
    load_modules,
    load_package,
)
from contract_tests.harness.driver.reproduction import imports, keywords
from contract_tests.harness.outcome import FUNCTIONS, is_async
from contract_tests.harness.spec import Call, Operation


class GeneratedPackage:
    """
    A package with one module per operation under `api`, and one or two client classes.

    Args:
        folder: the folder of the package.
        settings: further arguments of every client.

    Raises:
        DriverError: the package cannot be imported.
    """

    FUNCTIONS: ClassVar[tuple[str, ...]] = FUNCTIONS
    OVER_SOCKETS: ClassVar[bool] = False
    SENDS_DEFAULTS: ClassVar[bool] = True

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.package = load_package(folder)
        self.settings = settings
        self._api = load_modules(self.package)

    @property
    def name(self) -> str:
        """The import name of the package."""
        return self.package.__name__

    def function(self, operation: Operation, name: str) -> Callable[..., Any] | None:
        """The function of *operation* with that *name*, one of `FUNCTIONS`; None if missing."""
        return getattr(self._module(operation), name, None)

    def argument_name(
        self, operation: Operation, function: Callable[..., Any], location: str, wire_name: str
    ) -> str | None:
        """The argument of *function* for a parameter of *operation*; None if missing."""
        return argument_name(function, location, wire_name)

    def argument(self, value: Any, hint: Any, *, native: bool) -> Any:
        """The Python object of the type *hint* for a JSON value."""
        return convert(value, hint, native=native)

    def body_arguments(
        self, operation: Operation, function: Callable[..., Any], call: Call
    ) -> dict[str, Any] | None:
        """The argument `body`."""
        return {"body": convert(call.body, hints_of(function).get("body", Any), native=True)}

    def class_for(self, operation: Operation, call: Call) -> Callable[..., Any]:
        """The client class that *call* of *operation* needs."""
        names = ("AuthenticatedClient", "Client")
        first, second = names if call.credentials else reversed(names)
        # A package has only the classes that its operations can use.
        kind: type = getattr(self.package, first, None) or getattr(self.package, second)
        return kind

    def credentials(self, operation: Operation, call: Call) -> dict[str, Any]:
        """The arguments of the client class that hold the credentials of *call*."""
        raise NotImplementedError

    def reproduction(
        self, operation: Operation, call: Call, function: str, url: str, arguments: str
    ) -> str:
        """Lines of Python that make *call* again, whose credentials are placeholders."""
        package, _, name = getattr(self._module(operation), "__name__", "").rpartition(".")
        kind = self.class_for(operation, call).__name__
        credentials = self.credentials(operation, call)
        client = keywords({"base_url": url, **credentials, **self.settings})
        statement = (
            f"{name}.{function}({arguments + ', ' if arguments else ''}client={kind}({client}))"
        )
        statement = f"asyncio.run({statement})" if is_async(function) else statement
        return "\n".join(
            [
                *imports(statement),
                f"from {self.name} import {', '.join([kind, *self._used_modules(statement)])}",
                f"from {package} import {name}",
                statement,
            ]
        )

    def _used_modules(self, statement: str) -> list[str]:
        """The modules of the package that *statement* uses."""
        return [name for name in ("models", "types") if f"{name}." in statement]

    def _module(self, operation: Operation) -> types.ModuleType | None:
        return self._api.get(operation.label) or self._api.get(alphanumeric(operation.id))
