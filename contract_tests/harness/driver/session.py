"""A client that stays open, and calls made with it as often as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from contract_tests.harness.driver.driver import Driver
from contract_tests.harness.driver.loader import DriverError
from contract_tests.harness.outcome import Outcome, is_async
from contract_tests.harness.spec import Call, Operation


class Session:
    """
    A client for *call*; a context manager, at whose end it is closed.

    Args:
        settings: further arguments of the client.
        httpx_args: further arguments of the httpx client in it.
    """

    def __init__(
        self,
        driver: Driver,
        operation: Operation,
        call: Call,
        base_url: str,
        *,
        settings: Mapping[str, Any] | None = None,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> None:
        self._driver = driver
        self._operation = operation
        self._call = call
        self._refusal: Outcome | None = None
        self._client: Any = None
        try:
            self._client = driver.client(
                call, "sync", base_url, settings=settings, httpx_args=httpx_args
            )
        except DriverError:
            raise
        except Exception as error:
            self._refusal = driver.failure(error)
        driver.sessions.add(self)

    def close(self) -> None:
        """Close the client, if that is not done yet."""
        client, self._client = self._client, None
        if client is None:
            return
        client.close()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._driver._runner.run(client.aclose())
        else:  # what a failed case left behind is collected amid a later call
            self._closing = loop.create_task(client.aclose())

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def perform(self, function: str, turns: Iterable[object] = (None,)) -> list[Outcome]:
        """
        Make the call once for each of *turns*, with the function of that name.

        To ask for the next turn is the caller's chance to act between two calls. All async calls
        share one run of the event loop: to start it takes as long as a call.
        """
        arguments = self._arguments(function, self._call)
        if is_async(function):
            return self._driver._runner.run(self._perform_async(function, arguments, turns))
        return [self._once(function, arguments) for _ in turns]

    def make(self, function: str, call: Call) -> Outcome:
        """Make another *call*, with the keys of this session, and a function that is sync."""
        return self._once(function, self._arguments(function, call))

    async def make_async(self, function: str, call: Call) -> Outcome:
        """The same with one that is async, in the event loop of the driver."""
        return await self._once_async(function, self._arguments(function, call))

    def _arguments(self, function: str, call: Call) -> dict[str, Any]:
        arguments = self._driver.arguments(self._operation, call, function)
        return {**arguments, "client": self._client}

    def _once(self, function: str, arguments: dict[str, Any]) -> Outcome:
        if self._refusal is not None:
            return self._refusal
        perform = getattr(self._driver._module(self._operation), function)
        try:
            return self._driver.outcome(function, perform(**arguments))
        except Exception as error:
            return self._driver.failure(error)

    async def _once_async(self, function: str, arguments: dict[str, Any]) -> Outcome:
        if self._refusal is not None:
            return self._refusal
        perform = getattr(self._driver._module(self._operation), function)
        try:
            return self._driver.outcome(function, await perform(**arguments))
        except Exception as error:
            return self._driver.failure(error)

    async def _perform_async(
        self, function: str, arguments: dict[str, Any], turns: Iterable[object]
    ) -> list[Outcome]:
        return [await self._once_async(function, arguments) for _ in turns]
