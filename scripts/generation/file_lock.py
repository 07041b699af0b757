"""A lock between processes, which is released when the process that holds it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(folder: Path, what: str) -> Iterator[None]:
    """
    Hold the lock of an existing folder; print a line if another process holds it.

    Args:
        folder: the folder whose lock is held.
        what: the name of the file or folder that changes, for the printed line.

    Raises:
        OSError: the folder cannot be opened.
    """
    number = _open(folder)
    try:
        if not _take(number, wait=False):
            print(f"Waiting for another run that changes {what}", file=sys.stderr, flush=True)
            while not _take(number, wait=True):
                pass
        yield
    finally:
        os.close(number)


if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile

    def _open(folder: Path) -> int:
        """Open a file of this user, because folders cannot be locked."""
        name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()
        return os.open(Path(tempfile.gettempdir(), f"{name}.lock"), os.O_RDWR | os.O_CREAT)

    def _take(number: int, *, wait: bool) -> bool:
        try:
            # LK_LOCK tries ten times, once a second.
            msvcrt.locking(number, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY | os.O_CLOEXEC)

    def _take(number: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
