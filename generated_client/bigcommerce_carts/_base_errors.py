# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The errors that do not depend on the contract, for the module `errors`, which has all."""

from __future__ import annotations

from typing import Any, TypeVar

from ._assertions import Violation
from .types import Response

T = TypeVar("T")


class ApiError(Exception):
    """Base class of every error that a call raises."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _new, (type(self), *self.args), self.__dict__.copy()


def _new(cls: type[ApiError], *args: Any) -> ApiError:
    return cls.__new__(cls, *args)  # not `__init__`, whose arguments differ from class to class


class InvalidArgumentError(ApiError, ValueError):
    """An argument that the contract does not allow. Nothing was sent."""

    def __init__(self, argument: str, reason: str, pointer: str = "") -> None:
        super().__init__(f"{_escape_control_characters(argument + pointer)}: {reason}")
        self.argument = argument
        """The name of the Python argument; for a setting of the environment, of the variable."""
        self.pointer = pointer
        """A JSON pointer into the argument; empty for the argument as a whole."""
        self.reason = reason


class _NoResponseError(ApiError):
    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the request may have reached the server, which may have acted on it."""


class ApiConnectionError(_NoResponseError):
    """No complete response arrived."""


class ApiTimeoutError(_NoResponseError):
    """No complete response arrived in time."""


class ResponseError(ApiError):
    """Base class of the errors that a response causes. It has the attributes of a `Response`."""

    def __init__(self, message: str, response: Response[Any]) -> None:
        super().__init__(message)
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = response.content
        """The decompressed body; empty if it cannot be decompressed or is too large."""
        self.parsed: Any = response.parsed
        """The body as a model, or None if it breaks the contract."""
        self.retry_after = response.retry_after
        self.request_id = response.request_id


class InvalidResponseError(ResponseError):
    """A response whose body breaks the contract, which a strict client also raises for an error."""

    def __init__(self, operation: str, response: Response[Any], violation: Violation) -> None:
        pointer, reason = violation
        place = f"{_escape_control_characters(pointer)} " if pointer else ""
        status = response.status_code
        super().__init__(
            f"{operation}: invalid body of response {status}: {place}{reason}", response
        )
        self.pointer = pointer
        """The JSON pointer of the first violation; empty for the body as a whole."""
        self.reason = reason


class RedirectError(ResponseError):
    """A redirect. It was not followed, because the credentials would be sent along."""

    def __init__(self, operation: str, response: Response[Any]) -> None:
        status = response.status_code
        super().__init__(f"{operation}: unexpected redirect ({status}); check base_url", response)


class BaseStatusError(ResponseError):
    """Base class of the errors for a status that is not a success."""

    def __init__(self, operation: str, response: Response[Any], reason: str = "") -> None:
        detail = f" ({reason})" if reason else ""
        message = f"{operation}: the server responded with status {response.status_code}{detail}"
        super().__init__(message, response)


def _escape_control_characters(text: str) -> str:
    """Escape control and bidirectional characters: property names come from the server."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def result_of(outcome: T | ApiError) -> T:
    """Return *outcome*, or raise it if it is an error.

    The functions that see a credential or a body return their errors. So no frame of a traceback
    has a secret in a local variable, which tools for error reports would send, and no error keeps
    itself alive through such a frame.
    """
    try:
        if isinstance(outcome, ApiError):
            raise outcome
        return outcome
    finally:
        del outcome
