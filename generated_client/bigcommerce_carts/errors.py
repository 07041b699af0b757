# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The errors that a call can raise.

    ApiError
    ├── InvalidArgumentError          the contract does not allow an argument; nothing was sent
    ├── ApiConnectionError            no complete response: refused, reset, broken off
    ├── ApiTimeoutError               no complete response in time
    ├── InvalidResponseError          a response whose body breaks the contract
    ├── RedirectError                 a redirect; it was not followed
    └── ApiStatusError                a status that is not a success
        ├── UnauthorizedError         401
        ├── ForbiddenError            403
        ├── NotFoundError             404
        ├── ConflictError             409
        ├── UnprocessableEntityError  422
        ├── RateLimitError            429
        ├── ServerError               5XX
        └── UnexpectedStatusError     a status that the contract does not document

Messages contain no credential, header value or part of a body. Errors can be copied and pickled.
"""

from collections.abc import Mapping

from ._base_errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    BaseStatusError,
    InvalidArgumentError,
    InvalidResponseError,
    RedirectError,
)
from .models.error_response import ErrorResponse


class ApiStatusError(BaseStatusError):
    """A response with a status that is not a success."""

    parsed: ErrorResponse | None
    """The body as a model, or None if it breaks the contract."""


class UnexpectedStatusError(ApiStatusError):
    """A status that the contract does not document."""


class UnauthorizedError(ApiStatusError):
    status_pattern = "401"


class ForbiddenError(ApiStatusError):
    status_pattern = "403"


class NotFoundError(ApiStatusError):
    status_pattern = "404"


class ConflictError(ApiStatusError):
    status_pattern = "409"


class UnprocessableEntityError(ApiStatusError):
    status_pattern = "422"


class RateLimitError(ApiStatusError):
    status_pattern = "429"


class ServerError(ApiStatusError):
    status_pattern = "5XX"


#: Status pattern -> error class, for every documented status that is not a success.
BY_STATUS: Mapping[str, type[ApiStatusError]] = {
    "401": UnauthorizedError,
    "403": ForbiddenError,
    "404": NotFoundError,
    "409": ConflictError,
    "422": UnprocessableEntityError,
    "429": RateLimitError,
    "5XX": ServerError,
}

__all__ = [
    "ApiConnectionError",
    "ApiError",
    "ApiStatusError",
    "ApiTimeoutError",
    "ConflictError",
    "ForbiddenError",
    "InvalidArgumentError",
    "InvalidResponseError",
    "NotFoundError",
    "RateLimitError",
    "RedirectError",
    "ServerError",
    "UnauthorizedError",
    "UnexpectedStatusError",
    "UnprocessableEntityError",
]
