"""The connections of a client: one pool for all threads, and one for each event loop.

A client and its copies share them. A pool is opened by the first call, and is closed when no `with`
block and no call uses it any more.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

# Guards every `_Place` and `Pool`. It is reentrant, because a signal handler may close a client
# while the thread that it interrupts opens one.
_lock = threading.RLock()
# Identifies this process: a connection that was opened before a fork belongs to the parent.
_process = object()
# The pools of the parent. They are kept, because closing them could disturb the parent.
_inherited: list[Any] = []


def _start_process() -> None:
    global _lock, _process
    _lock = threading.RLock()  # a thread that does not exist here may have held the old one
    _process = object()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_process)


class Pool:
    """A transport of httpx with its connections, and the calls that use it."""

    def __init__(self, transport: Any, *, is_async: bool) -> None:
        self.transport = transport
        self.calls = 0
        self.interrupted = 0
        self.is_retired = False
        pool = getattr(transport, "_pool", None)  # of httpcore
        # A sync call can be interrupted between any two instructions, which may break a connection.
        self._limit = getattr(pool, "_max_connections", 100) / 2 if is_async else 1

    @property
    def is_worn_out(self) -> bool:
        """Whether so many calls were cancelled or interrupted that few connections may be left.

        httpcore can lose the place of a connection in its pool when a call ends in this way.
        """
        return self.interrupted >= self._limit


class _Place:
    """The pool of all threads or of one event loop, and the number of `with` blocks there."""

    def __init__(self, blocks: int = 0) -> None:
        self.pool: Pool | None = None
        self.blocks = blocks
        self.process = _process


class Connections:
    """The pools of a client and its copies.

    The methods return the transport that must be closed, if any; the caller closes it, because sync
    and async ones are closed in different ways.
    """

    def __init__(self) -> None:
        self._of_threads = _Place()

    def acquire(self, create: Callable[[], Any], *, is_async: bool) -> tuple[Pool, Any]:
        """Return a pool for one call, which must release it, and a worn out one to close."""
        with _lock:
            place = self._place(is_async=is_async)
            worn_out = None
            if place.pool is not None and place.pool.is_worn_out:
                worn_out = _retire(place)
            if place.pool is None:
                place.pool = Pool(create(), is_async=is_async)
            place.pool.calls += 1
            return place.pool, worn_out

    def release(self, pool: Pool, *, is_interrupted: bool) -> Any:
        """End the use of *pool* by a call."""
        with _lock:
            pool.calls -= 1
            pool.interrupted += is_interrupted
            return pool.transport if pool.is_retired and not pool.calls else None

    def enter(self, *, is_async: bool) -> None:
        """Count a `with` block."""
        with _lock:
            self._place(is_async=is_async).blocks += 1

    def leave(self, *, is_async: bool) -> Any:
        """End a `with` block; the last one retires the pool.

        Raises:
            RuntimeError: there is no such block in this place.
        """
        with _lock:
            place = self._place(is_async=is_async)
            if not place.blocks:
                raise RuntimeError("the client was left more often than it was entered")
            place.blocks -= 1
            return None if place.blocks else _retire(place)

    def retire(self, *, is_async: bool) -> Any:
        """Retire the pool: the next call opens another."""
        with _lock:
            return _retire(self._place(is_async=is_async))

    def _place(self, *, is_async: bool) -> _Place:
        places = _places_of_event_loop() if is_async else None
        place = self._of_threads if places is None else places.setdefault(self, _Place())
        if place.process is not _process:
            _inherited.append(place)
            place = _Place(place.blocks)
            if places is None:
                self._of_threads = place
            else:
                places[self] = place
        return place


def _retire(place: _Place) -> Any:
    pool, place.pool = place.pool, None
    if pool is None:
        return None
    pool.is_retired = True
    return None if pool.calls else pool.transport


_Places = MutableMapping[Connections, _Place]
_NAME = f"{__name__}.places"


def _places_of_event_loop() -> _Places:
    """Return the places of the running event loop.

    The event loop owns them, so that neither it nor a client keeps the other alive.
    """
    if trio := sys.modules.get("trio"):
        with suppress(RuntimeError):  # not in an event loop of trio
            return _places_of_trio(trio)
    import asyncio  # deferred: it takes longer to import than the rest of the package

    attributes = vars(asyncio.get_running_loop())
    places: _Places = attributes.setdefault(_NAME, WeakKeyDictionary[Any, Any]())
    return places


def _places_of_trio(trio: Any) -> _Places:
    variable = _run_variable(trio)
    with suppress(LookupError):
        found: _Places = variable.get()
        return found
    places: _Places = WeakKeyDictionary[Any, Any]()
    variable.set(places)
    return places


@cache
def _run_variable(trio: Any) -> Any:
    return trio.lowlevel.RunVar(_NAME)
