# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Validation of client settings, done once at construction.

The functions raise `InvalidArgument`, whose message contains no value.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import httpx

from ._assertions import is_mapping
from ._base_errors import InvalidArgument
from ._parameters import header_value

DEFAULT_TIMEOUT = httpx.Timeout(10.0, connect=5.0)

T = TypeVar("T")

# The arguments of httpx that a caller may set. The others would change the request, or send the
# credentials elsewhere.
_HTTPX_ARGUMENTS = {
    "cert", "default_encoding", "event_hooks", "http1", "http2", "limits", "mounts", "proxy",
    "transport", "trust_env", "verify",
}  # fmt: skip

# The headers that frame a message and route it.
_FRAMING = {"connection", "content-length", "host", "transfer-encoding"}


class Credential:
    """A credential and where it is sent. Its repr does not show the value."""

    def __init__(self, location: str, name: str, value: str) -> None:
        self.location = location
        self.name = name
        self.value = value


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep nothing: the API has no session, and reading cookies takes 6 % of a call."""


class _WithoutSession:
    @property
    def cookies(self) -> httpx.Cookies:
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise InvalidArgument("cookies", "must stay empty: cookies of the contract are arguments")


_NO_COOKIES = _NoCookies()


class SyncClient(_WithoutSession, httpx.Client):
    """An httpx client without cookies."""


class AsyncClient(_WithoutSession, httpx.AsyncClient):
    """An httpx client without cookies, for async calls."""


def validate_timeout(value: Any) -> httpx.Timeout:
    """Return *value*, positive seconds or an `httpx.Timeout`, as an `httpx.Timeout`."""
    if isinstance(value, httpx.Timeout):
        if all(step is None or _is_seconds(step) for step in value.as_dict().values()):
            return value
    elif _is_seconds(value):
        return httpx.Timeout(value)
    raise InvalidArgument("timeout", "must be above 0 s and at most a day, or an httpx.Timeout")


def _is_seconds(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and 0 < value <= 86_400  # a day


def validate_headers(values: Any) -> Mapping[str, str]:
    """Return a checked, read-only copy of *values*."""
    checked: dict[str, str] = {}
    for name, value in _items("headers", values):
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise InvalidArgument("headers", "invalid header name")
        if name.lower() in _FRAMING:
            raise InvalidArgument("headers", f"must not contain {name}: HTTP sets it")
        if name.lower() in map(str.lower, checked):
            raise InvalidArgument("headers", f"contains {name} twice")
        checked[name] = header_value(f"headers: {name}", value)
    return MappingProxyType(checked)


def merge_headers(old: Mapping[str, str], new: Any) -> Mapping[str, str]:
    """Return *old* updated with *new*; names match in any letter case."""
    added = validate_headers(new)
    replaced = {name.lower() for name in added}
    return {**{k: v for k, v in old.items() if k.lower() not in replaced}, **added}


def refuse_reserved(headers: Mapping[str, str], reserved: Collection[str]) -> None:
    """Refuse a header whose name, in lower case, is *reserved*: it is an argument of its own."""
    for name in headers:
        if name.lower() in reserved:
            raise InvalidArgument("headers", f"must not contain {name}: use its own argument")


def validate_httpx_args(values: Any) -> Mapping[str, Any]:
    """Return a checked, read-only copy of *values*, the further arguments of httpx."""
    for name, _ in _items("httpx_args", values):
        if name not in _HTTPX_ARGUMENTS:
            raise InvalidArgument("httpx_args", f"must not contain {name!r}")
    return MappingProxyType(dict(values))


def _items(argument: str, values: Any) -> list[tuple[Any, Any]]:
    if not is_mapping(values):
        raise InvalidArgument(argument, "must be a mapping")
    return list(values.items())


def validate_retry(value: Any) -> Any:
    """Return a policy of httpx-retries, or None. The library need not be installed."""
    is_class = isinstance(value, type)  # `RetryPolicy` instead of `RetryPolicy()`
    if value is not None and (is_class or not hasattr(value, "is_retryable_method")):
        raise InvalidArgument("retry", "must be a RetryPolicy")
    return value


def create_http_client(kind: Callable[..., T], options: Mapping[str, Any]) -> T:
    """Return an httpx client. Its own errors are dropped: they may quote a proxy's password."""
    try:
        return kind(**options)
    except (AttributeError, ImportError, OSError, TypeError, ValueError, httpx.InvalidURL):
        pass
    raise InvalidArgument("httpx_args", "invalid, as is or with the proxies of the environment")


def token(
    argument: str, location: str, name: str, value: Any, prefix: str | None
) -> Credential | None:
    """Return the credential *value*, after its *prefix* and a blank; None without a value."""
    if value is None:
        return None
    if header_value(argument, value) == "":
        raise InvalidArgument(argument, "must not be empty")
    if prefix:
        value = f"{header_value(f'{argument}_prefix', prefix)} {value}"
    return Credential(location, name, value)


def from_env(
    cls: type[T], environment: Mapping[str, tuple[str, str]], given: Mapping[str, Any]
) -> T:
    """Return a *cls* with the arguments *given*, and others from the environment.

    Args:
        environment: by argument: the variable, and whether it is `required`, `optional`, or part
            of the `server` and so required without a base_url.
    """
    known = set(inspect.signature(cls).parameters) - set(given)
    values = {argument: os.environ.get(name) for argument, (name, _) in environment.items()}
    found = {argument: value for argument, value in values.items() if value and argument in known}
    for argument, (variable, need) in environment.items():
        needed = need == "required" or (need == "server" and "base_url" not in {*found, *given})
        if argument in known and argument not in found and needed:
            raise InvalidArgument(variable, "is not set in the environment")
    try:
        return cls(**{**found, **given})
    except InvalidArgument as error:
        invalid = error
    if invalid.argument in found:
        raise InvalidArgument(environment[invalid.argument][0], invalid.reason)
    raise invalid
