# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""What a client is told: checked when it is made, so that no call has to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import attrs
import httpx

from ._parameters import header_value
from ._validation import is_mapping
from .errors import InvalidArgument

DEFAULT_TIMEOUT = httpx.Timeout(10.0, connect=5.0)

T = TypeVar("T")

# What a caller may tell httpx. The rest would change what is sent, or take the keys elsewhere.
_HTTPX_ARGUMENTS = {
    "cert",
    "default_encoding",
    "event_hooks",
    "http1",
    "http2",
    "limits",
    "mounts",
    "proxy",
    "transport",
    "trust_env",
    "verify",
}

# These say where a request ends and where it goes.
_FRAMING = {"connection", "content-length", "host", "transfer-encoding"}

_LONGEST_TIMEOUT = 86_400.0


class Key:
    """A key, and where it goes. It shows in no text."""

    __slots__ = ("name", "value", "where")

    def __init__(self, where: str, name: str, value: str) -> None:
        self.where = where
        self.name = name
        self.value = value


class NoCookies(httpx.Cookies):
    """An API has no session: nothing that it sets is kept or sent back."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave the response's cookies where they are: to look for them slows each call down."""


class SyncClient(httpx.Client):
    """An httpx client without a session."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._none = NoCookies()

    @property
    def cookies(self) -> httpx.Cookies:
        """None, whatever was answered."""
        return self._none

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise InvalidArgument("cookies", "must stay empty: the contract's own are arguments")


class AsyncClient(httpx.AsyncClient):
    """The same, for async calls."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._none = NoCookies()

    @property
    def cookies(self) -> httpx.Cookies:
        """None, whatever was answered."""
        return self._none

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise InvalidArgument("cookies", "must stay empty: the contract's own are arguments")


def timeout(value: Any) -> httpx.Timeout:
    """Return seconds or an `httpx.Timeout` as the latter. Only there can a step have no limit."""
    if isinstance(value, httpx.Timeout):
        if all(step is None or _is_seconds(step) for step in value.as_dict().values()):
            return value
    elif _is_seconds(value):
        return httpx.Timeout(value)
    raise InvalidArgument(
        "timeout", "must be seconds above 0, at most a day, or an httpx.Timeout of such"
    )


def _is_seconds(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and 0 < value <= _LONGEST_TIMEOUT


def headers(values: Any) -> Mapping[str, str]:
    """Return a checked copy that does not change: the caller's mapping is never kept."""
    checked: dict[str, str] = {}
    for name, value in _items("headers", values):
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise InvalidArgument("headers", "holds a name that is no header's name")
        if name.lower() in _FRAMING:
            raise InvalidArgument("headers", f"must not hold {name}: HTTP sets it")
        if name.lower() in map(str.lower, checked):
            raise InvalidArgument("headers", f"holds {name} twice")
        checked[name] = header_value(f"headers: {name}", value)
    return MappingProxyType(checked)


def merged(old: Mapping[str, str], new: Any) -> Mapping[str, str]:
    """Return *old* with the headers of *new*, which replace those of the same name in any case."""
    added = headers(new)
    replaced = {name.lower() for name in added}
    return {**{k: v for k, v in old.items() if k.lower() not in replaced}, **added}


def refuse_named(values: Mapping[str, str], named: Collection[str]) -> None:
    """Refuse a header that the contract names: as an argument it is checked, as a key kept safe."""
    taken = {name.lower() for name in named}
    for name in values:
        if name.lower() in taken:
            raise InvalidArgument("headers", f"must not hold {name}: it has an argument of its own")


def httpx_args(values: Any) -> Mapping[str, Any]:
    """Return a checked copy: what the client sets itself cannot be set here."""
    for name, _ in _items("httpx_args", values):
        if name not in _HTTPX_ARGUMENTS:
            raise InvalidArgument("httpx_args", f"must not hold {name!r}")
    return MappingProxyType(dict(values))


def _items(argument: str, values: Any) -> list[tuple[Any, Any]]:
    if not is_mapping(values):
        raise InvalidArgument(argument, "must be a mapping")
    return list(values.items())


def retry(value: Any) -> Any:
    """Return a policy of httpx-retries, which need not be installed, or None."""
    named_only = isinstance(value, type)  # `RetryPolicy` where `RetryPolicy()` is meant
    if value is not None and (named_only or not hasattr(value, "is_retryable_method")):
        raise InvalidArgument("retry", "must be a RetryPolicy")
    return value


def make(kind: Callable[..., T], options: Mapping[str, Any]) -> T:
    """
    Return an httpx client.

    Raises:
        InvalidArgument: httpx refuses the options, or a proxy or certificate that it reads from
            the environment. Its own error may hold a proxy's password.
    """
    try:
        return kind(**options)
    except (AttributeError, ImportError, OSError, TypeError, ValueError, httpx.InvalidURL):
        pass
    raise InvalidArgument(
        "httpx_args", "makes no httpx client, with the environment's proxies and certificates"
    )


def keys(*rows: tuple[str, str, str, str, str, Any, str | None]) -> dict[str, Key]:
    """
    Return the keys that are given, by security scheme.

    Args:
        rows: (scheme, argument, kind, place, name in that place, key, prefix).
    """
    found: dict[str, Key] = {}
    for scheme, argument, _, where, name, value, prefix in rows:
        if value is None:
            continue
        if header_value(argument, value) == "":
            raise InvalidArgument(argument, "must not be empty")
        if prefix:
            value = f"{header_value(f'{argument}_prefix', prefix)} {value}"
        found[scheme] = Key(where, name, value)
    return found


def from_env(
    cls: type[T], environment: Mapping[str, tuple[str, str]], given: Mapping[str, Any]
) -> T:
    """
    Return a *cls* made of *given* arguments and those that the environment holds.

    Args:
        environment: by argument: (variable, whether it is `required`, `optional`, or part of the
            `server` and so needed only where no base_url is set).
        given: arguments that the environment is not asked for.

    Raises:
        InvalidArgument: one is missing or cannot be used; it names the variable.
    """
    found = _found(cls, environment, given)
    try:
        return cls(**{**found, **given})
    except InvalidArgument as error:
        fault = error
    if fault.argument in found:
        raise InvalidArgument(environment[fault.argument][0], fault.reason)
    raise fault


def _found(
    cls: type, environment: Mapping[str, tuple[str, str]], given: Mapping[str, Any]
) -> dict[str, str]:
    known = {attribute.alias for attribute in attrs.fields(cls)} - set(given)
    found: dict[str, str] = {}
    for argument, (variable, _) in environment.items():
        value = os.environ.get(variable, "")
        if argument in known and value:
            found[argument] = _checked_variable(variable, value)
    for argument, (variable, need) in environment.items():
        needed = need == "required" or (need == "server" and "base_url" not in {*found, *given})
        if argument in known and argument not in found and needed:
            raise InvalidArgument(variable, "is not set in the environment")
    return found


def _checked_variable(variable: str, value: str) -> str:
    if value != value.rstrip("\r\n"):
        raise InvalidArgument(
            variable, "ends with a line break; was it read from a file with echo?"
        )
    return header_value(variable, value)
