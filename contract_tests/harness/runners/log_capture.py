"""Capture the messages of all loggers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from types import TracebackType
from typing import overload

# The attributes of every log record. Others came through `extra`, and a formatter may show them.
STANDARD_ATTRIBUTES = vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}


class LazyLines(Sequence[str]):
    """Log records as text with their tracebacks. Each is formatted when it is read; few are."""

    def __init__(self, formatter: logging.Handler, records: Sequence[logging.LogRecord]) -> None:
        self._formatter, self._records = formatter, records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return LazyLines(self._formatter, self._records[index])
        record = self._records[index]
        extra = {
            name: value for name, value in vars(record).items() if name not in STANDARD_ATTRIBUTES
        }
        return self._formatter.format(record) + (f" {extra}" if extra else "")


class LogCapture(logging.Handler):
    """A handler of all loggers at level DEBUG; within its block it replaces the other handlers."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Store the record."""
        self._records.append(record)

    def take(self) -> LazyLines:
        """The messages since the last call."""
        records, self._records = self._records, []
        return LazyLines(self, records)

    def __enter__(self) -> LogCapture:
        root = logging.getLogger()
        self._before = root.handlers[:], root.level
        root.handlers[:] = [self]
        root.setLevel(logging.DEBUG)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        root = logging.getLogger()
        root.handlers[:], level = self._before
        root.setLevel(level)
