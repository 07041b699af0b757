"""The interface of an adapter: what the harness must know about one kind of client package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol

from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.spec import Call, Operation


class Adapter(Protocol):
    """
    One client package of one kind. `docs/drivers.md` explains how to write an adapter.

    Args:
        folder: the folder of the package.
        settings: further arguments of every client, from `--setting`.

    Attributes:
        DESCRIPTION: the kind of packages, in the words of `--package`.
        FUNCTIONS: the functions that each operation has, of those in `outcome.FUNCTIONS`.
        OVER_SOCKETS: whether every call uses a socket, so that only responses can be sent to it
            that HTTP allows there.
        SENDS_DEFAULTS: whether a call sends the default of a parameter that the caller leaves out.
            OpenAPI allows both.
        NOT_PROMISED: the promises of `promises.PROMISES` that these packages do not make, each
            with the reason. Every other promise is verified.
        tolerances: the violations of the contract that a client tolerates: reason by name.

    Raises:
        DriverError: the package cannot be imported.
    """

    DESCRIPTION: ClassVar[str]
    FUNCTIONS: ClassVar[tuple[str, ...]] = FUNCTIONS
    OVER_SOCKETS: ClassVar[bool] = False
    SENDS_DEFAULTS: ClassVar[bool] = True
    NOT_PROMISED: ClassVar[Mapping[str, str]]
    tolerances: Mapping[str, str]

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None: ...

    @staticmethod
    def recognises(folder: Path) -> bool:
        """Whether the package in *folder* is of this kind. The package is not imported."""

    @staticmethod
    def require_known(settings: Mapping[str, Any]) -> None:
        """Raise `DriverError` for settings that these packages do not have."""

    @property
    def name(self) -> str:
        """The import name of the package."""

    def function(self, operation: Operation, name: str) -> Callable[..., Any] | None:
        """The function of *operation* with that *name*, one of `FUNCTIONS`; None if missing."""

    def argument_name(
        self, operation: Operation, function: Callable[..., Any], location: str, wire_name: str
    ) -> str | None:
        """The argument of *function* for a parameter of *operation*; None if missing."""

    def argument(self, value: Any, hint: Any, *, native: bool) -> Any:
        """The Python object of the type *hint* for a JSON value; see `conversion.convert`."""

    def body_arguments(
        self, operation: Operation, function: Callable[..., Any], call: Call
    ) -> dict[str, Any] | None:
        """The arguments of *function* for the body of *call*; None if one is missing."""

    def class_for(self, operation: Operation, call: Call) -> Callable[..., Any]:
        """The client class that *call* of *operation* needs."""

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

        *settings* are further arguments of the client, *httpx_args* of the httpx client in it,
        such as `transport` and `event_hooks`.

        Raises:
            DriverError: the class does not accept the arguments that the adapter passes.
        """

    def forget_responses(self, client: Any) -> None:
        """
        Remove what earlier responses left in *client*, such as cookies.

        Only called if the promise "independent calls" is not made.
        """

    def close(self, client: Any) -> None:
        """Close what the sync functions use."""

    async def aclose(self, client: Any) -> None:
        """Close what the async functions use."""

    def server_settings(
        self, operation: Operation, call: Call, values: Mapping[str, str]
    ) -> dict[str, Any]:
        """
        Settings of a client for *call* without a base URL, with *values* of server variables.

        Only called if the promise "default server" is made.
        """

    def from_environment(
        self, operation: Operation, call: Call, httpx_args: Mapping[str, Any]
    ) -> Any:
        """
        A new strict client that takes its settings and credentials from the environment.

        Raises:
            DriverError: the environment or the class does not permit that.
        """

    def error_name(
        self, kind: str, pattern: str | None, *, returns: bool, status: int | None = None
    ) -> str:
        """
        The name of the error in which a call must end; empty if the call returns.

        Args:
            kind: an `OutcomeKind` other than "value", or "argument", "connection" or "timeout".
            pattern: the documented response, for the kind "status".
            returns: whether the function is a detailed one and the body is valid.
            status: the status of the response, if there is one.
        """

    def documented_as(self, error: Exception) -> str:
        """The name, as in `error_name`, of the documented error that *error* is; else empty."""

    def reproduction(
        self, operation: Operation, call: Call, function: str, url: str, arguments: str
    ) -> str:
        """Lines of Python that make *call* again, whose credentials are placeholders."""
