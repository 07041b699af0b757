"""The Python names of server variables and security schemes, which are arguments of a client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from generation.class_names import first_free, identifier

#: What a client has itself: arguments and public methods.
CLIENT_NAMES = {
    "aclose", "allow_http", "async_httpx_args", "base_url", "close", "from_env", "headers",
    "httpx_args", "max_response_size", "max_retries", "retry_policy", "strict", "timeout",
    "total_timeout", "with_headers", "with_timeout",
}  # fmt: skip


class ClientArguments(NamedTuple):
    """Python names by the names of the contract, all of them different."""

    variables: Mapping[str, str]
    schemes: Mapping[str, str]


def client_arguments(document: Mapping[str, Any], prefix: str) -> ClientArguments:
    """Return the names of the arguments; one that is taken gets a number."""
    taken = set(CLIENT_NAMES)
    servers = document.get("servers") or [{}]
    variables = {
        name: identifier(first_free(name, name, taken, prefix), prefix)
        for name in servers[0].get("variables", {})
    }
    schemes = {}
    for name in document.get("components", {}).get("securitySchemes", {}):
        plain = re.sub("^[Xx]-", "", name)
        found = first_free(plain, plain, taken, prefix, suffixes=("", "_prefix"))
        schemes[name] = identifier(found, prefix)
    return ClientArguments(variables, schemes)
