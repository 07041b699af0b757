"""The outcome of a call, and the names of the functions that make calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The functions of an operation. The detailed ones return the response together with the value.
FLAVOURS = {"sync": ("sync", "sync_detailed"), "async": ("asyncio", "asyncio_detailed")}
FUNCTIONS = tuple(name for names in FLAVOURS.values() for name in names)
# A sync and an async function, a plain and a detailed one, where all four would take too long.
SYNC_AND_ASYNC = ("sync", "asyncio_detailed")
# A sync and an async function: the plain ones, and the detailed ones.
SYNC_ASYNC_PAIRS: tuple[tuple[str, ...], ...] = tuple(zip(*FLAVOURS.values(), strict=True))


@dataclass(frozen=True)
class Outcome:
    """
    What one call returned or raised.

    Args:
        value: the returned object; of a detailed response, its parsed part.
        body: the value, or the body of the error, as a JSON value; None without either.
        error: the exception that the call raised.
        documented_as: the name of the documented error that the exception is; empty for any other.
        status: the status of a detailed response.
        content, headers: those of a detailed response, or of an error that has them; headers keep
            their order and duplicates.
        argument: the name of the argument that the exception is about.
        pointer: the JSON pointer of the exception into the argument or the body.
    """

    value: object = None
    body: Any = None
    error: Exception | None = None
    documented_as: str = ""
    status: int | None = None
    content: bytes | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    argument: str = ""
    pointer: str = ""

    @property
    def error_status(self) -> int | None:
        """The HTTP status of the exception, if it has one."""
        status = getattr(self.error, "status_code", None)
        return status if isinstance(status, int) else None


def is_async(function: str) -> bool:
    """Whether the function of that name is a coroutine function."""
    return function in FLAVOURS["async"]


def is_detailed(function: str) -> bool:
    """Whether the function of that name returns the response together with the value."""
    return function.endswith("_detailed")
