"""Capture the messages of all loggers."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

# The attributes of every log record. Others came through `extra`, and a formatter may show them.
STANDARD_ATTRIBUTES = vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}


class LazyMessages(Iterable[str]):
    """Log records as text with their tracebacks. They are formatted when iterated over."""

    def __init__(self, formatter: logging.Handler, records: Sequence[logging.LogRecord]) -> None:
        self._formatter, self._records = formatter, records

    def __iter__(self) -> Iterator[str]:
        for record in self._records:
            attributes = vars(record).items()
            extra = {name: value for name, value in attributes if name not in STANDARD_ATTRIBUTES}
            yield self._formatter.format(record) + (f" {extra}" if extra else "")


class LogCapture(logging.Handler):
    """A handler of all loggers at level DEBUG; within its block it replaces the other handlers."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Store the record."""
        self._records.append(record)

    def take(self) -> LazyMessages:
        """The messages since the last call."""
        records, self._records = self._records, []
        return LazyMessages(self, records)

    def __enter__(self) -> LogCapture:
        root = logging.getLogger()
        self._before = root.handlers[:], root.level
        root.handlers[:] = [self]
        root.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.handlers[:], level = self._before
        root.setLevel(level)
