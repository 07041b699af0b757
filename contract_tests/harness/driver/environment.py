"""A client that takes its settings and keys from the environment, as its users' clients do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from contract_tests.harness.driver.driver import Driver
from contract_tests.harness.driver.loader import DriverError
from contract_tests.harness.outcome import Outcome, is_async
from contract_tests.harness.spec import Call, Operation


def perform_from_environment(
    driver: Driver, operation: Operation, call: Call, function: str, httpx_args: Mapping[str, Any]
) -> Outcome:
    """
    Make *call* with the function of that name, on a client that the environment configures.

    The keys of *call* are not given to the client. *httpx_args* are for the httpx client in it.

    Raises:
        DriverError: the environment lacks a variable, or holds one that cannot be used; or the
            package has no way to read it.
    """
    client = _client(driver, call, httpx_args)
    perform = getattr(driver._module(operation), function)
    arguments = driver.arguments(operation, call, function)
    try:
        if is_async(function):
            return driver.outcome(function, asyncio.run(_await(perform, client, arguments)))
        with client:
            return driver.outcome(function, perform(**arguments, client=client))
    except Exception as error:
        return driver.failure(error)


def _client(driver: Driver, call: Call, httpx_args: Mapping[str, Any]) -> Any:
    package = driver.package
    kind = package.AuthenticatedClient if call.credentials else package.Client
    if not hasattr(kind, "from_env"):
        raise DriverError(f"{driver.name}.{kind.__name__} has no `from_env`")
    try:
        return kind.from_env(httpx_args=dict(httpx_args))
    except ValueError as error:
        # The client's own message names the variable, and not its value.
        raise DriverError(str(error)) from None


async def _await(function: Any, client: Any, arguments: dict[str, Any]) -> Any:
    async with client:
        return await function(**arguments, client=client)
