"""Fixtures that several test modules use."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import anyio
import pytest

from contract_tests.client.raw_server import RawServer, echo, raw_server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Replace sleeping; return the list of the seconds that the calls wait."""
    seconds: list[float] = []

    def sleep(delay: float) -> None:
        with pytest.raises(RuntimeError):  # it would block an event loop
            asyncio.get_running_loop()
        seconds.append(delay)

    async def sleep_async(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(anyio, "sleep", sleep_async)
    return seconds


@pytest.fixture
def server() -> Iterator[RawServer]:
    """Return a server that answers each request with URLs that name its cart."""
    with raw_server(echo) as server:
        yield server
