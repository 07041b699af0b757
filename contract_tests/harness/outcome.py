"""What a call came to, and the functions that make calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The functions of an operation, by flavour. The detailed ones return the response with the value.
FLAVOURS = {"sync": ("sync", "sync_detailed"), "async": ("asyncio", "asyncio_detailed")}
FUNCTIONS = tuple(name for names in FLAVOURS.values() for name in names)


@dataclass(frozen=True)
class Outcome:
    """
    What one call came to.

    Args:
        value: what the function returned, as it is; the parsed part of a detailed response.
        body: the same as a JSON value (`to_dict` of a model), or what the error tells; or None.
        error: the exception that the call raised instead.
        documented: whether the exception is one of the package's own.
        status: of a detailed response.
        content, headers: of a detailed response, or of an error that has them; headers keep order
            and duplicates.
    """

    value: object = None
    body: Any = None
    error: Exception | None = None
    documented: bool = False
    status: int | None = None
    content: bytes | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def error_status(self) -> int | None:
        """The HTTP status that the exception speaks of, if it does."""
        status = getattr(self.error, "status", None)
        return status if isinstance(status, int) else None


def is_async(function: str) -> bool:
    """Whether the function of that name is to be awaited."""
    return function in FLAVOURS["async"]


def is_detailed(function: str) -> bool:
    """Whether the function of that name returns the response with the value."""
    return function.endswith("_detailed")
