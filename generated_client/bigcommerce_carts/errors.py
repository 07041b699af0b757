# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The errors that a call can raise.

    ApiError
    ├── InvalidArgument          the contract does not allow an argument; nothing was sent
    ├── ConnectionFailed         no complete response: refused, reset, broken off
    ├── Timeout                  no response in time
    ├── InvalidResponse          a success whose body breaks the contract
    ├── UnexpectedRedirect       a redirect; it was not followed
    └── StatusError              a status that is not a success
        ├── Unauthorized         401
        ├── Forbidden            403
        ├── NotFound             404
        ├── Conflict             409
        ├── UnprocessableEntity  422
        ├── RateLimited          429
        ├── ServerError          5XX
        └── UnexpectedStatus     a status that the contract does not document

Messages contain no credential, header value or part of a body. Errors can be copied and pickled.
"""

from collections.abc import Mapping

from ._base_errors import (
    ApiError,
    BaseStatusError,
    ConnectionFailed,
    InvalidArgument,
    InvalidResponse,
    Timeout,
    UnexpectedRedirect,
    longest_wait,
)
from .models.error_response import ErrorResponse


class StatusError(BaseStatusError):
    """A response with a status that is not a success."""

    body: ErrorResponse | None
    """The body as a model, or None if it breaks the contract."""


class UnexpectedStatus(StatusError):
    """A status that the contract does not document."""


class Unauthorized(StatusError):
    status_pattern = "401"


class Forbidden(StatusError):
    status_pattern = "403"


class NotFound(StatusError):
    status_pattern = "404"


class Conflict(StatusError):
    status_pattern = "409"


class UnprocessableEntity(StatusError):
    status_pattern = "422"


class RateLimited(StatusError):
    status_pattern = "429"

    @property
    def retry_after(self) -> float | None:
        """The longest time to wait that a header names, in seconds; None without one."""
        return longest_wait(self.headers)


class ServerError(StatusError):
    status_pattern = "5XX"


#: Status pattern -> error class, for every documented status that is not a success.
BY_STATUS: Mapping[str, type[StatusError]] = {
    "401": Unauthorized,
    "403": Forbidden,
    "404": NotFound,
    "409": Conflict,
    "422": UnprocessableEntity,
    "429": RateLimited,
    "5XX": ServerError,
}

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
