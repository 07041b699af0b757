"""The names of the client's errors, and its table of tolerances."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType

# The class in the module `errors` for each way in which a call can end without a value.
NAMES = {
    "argument": "InvalidArgumentError",
    "connection": "ApiConnectionError",
    "timeout": "ApiTimeoutError",
    "body": "InvalidResponseError",
    "redirect": "RedirectError",
    "unexpected": "UnexpectedStatusError",
}
ANY_STATUS = "ApiStatusError"


def error_name(package: ModuleType, kind: str, pattern: str | None = None) -> str:
    """
    Return the name of the error class of that *kind*.

    For the kind "status" it is the class whose `status_pattern` is *pattern*, else the base class.
    """
    if kind != "status":
        return NAMES[kind]
    return _by_pattern(package).get(pattern or "", ANY_STATUS)


def tolerances(package: ModuleType) -> Mapping[str, str]:
    """Return the violations of the contract that the client tolerates: reason by name."""
    table: Mapping[str, str] = package._response.TOLERANCES
    return table


@cache
def _by_pattern(package: ModuleType) -> Mapping[str, str]:
    kinds = {name: kind for name, kind in vars(package.errors).items() if isinstance(kind, type)}
    return {
        str(vars(kind)["status_pattern"]): name
        for name, kind in kinds.items()
        if "status_pattern" in vars(kind)
    }
