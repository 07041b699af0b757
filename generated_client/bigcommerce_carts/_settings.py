# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Validation of client settings, done once at construction.

The functions raise `InvalidArgumentError`, whose message contains no value.
"""

from __future__ import annotations

import base64
import inspect
import os
import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import httpx

from ._assertions import is_mapping
from ._base_errors import InvalidArgumentError
from ._parameters import header_value

DEFAULT_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
#: An empty mapping, which cannot be changed.
NOTHING: Mapping[str, Any] = MappingProxyType({})

T = TypeVar("T")

# The headers that frame a message, route it, and say how it may be compressed.
_FRAMING = {"accept-encoding", "connection", "content-length", "host", "transfer-encoding"}


class Credential:
    """A credential and where it is sent. Its repr does not show the value."""

    def __init__(self, location: str, name: str, value: str) -> None:
        self.location = location
        self.name = name
        self.value = value


class Scheme(NamedTuple):
    """A security scheme of the contract, and the argument of the client with its credential."""

    argument: str
    location: str
    """Where the credential is sent: `header`, `query` or `cookie`."""
    name: str
    required: bool = False
    is_basic: bool = False
    """Whether the credential is a user and a password."""


def validate_timeout(value: Any) -> httpx.Timeout:
    """Return *value*, positive seconds or an `httpx.Timeout`, as an `httpx.Timeout`."""
    refuse_other_library("timeout", value)
    if isinstance(value, httpx.Timeout):
        if all(step is None or _is_seconds(step) for step in value.as_dict().values()):
            return value
    elif _is_seconds(value):
        return httpx.Timeout(value)
    raise InvalidArgumentError(
        "timeout", "must be above 0 s and at most a day, or an httpx.Timeout"
    )


def validate_total_timeout(value: Any) -> float | None:
    """Return *value*, positive seconds or None."""
    if value is None or _is_seconds(value):
        return value  # type: ignore[no-any-return]
    raise InvalidArgumentError("total_timeout", "must be above 0 s and at most a day, or None")


def refuse_other_library(argument: str, value: Any, pointer: str = "") -> None:
    """Refuse an object of httpx in a client that uses httpx2, and the reverse."""
    library = type(value).__module__.partition(".")[0]
    if library in ("httpx", "httpx2") and library != httpx.__name__:
        reason = f"is an object of {library}, but this client uses {httpx.__name__}"
        raise InvalidArgumentError(argument, reason, pointer)


def _is_seconds(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and 0 < value <= 86_400  # a day


def validate_headers(values: Any) -> Mapping[str, str]:
    """Return a checked, read-only copy of *values*."""
    checked: dict[str, str] = {}
    if not is_mapping(values):
        raise InvalidArgumentError("headers", "must be a mapping")
    for name, value in values.items():
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise InvalidArgumentError("headers", "invalid header name")
        if name.lower() in _FRAMING:
            raise InvalidArgumentError("headers", f"must not contain {name}: the client sets it")
        if name.lower() in map(str.lower, checked):
            raise InvalidArgumentError("headers", f"contains {name} twice")
        checked[name] = header_value("headers", value, f"/{name}")
    return MappingProxyType(checked)


def merge_headers(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, str]:
    """Return a read-only copy of *old* updated with *new*; names match in any letter case."""
    replaced = {name.lower() for name in new}
    kept = {name: value for name, value in old.items() if name.lower() not in replaced}
    return MappingProxyType({**kept, **new})


def refuse_reserved(headers: Mapping[str, str], reserved: Collection[str]) -> None:
    """Refuse a header whose name, in lower case, is *reserved*: it is an argument of its own."""
    for name in headers:
        if name.lower() in reserved:
            raise InvalidArgumentError("headers", f"must not contain {name}: use its own argument")


def validate_count(argument: str, value: Any, least: int) -> int:
    """Return *value*, an integer that is at least *least*."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    raise InvalidArgumentError(argument, f"must be an integer, at least {least}")


def validate_type(argument: str, value: Any, kind: type[T]) -> T:
    """Return *value*, an instance of *kind*."""
    if isinstance(value, kind):
        return value
    raise InvalidArgumentError(argument, f"must be a {kind.__name__}")


def credentials(
    schemes: Mapping[str, Scheme], settings: Mapping[str, Any]
) -> Mapping[str, Credential]:
    """Return the credentials among *settings*, by security scheme.

    Raises:
        InvalidArgumentError: one is missing, or a header cannot carry it.
    """
    found: dict[str, Credential] = {}
    for name, scheme in schemes.items():
        argument, value = scheme.argument, settings[scheme.argument]
        if value is None:
            if scheme.required:
                raise InvalidArgumentError(argument, "is missing")
            continue
        if scheme.is_basic:
            value = _basic_value(argument, value)
        if header_value(argument, value) == "":
            raise InvalidArgumentError(argument, "must not be empty")
        if prefix := settings[f"{argument}_prefix"]:
            value = f"{header_value(f'{argument}_prefix', prefix)} {value}"
        found[name] = Credential(scheme.location, scheme.name, value)
    return found


def _basic_value(argument: str, value: Any) -> str:
    try:
        user, password = value
        if ":" not in user:
            return base64.b64encode(f"{user}:{password}".encode()).decode()
    except (TypeError, ValueError):
        pass
    raise InvalidArgumentError(argument, "must be a user without a colon, and a password")


def from_env(
    cls: Callable[..., T], environment: Mapping[str, tuple[str, str]], given: Mapping[str, Any]
) -> T | InvalidArgumentError:
    """Return a *cls* with the arguments *given*, and others from the environment; or why not.

    Args:
        environment: by argument: the variable, and whether it is `required`, `optional`, or part
            of the `server` and so required without a base_url.
    """
    known = set(inspect.signature(cls).parameters) - set(given)
    values = {argument: os.environ.get(name) for argument, (name, _) in environment.items()}
    found = {argument: value for argument, value in values.items() if value and argument in known}
    needs = {"required"} if "base_url" in {*found, *given} else {"required", "server"}
    missing = [
        variable
        for argument, (variable, need) in environment.items()
        if argument in known and argument not in found and need in needs
    ]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        return InvalidArgumentError(", ".join(missing), f"{verb} not set in the environment")
    try:
        return cls(**{**found, **given})
    except InvalidArgumentError as error:
        if error.argument in found:
            return InvalidArgumentError(environment[error.argument][0], error.reason)
        return error.with_traceback(None)
