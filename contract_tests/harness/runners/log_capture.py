"""Everything that is logged, by anybody."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from types import TracebackType
from typing import overload

# What each record has. Anything else came in `extra`, where a formatter may show it.
KNOWN = vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}


class LazyLines(Sequence[str]):
    """Records as text, with their tracebacks: formatted when asked for, because few are."""

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
        extra = {name: value for name, value in vars(record).items() if name not in KNOWN}
        return self._formatter.format(record) + (f" {extra}" if extra else "")


class LogCapture(logging.Handler):
    """Listens to all loggers at level DEBUG, in place of the handlers that were there."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        self._records.append(record)

    def take(self) -> LazyLines:
        """What was logged since the last time."""
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
