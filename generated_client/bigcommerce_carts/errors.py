# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
Everything that a call can raise.

    ApiError
    ├── InvalidArgument          an argument that the contract does not allow; nothing was sent
    ├── ConnectionFailed         no answer: refused, reset, broken off
    ├── Timeout                  no answer in time
    ├── InvalidResponse          a success whose body breaks the contract
    ├── UnexpectedRedirect       a redirect; it was not followed
    └── StatusError              an answer that is no success
        ├── Unauthorized         401
        ├── Forbidden            403
        ├── NotFound             404
        ├── Conflict             409
        ├── UnprocessableEntity  422
        ├── RateLimited          429
        ├── ServerError          5XX
        └── UnexpectedStatus     a status that the contract does not have

No message holds a key, a header's value or any part of a body. Every error can be copied and
pickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from .models.error_response import ErrorResponse


class ApiError(Exception):
    """The root: whatever goes wrong in a call is one of these."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__.copy())


def _restore(cls: type[ApiError], args: tuple[Any, ...], state: dict[str, Any]) -> ApiError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


def _line(text: str) -> str:
    """A member's name may hold a line break, or what turns a terminal's text around."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()


class InvalidArgument(ApiError, ValueError):
    """An argument that the contract does not allow. Nothing was sent."""

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(f"{_line(argument)}: {reason}")
        self.argument = argument
        """The argument's name; for a member of a body, followed by its JSON pointer."""
        self.reason = reason


class ConnectionFailed(ApiError):
    """There was no answer, or it broke off. Whether the server acted is not known."""


class Timeout(ApiError):
    """There was no answer in time. Whether the server acted is not known."""


class _Answered(ApiError):
    def __init__(
        self, message: str, *, status: int, headers: httpx.Headers, content: bytes
    ) -> None:
        super().__init__(message)
        self.status = status
        """The status code."""
        self.headers = headers
        self.content = content
        """The body as it came, decompressed; empty where it cannot be."""


class InvalidResponse(_Answered):
    """A success whose body breaks the contract."""

    def __init__(
        self,
        operation: str,
        *,
        status: int,
        headers: httpx.Headers,
        content: bytes,
        pointer: str,
        reason: str,
    ) -> None:
        place = f"{_line(pointer)} " if pointer else ""
        super().__init__(
            f"{operation}: the body of {status} breaks the contract: {place}{reason}",
            status=status,
            headers=headers,
            content=content,
        )
        self.pointer = pointer
        """The JSON pointer of the first fault; empty for the body as a whole."""
        self.reason = reason


class UnexpectedRedirect(_Answered):
    """A redirect. It was not followed, because the keys would go along."""

    def __init__(
        self, operation: str, *, status: int, headers: httpx.Headers, content: bytes
    ) -> None:
        super().__init__(
            f"{operation}: the server answers {status} and sends the call elsewhere; check base_url",
            status=status,
            headers=headers,
            content=content,
        )


class StatusError(_Answered):
    """An answer that is no success."""

    def __init__(
        self,
        operation: str,
        *,
        status: int,
        headers: httpx.Headers,
        content: bytes,
        body: ErrorResponse | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(
            f"{operation}: the server answers {status}{f' ({reason})' if reason else ''}",
            status=status,
            headers=headers,
            content=content,
        )
        self.body = body
        """The body as a model, or None where it is not what the contract says."""


class UnexpectedStatus(StatusError):
    """A status that the contract does not have."""


class Unauthorized(StatusError):
    """401."""


class Forbidden(StatusError):
    """403."""


class NotFound(StatusError):
    """404."""


class Conflict(StatusError):
    """409."""


class UnprocessableEntity(StatusError):
    """422."""


class RateLimited(StatusError):
    """429."""

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the next call: the longest that a header names, else None."""
        return longest_wait(self.headers)


class ServerError(StatusError):
    """5XX."""


#: Status pattern -> error, for every documented status that is no success.
BY_STATUS: Mapping[str, type[StatusError]] = {
    "401": Unauthorized,
    "403": Forbidden,
    "404": NotFound,
    "409": Conflict,
    "422": UnprocessableEntity,
    "429": RateLimited,
    "5XX": ServerError,
}

#: Header -> its unit in seconds, for every documented header that names a time to wait.
WAIT_HEADERS: Mapping[str, float] = {
    "X-Rate-Limit-Time-Reset-Ms": 0.001,
    "X-Retry-After": 1.0,
}


def longest_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait before the next call, or None where no header says so."""
    waits: list[float] = []
    for name, unit in WAIT_HEADERS.items():
        value = headers.get(name, "").strip()
        if value.isascii() and value.isdecimal() and len(value) <= 12:
            waits.append(int(value) * unit)
    return max(waits, default=None)


__all__ = [
    "ApiError",
    "Conflict",
    "ConnectionFailed",
    "Forbidden",
    "InvalidArgument",
    "InvalidResponse",
    "NotFound",
    "RateLimited",
    "ServerError",
    "StatusError",
    "Timeout",
    "Unauthorized",
    "UnexpectedRedirect",
    "UnexpectedStatus",
    "UnprocessableEntity",
]
