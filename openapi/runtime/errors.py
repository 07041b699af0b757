"""Stand-in for the generated module `errors`: the errors of a contract that documents none."""

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


class ApiStatusError(BaseStatusError):
    """A response with a status that is not a success."""


class UnexpectedStatusError(ApiStatusError):
    """A status that the contract does not document."""


#: Status pattern -> error class, for every documented status that is not a success.
BY_STATUS: Mapping[str, type[ApiStatusError]] = {}

__all__ = [
    "ApiConnectionError",
    "ApiError",
    "ApiStatusError",
    "ApiTimeoutError",
    "InvalidArgumentError",
    "InvalidResponseError",
    "RedirectError",
    "UnexpectedStatusError",
]
