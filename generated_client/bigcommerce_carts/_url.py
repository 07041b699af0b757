# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The URL that the target of every request is appended to."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

import httpx

from ._base_errors import InvalidArgumentError
from ._parameters import Parameter, header_value, path_segment


def server_url(
    base_url: str | None,
    template: str,
    variables: Mapping[str, tuple[str, Any]],
    *,
    allow_http: bool,
) -> str:
    """Return *base_url*, or else *template* with its variables, without a slash at the end.

    Args:
        template: the server of the contract; empty if the contract names none.
        variables: by name in the template: (argument, value).
        allow_http: whether the URL of another machine may begin with http.

    Raises:
        InvalidArgumentError: the URL is missing, incomplete or unsafe.
    """
    url = template
    for name, (argument, value) in variables.items():
        if value is None:
            if base_url is None:
                raise InvalidArgumentError(argument, "is missing; set it or base_url")
            continue
        text = header_value(argument, value)
        if "/" in text:
            reason = f"must be the {{{name}}} in {template} alone, not a path or a URL"
            raise InvalidArgumentError(argument, reason)
        url = url.replace("{" + name + "}", path_segment(Parameter("path", argument), text))
    if base_url is None and not template:
        raise InvalidArgumentError("base_url", "is missing: the contract names no server")
    return _checked_url(url if base_url is None else base_url, allow_http=allow_http)


def _checked_url(url: Any, *, allow_http: bool) -> str:
    if not isinstance(url, str) or not re.match("https?://", url, re.IGNORECASE):
        raise InvalidArgumentError("base_url", "must be absolute and begin with https://")
    if not re.fullmatch(r"[\x21-\x7e]+", url) or not {*"?#\\"}.isdisjoint(url):
        raise InvalidArgumentError(
            "base_url", "must not contain a query, a fragment, a blank or \\"
        )
    if "@" in url.split("/")[2]:
        raise InvalidArgumentError("base_url", "must not contain a user or a password")
    parts = _parse(url)
    if parts is None:
        raise InvalidArgumentError("base_url", "invalid host or port")
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.host):
        reason = "must begin with https:// unless it is this machine, or allow_http is True"
        raise InvalidArgumentError("base_url", reason)
    return url.rstrip("/")


def _parse(url: str) -> httpx.URL | None:
    """Return *url* as httpx reads it, since httpx sends the request; None if it is invalid."""
    try:
        parts = httpx.URL(url)
        host = parts.raw_host.decode("ascii")
        if not re.fullmatch(r"[a-z0-9_.-]{1,253}", host):
            ipaddress.IPv6Address(parts.host)
        # As a socket does: a label has 1 to 63 characters, and a valid Unicode form.
        parts.host.encode("idna")
    except (ValueError, httpx.InvalidURL):
        return None
    return parts if parts.port is None or 0 < parts.port <= 65535 else None


def is_loopback(host: str) -> bool:
    """Return whether *host* is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
