"""A pytest plugin of the self-tests: slow tests first, and SIGINT that can be received."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from typing import TypeVar

import pytest

Test = TypeVar("Test")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Handle SIGINT as usual: a shell makes its background jobs, and their children, ignore it."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# After `-k` and `-m` have removed tests, so that the workers share what is left.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = [item for item in items if item.get_closest_marker("slow")]
    fast = [item for item in items if not item.get_closest_marker("slow")]
    items[:] = spread(slow, fast, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def spread(slow: Sequence[Test], fast: Sequence[Test], workers: int) -> list[Test]:
    """
    All tests in an order in which each worker begins with its share of the *slow* ones.

    pytest-xdist gives each worker an equal number of consecutive tests at first.
    """
    size = -(-(len(slow) + len(fast)) // workers)
    ordered: list[Test] = []
    remaining = list(fast)
    for worker in range(workers):
        share = slow[worker::workers]
        free = max(0, size - len(share))
        ordered += [*share, *remaining[:free]]
        del remaining[:free]
    return [*ordered, *remaining]
