"""The first server of a contract, which is the one that a client calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Variable:
    """
    A variable in the URL template of the server.

    Args:
        example: a value for the README: the default if there is a list of values, or any text.
    """

    name: str
    python_name: str
    env: str | None
    description: str
    example: str


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


def first_server(document: Mapping[str, Any], names: Mapping[str, str]) -> Server:
    """
    Return the first server of *document*. A variable for the protocol is replaced by its default.

    Args:
        document: the contract.
        names: Python names by the name of the variable.
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
            Variable(
                name,
                names[name],
                env=body.get("x-env"),
                description=str(body.get("description") or ""),
                example=str(body["default"]) if body.get("enum") else "abc123",
            )
            for name, body in variables.items()
            if f"{{{name}}}" in url
        ),
    )
