"""A lock between processes, which is released when the process that holds it ends."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(place: Path) -> Iterator[None]:
    """Hold the lock for changes of *place*; print a line if another process holds it."""
    name = hashlib.sha256(os.fsencode(place.resolve())).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"{place.name}-{name}.lock").open("a+b") as file:
        if not _take(file.fileno(), wait=False):
            print(f"Waiting for another run that changes {place.name}", file=sys.stderr, flush=True)
            while not _take(file.fileno(), wait=True):
                pass
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(number: int, *, wait: bool) -> bool:
        try:
            # LK_LOCK tries ten times, once a second.
            msvcrt.locking(number, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(number: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
