"""The errors that do not depend on the contract, for the module `errors`, which has all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from ._contract import WAIT_HEADERS


class ApiError(Exception):
    """Base class of every error that a call raises."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _new, (type(self), *self.args), self.__dict__.copy()


def _new(cls: type[ApiError], *args: Any) -> ApiError:
    return cls.__new__(cls, *args)  # not `__init__`, whose arguments differ from class to class


class InvalidArgument(ApiError, ValueError):
    """An argument that the contract does not allow. Nothing was sent."""

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(f"{_escape_control_characters(argument)}: {reason}")
        self.argument = argument
        """The name of the argument; for a member of a body, followed by its JSON pointer."""
        self.reason = reason


class ConnectionFailed(ApiError):
    """No complete response arrived. Whether the server acted is unknown."""


class Timeout(ApiError):
    """No response arrived in time. Whether the server acted is unknown."""


class ResponseError(ApiError):
    """Base class of the errors that a response causes."""

    def __init__(
        self, message: str, *, status: int, headers: httpx.Headers, content: bytes
    ) -> None:
        super().__init__(message)
        self.status = status
        """The status code."""
        self.headers = headers
        self.content = content
        """The decompressed body; empty if it cannot be decompressed."""


class InvalidResponse(ResponseError):
    """A success whose body breaks the contract."""

    def __init__(
        self, operation: str, *, pointer: str, reason: str, status: int, **response: Any
    ) -> None:
        place = f"{_escape_control_characters(pointer)} " if pointer else ""
        message = f"{operation}: invalid body of response {status}: {place}{reason}"
        super().__init__(message, status=status, **response)
        self.pointer = pointer
        """The JSON pointer of the first violation; empty for the body as a whole."""
        self.reason = reason


class UnexpectedRedirect(ResponseError):
    """A redirect. It was not followed, because the credentials would be sent along."""

    def __init__(self, operation: str, *, status: int, **response: Any) -> None:
        message = f"{operation}: unexpected redirect ({status}); check base_url"
        super().__init__(message, status=status, **response)


class BaseStatusError(ResponseError):
    """Base class of the errors for a status that is not a success."""

    def __init__(
        self, operation: str, *, status: int, body: Any = None, reason: str = "", **response: Any
    ) -> None:
        detail = f" ({reason})" if reason else ""
        message = f"{operation}: the server responded with status {status}{detail}"
        super().__init__(message, status=status, **response)
        self.body = body


def _escape_control_characters(text: str) -> str:
    """Escape control and bidirectional characters: property names come from the server."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def longest_wait(headers: Mapping[str, str]) -> float | None:
    """Return the longest time to wait that a header names, in seconds; None without one."""
    waits: list[float] = []
    for name, unit in WAIT_HEADERS.items():
        value = headers.get(name, "").strip()
        if value.isascii() and value.isdecimal() and len(value) <= 12:
            waits.append(int(value) * unit)
    return max(waits, default=None)
