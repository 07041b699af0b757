"""A client that stays open, and one call made with it as often as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from contract_tests.contract import Call, Operation
from contract_tests.driver.client import Driver
from contract_tests.driver.outcome import Outcome, is_async
from contract_tests.driver.package import DriverError


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
        if self._refusal is not None:
            return [self._refusal for _ in turns]
        perform = getattr(self._driver._module(self._operation), function)
        arguments = self._driver.arguments(self._operation, self._call, function)
        arguments["client"] = self._client
        if is_async(function):
            return self._driver._runner.run(self._perform_async(function, arguments, turns))
        outcomes = []
        for _ in turns:
            try:
                outcomes.append(self._driver.outcome(function, perform(**arguments)))
            except Exception as error:
                outcomes.append(self._driver.failure(error))
        return outcomes

    async def _perform_async(
        self, function: str, arguments: dict[str, Any], turns: Iterable[object]
    ) -> list[Outcome]:
        perform = getattr(self._driver._module(self._operation), function)
        outcomes = []
        for _ in turns:
            try:
                outcomes.append(self._driver.outcome(function, await perform(**arguments)))
            except Exception as error:
                outcomes.append(self._driver.failure(error))
        return outcomes
