"""The first server of a contract, which is the one that a client calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Variable:
    """A variable in the URL template of the server."""

    name: str
    python_name: str
    env: str | None
    description: str


@dataclass(frozen=True)
class Server:
    """
    A server.

    Args:
        url: the URL template; empty if the contract names no absolute one.
        env: the environment variable with the URL of another server.
        variables: those that occur in *url*.
    """

    url: str
    env: str | None
    variables: tuple[Variable, ...]


def first_server(document: Mapping[str, Any], identifier: Callable[[str], str]) -> Server:
    """
    Return the first server of *document*. A variable for the protocol is replaced by its default.

    Args:
        document: the contract.
        identifier: makes a Python name.
    """
    servers: list[dict[str, Any]] = document.get("servers") or [{}]
    url, variables = servers[0].get("url", ""), servers[0].get("variables", {})
    if protocol := re.match(r"\{([^}]+)\}(?=://)", url):
        url = variables.get(protocol[1], {}).get("default", "") + url[protocol.end() :]
    url = url.rstrip("/") if re.match("https?://", url) else ""
    return Server(
        url=url,
        env=servers[0].get("x-env"),
        variables=tuple(
            Variable(name, identifier(name), body.get("x-env"), body.get("description", ""))
            for name, body in variables.items()
            if f"{{{name}}}" in url
        ),
    )
