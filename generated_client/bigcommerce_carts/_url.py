# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""Where the API is: the URL that every call begins with."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import httpx

from ._parameters import Parameter, header_value, path_segment
from .errors import InvalidArgument


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
        text = header_value(argument, value)
        segment = path_segment(Parameter("path", argument), text)
        url = url.replace("{" + name + "}", segment)
    return _checked_url(url)


def _checked_url(url: Any) -> str:
    # httpx makes the request, so what counts is how httpx reads the URL.
    if not isinstance(url, str) or not re.match("https?://", url, re.IGNORECASE):
        raise InvalidArgument("base_url", "must be absolute and begin with https://")
    if not re.fullmatch(r"[\x21-\x7e]+", url) or not {*"?#\\"}.isdisjoint(url):
        raise InvalidArgument("base_url", "must not hold a query, a fragment, a blank or \\")
    if "@" in url.split("/")[2]:
        raise InvalidArgument("base_url", "must not hold a user or a password")
    parts = _parsed(url)
    if parts is None:
        raise InvalidArgument("base_url", "does not name a host as a URL does")
    if parts.scheme == "http" and not _is_loopback(parts.host):
        raise InvalidArgument("base_url", "must begin with https:// unless it is this machine")
    return url.rstrip("/")


@lru_cache
def _parsed(url: str) -> httpx.URL | None:
    try:
        parts = httpx.URL(url)
        if not re.fullmatch(r"[a-z0-9_.-]{1,253}", parts.host):
            ipaddress.IPv6Address(parts.host)
        parts.host.encode("idna")  # as a socket does: no label is empty or too long
    except (ValueError, httpx.InvalidURL):
        return None
    return parts if parts.port is None or 0 < parts.port <= 65535 else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
