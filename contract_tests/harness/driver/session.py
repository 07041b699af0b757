"""A client that stays open for several calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.harness.driver.driver import Driver
from contract_tests.harness.driver.loader import DriverError
from contract_tests.harness.outcome import Outcome, is_async
from contract_tests.harness.spec import Call, Operation


class Session:
    """
    A client with the credentials of *call*; a context manager that closes the client.

    If the client refuses its arguments, each call has that error as its outcome.

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
            self._client = driver.adapter.create(
                operation, call, base_url, settings=settings, httpx_args=httpx_args
            )
        except DriverError:
            raise
        except Exception as error:
            self._refusal = driver.failure(error)
        driver.sessions.add(self)

    @property
    def closed(self) -> bool:
        """Whether the client has been closed, or was never open."""
        return self._client is None

    def close(self) -> None:
        """Close the client; do nothing if it is closed."""
        client, self._client = self._client, None
        if client is None:
            return
        adapter = self._driver.adapter
        adapter.close(client)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._driver.run(adapter.aclose(client))
        else:  # The garbage collector closes the session of a failed test during a later call.
            self._closing = loop.create_task(adapter.aclose(client))

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def perform(self, function: str, steps: Iterable[object] = (None,)) -> list[Outcome]:
        """
        Make the call of this session once for each of *steps*, with the function of that name.

        An iterator of *steps* can act between two calls. All async calls share one run of the event
        loop, because starting it takes as long as a call.
        """
        arguments = self._arguments(function, self._call)
        if is_async(function):
            return self._driver.run(self._perform_async(function, arguments, steps))
        return [self._invoke(function, self._renewed(function, arguments)) for _ in steps]

    def make(self, function: str, call: Call) -> Outcome:
        """Make another *call* with the sync *function* and the credentials of this session."""
        return self._invoke(function, self._arguments(function, call))

    async def make_async(self, function: str, call: Call) -> Outcome:
        """Make another *call* with the async *function*, in the driver's event loop."""
        return await self._invoke_async(function, self._arguments(function, call))

    def _arguments(self, function: str, call: Call) -> dict[str, Any]:
        arguments = self._driver.arguments(self._operation, call, function)
        return {**arguments, "client": self._client}

    def _invoke(self, function: str, arguments: Mapping[str, Any]) -> Outcome:
        return self._refusal or self._driver.invoke(self._operation, function, arguments)

    async def _invoke_async(self, function: str, arguments: Mapping[str, Any]) -> Outcome:
        return self._refusal or await self._driver.invoke_async(
            self._operation, function, arguments
        )

    def _renewed(self, function: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """
        The *arguments* for the next call of this session.

        Where the client does not promise independent calls, they are made anew, because a file can
        be read once, and the client forgets earlier responses.
        """
        adapter = self._driver.adapter
        if self._client is None or "independent calls" not in adapter.NOT_PROMISED:
            return arguments
        adapter.forget_responses(self._client)
        return self._arguments(function, self._call)

    async def _perform_async(
        self, function: str, arguments: Mapping[str, Any], steps: Iterable[object]
    ) -> list[Outcome]:
        return [
            await self._invoke_async(function, self._renewed(function, arguments)) for _ in steps
        ]
