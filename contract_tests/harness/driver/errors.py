"""What the client calls its errors, and what it says that it forgives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType

# The class in the package's `errors` module for each way in which a call can end without a value.
NAMES = {
    "argument": "InvalidArgument",
    "connection": "ConnectionFailed",
    "timeout": "Timeout",
    "body": "InvalidResponse",
    "redirect": "UnexpectedRedirect",
    "unexpected": "UnexpectedStatus",
}
ANY_STATUS = "StatusError"


def error_name(package: ModuleType, kind: str, pattern: str | None = None) -> str:
    """
    The name of the error of that *kind*.

    For the kind "status" it is the error that is documented for the status *pattern*: the one
    whose docstring says that and nothing else.
    """
    if kind != "status":
        return NAMES[kind]
    return _by_pattern(package).get(pattern or "", ANY_STATUS)


def tolerances(package: ModuleType) -> Mapping[str, str]:
    """The client's table of what it forgives: reason by name."""
    table: Mapping[str, str] = package._response.TOLERANCES
    return table


@cache
def _by_pattern(package: ModuleType) -> Mapping[str, str]:
    kinds = {name: kind for name, kind in vars(package.errors).items() if isinstance(kind, type)}
    root = kinds[ANY_STATUS]
    return {
        (kind.__doc__ or "").strip().rstrip(".").upper(): name
        for name, kind in kinds.items()
        if issubclass(kind, root) and kind is not root
    }
