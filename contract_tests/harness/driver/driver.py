"""The driver: makes calls with the functions of a client package, through its adapter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar
from weakref import WeakSet

from contract_tests.harness.driver.call_arguments import (
    carried_call,
    keyword_arguments,
    missing_part,
)
from contract_tests.harness.driver.connections import Connections, credential_hooks
from contract_tests.harness.driver.conversion import to_json
from contract_tests.harness.driver.loader import DriverError, signature_of
from contract_tests.harness.driver.reproduction import keywords
from contract_tests.harness.driver.selection import adapter_for
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import FUNCTIONS, Outcome, is_async, is_detailed
from contract_tests.harness.spec import Call, Operation, SecurityScheme

Result = TypeVar("Result")


class SupportsClose(Protocol):
    """Anything that must be closed before the driver is."""

    def close(self) -> None:
        """Release all resources; do nothing if that has been done."""


class Driver:
    """
    The client package in *folder*. Close the driver after use.

    Args:
        folder: the folder of the package.
        settings: further arguments of every client.

    Raises:
        DriverError: the package is of no known kind, or cannot be used.
    """

    def __init__(self, folder: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.adapter = adapter_for(folder)(folder, settings or {})
        self.sessions: WeakSet[SupportsClose] = WeakSet()
        self._runner = asyncio.Runner()
        self._connections = Connections()

    @property
    def name(self) -> str:
        """The import name of the client package."""
        return self.adapter.name

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run *coroutine* in the event loop of all async calls and return its result."""
        return self._runner.run(coroutine)

    def end_sessions(self) -> None:
        """Close all sessions that are still open. A failed check leaves its session open."""
        for session in list(self.sessions):
            session.close()

    def close(self) -> None:
        """Close all sessions, the connections and the event loop."""
        self.end_sessions()
        self._connections.close_all(self._runner)
        self._runner.close()

    def function(self, operation: Operation, name: str) -> Callable[..., Any]:
        """
        The generated function of *operation* with that *name*, one of `FUNCTIONS`.

        Raises:
            MismatchError: the package has no such function.
        """
        if (function := self.adapter.function(operation, name)) is None:
            raise missing_part(operation, f"no function `{name}`")
        return function

    def perform(
        self,
        operation: Operation,
        call: Call,
        function: str,
        base_url: str,
        *,
        drop_credentials: Iterable[SecurityScheme] = (),
        httpx_args: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """
        Make *call* with the function of that name, on a new client for the server at *base_url*.

        The client gets all credentials; those of the schemes in *drop_credentials* are removed from
        its request before it is sent, because a client need not be able to leave them out.
        *httpx_args* are further arguments of the httpx client.
        """

        def make_client() -> Any:
            hooks = credential_hooks(function, tuple(drop_credentials))
            transport = {"transport": self._connections, "event_hooks": hooks}
            return self.adapter.create(
                operation, call, base_url, httpx_args={**transport, **(httpx_args or {})}
            )

        return self.perform_on(make_client, operation, call, function)

    def perform_on(
        self, make_client: Callable[[], Any], operation: Operation, call: Call, function: str
    ) -> Outcome:
        """Make *call* on the client that *make_client* returns, then close that client."""
        try:
            arguments = self.arguments(operation, call, function)
            arguments["client"] = client = make_client()
        except (DriverError, MismatchError):
            raise
        except Exception as error:
            return self.failure(error)
        if is_async(function):
            return self.run(self.invoke_async(operation, function, arguments, client))
        return self.invoke(operation, function, arguments, client)

    def invoke(
        self, operation: Operation, function: str, arguments: Mapping[str, Any], scope: Any = None
    ) -> Outcome:
        """Call the sync *function* with *arguments*, inside the context manager *scope* if any."""
        target = self.function(operation, function)
        try:
            with scope or nullcontext():
                return self.outcome(function, target(**arguments))
        except Exception as error:
            return self.failure(error)

    async def invoke_async(
        self, operation: Operation, function: str, arguments: Mapping[str, Any], scope: Any = None
    ) -> Outcome:
        """Call the async *function* with *arguments*, inside the context manager *scope* if any."""
        target = self.function(operation, function)
        try:
            async with scope or nullcontext():
                return self.outcome(function, await target(**arguments))
        except Exception as error:
            return self.failure(error)

    def arguments(self, operation: Operation, call: Call, function: str) -> dict[str, Any]:
        """
        Keyword arguments for the function of that name, without the client.

        Raises:
            MismatchError: the function lacks an argument.
        """
        target = self.function(operation, function)
        return keyword_arguments(self.adapter, operation, call, target)

    def carried(self, operation: Operation, call: Call) -> Call:
        """The *call* as the types of the client can carry it; see `carried_call`."""
        function = self.function(operation, FUNCTIONS[0])
        return carried_call(self.adapter, operation, call, function)

    def argument_names(self, operation: Operation, call: Call) -> list[str]:
        """The arguments of the functions of *operation*, and of the client class of *call*."""
        functions = self.function(operation, FUNCTIONS[0]), self.adapter.class_for(operation, call)
        return [name for function in functions for name in signature_of(function).parameters]

    def reproduction(self, operation: Operation, call: Call, function: str, base_url: str) -> str:
        """Lines of Python that make *call* again, with placeholders for its credentials."""
        arguments = keywords(self.arguments(operation, call, function))
        shown = {name: each.placeholder for name, each in call.credentials.items()}
        call = replace(call, credentials=shown)
        return self.adapter.reproduction(operation, call, function, base_url, arguments)

    def outcome(self, function: str, returned: Any) -> Outcome:
        """The outcome of a call whose *function* returned a value."""
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
        The outcome of a call that raised *error*.

        The traceback is removed: its frames would keep earlier outcomes and all bodies in memory.
        """
        try:
            body = to_json(getattr(error, "parsed", None))
        except Exception as second:  # a string that equals no body that was sent
            body = f"to_dict raised {type(second).__name__}: {second}"
        return Outcome(
            body=body,
            error=error.with_traceback(None),
            documented_as=self.adapter.documented_as(error),
            content=getattr(error, "content", None),
            headers=_pairs(getattr(getattr(error, "headers", None), "raw", ())),
            argument=getattr(error, "argument", ""),
            pointer=getattr(error, "pointer", ""),
        )


def _pairs(raw: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower(), value) for name, value in raw)
