"""
Order of the proofs: what takes long comes first, spread over the workers of xdist.

Proofs of Ctrl-C hold wherever they are started.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from typing import TypeVar

import pytest

from contract_tests.harness.tests import generator_fixtures

Each = TypeVar("Each")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(generator_fixtures, "meta-workshop")
    config.addinivalue_line("markers", "slow: takes as long as hundreds of others")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """A shell starts what goes on in its background deaf to SIGINT, and that is inherited."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = [item for item in items if item.get_closest_marker("slow")]
    rest = [item for item in items if not item.get_closest_marker("slow")]
    items[:] = spread(slow, rest, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def spread(slow: Sequence[Each], rest: Sequence[Each], workers: int) -> list[Each]:
    """
    All of them, so that each worker begins with its share of *slow*: at first, each gets as many as
    the others, in this order.
    """
    size = -(-(len(slow) + len(rest)) // workers)
    ordered: list[Each] = []
    fast = list(rest)
    for worker in range(workers):
        mine = slow[worker::workers]
        room = max(0, size - len(mine))
        ordered += [*mine, *fast[:room]]
        del fast[:room]
    return [*ordered, *fast]
