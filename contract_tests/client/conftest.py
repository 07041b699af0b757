"""Fixtures of the tests that repeat calls."""

from __future__ import annotations

import asyncio
import time

import anyio
import pytest


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
