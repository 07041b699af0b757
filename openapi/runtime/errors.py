"""Stand-in for the generated module `errors`: the errors of a contract that documents none."""

from collections.abc import Mapping

from ._base_errors import (
    ApiError,
    BaseStatusError,
    ConnectionFailed,
    InvalidArgument,
    InvalidResponse,
    Timeout,
    UnexpectedRedirect,
)


class StatusError(BaseStatusError):
    """A response with a status that is not a success."""


class UnexpectedStatus(StatusError):
    """A status that the contract does not document."""


#: Status pattern -> error class, for every documented status that is not a success.
BY_STATUS: Mapping[str, type[StatusError]] = {}

__all__ = [
    "ApiError",
    "ConnectionFailed",
    "InvalidArgument",
    "InvalidResponse",
    "StatusError",
    "Timeout",
    "UnexpectedRedirect",
    "UnexpectedStatus",
]
