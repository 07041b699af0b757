# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""What a client is told: checked when it is made, so that no call has to."""

from __future__ import annotations

import base64
import ipaddress
import math
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import attrs
import httpx
from attrs import field, frozen

from ._request import Parameter, header_value, path_segment
from .errors import InvalidArgument

DEFAULT_TIMEOUT = httpx.Timeout(10.0, connect=5.0)

# The client sets these itself. A redirect that is followed would take the keys along.
_OWN_ARGUMENTS = {"auth", "base_url", "cookies", "follow_redirects", "headers", "timeout"}


@frozen
class Key:
    """A key, and where it goes."""

    where: str
    name: str
    value: str = field(repr=False)


def server_url(
    base_url: str | None, template: str, variables: Mapping[str, tuple[str, Any]]
) -> str:
    """
    Return the URL that all targets start with, without a slash at its end.

    Args:
        base_url: used as it is where it is given.
        template: the contract's server.
        variables: by name in the template: (argument, value).
    """
    if base_url is not None:
        return _checked_url(base_url)
    if not template:
        raise InvalidArgument("base_url", "is missing: the contract names no server")
    url = template
    for name, (argument, value) in variables.items():
        if value is None:
            raise InvalidArgument(argument, "is missing: give it, or base_url")
        if not isinstance(value, str):
            raise InvalidArgument(argument, "must be a string")
        url = url.replace(f"{{{name}}}", path_segment(Parameter("path", argument, value), value))
    return _checked_url(url)


def _checked_url(url: Any) -> str:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        host, _ = parts.hostname or "", parts.port
        httpx.URL(url)
    except (ValueError, TypeError, httpx.InvalidURL):
        raise InvalidArgument("base_url", "is not a URL") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidArgument("base_url", "must be absolute and begin with https://")
    if parts.username is not None or parts.password is not None:
        raise InvalidArgument("base_url", "must not hold a user or a password")
    if parts.query or parts.fragment or not re.fullmatch(r"[\x21-\x7e]+", url):
        raise InvalidArgument("base_url", "must not hold a query, a fragment or a blank")
    if parts.scheme == "http" and not _is_loopback(host):
        raise InvalidArgument("base_url", "must begin with https:// unless it is this machine")
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def timeout(value: Any) -> httpx.Timeout:
    """Return seconds or an `httpx.Timeout` as the latter."""
    if isinstance(value, httpx.Timeout):
        return value
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise InvalidArgument("timeout", "must be a number of seconds above 0, or an httpx.Timeout")
    return httpx.Timeout(value)


def headers(values: Mapping[Any, Any]) -> Mapping[str, str]:
    """Return a checked copy: the caller's mapping is never kept."""
    for name, value in values.items():
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise InvalidArgument("headers", "holds a name that is no header's name")
        header_value(f"headers: {name}", value)
    return dict(values)


def httpx_args(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a checked copy: what the client sets itself cannot be set here."""
    for name in sorted(_OWN_ARGUMENTS.intersection(values)):
        raise InvalidArgument("httpx_args", f"must not hold {name}")
    return dict(values)


def keys(*rows: tuple[str, str, str, str, str, Any, str | None]) -> dict[str, Key]:
    """
    Return the keys that are given, by security scheme.

    Args:
        rows: (scheme, argument, kind, place, name in that place, key, prefix).
    """
    found: dict[str, Key] = {}
    for scheme, argument, kind, where, name, value, prefix in rows:
        if value is None:
            continue
        if kind == "basic":
            value = _basic(argument, *value)
        if header_value(argument, value) == "":
            raise InvalidArgument(argument, "must not be empty")
        if prefix:
            value = f"{header_value(f'{argument}_prefix', prefix)} {value}"
        found[scheme] = Key(where, name, value)
    return found


def _basic(argument: str, user: str, password: str) -> str:
    if ":" in user:
        raise InvalidArgument(argument, "must be a user without a colon, and a password")
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def refuse_key_headers(values: Mapping[str, str], held: Mapping[str, Key]) -> None:
    """Refuse a header that a key would have to share."""
    taken = {key.name.lower() for key in held.values() if key.where == "header"}
    for name in values:
        if name.lower() in taken:
            raise InvalidArgument("headers", f"must not hold {name}: it is a key's")


def from_env(
    cls: type, environment: Mapping[str, tuple[str, str]], given: Mapping[str, Any]
) -> dict[str, str]:
    """
    Return the arguments of *cls* that the environment holds.

    Args:
        environment: by argument: (variable, whether it is `required`, `optional`, or part of the
            `server` and so needed only where no base_url is set).
        given: arguments that the environment is not asked for.
    """
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
