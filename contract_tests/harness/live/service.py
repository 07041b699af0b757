"""
The URL and credentials of the real service, from the environment.

The variables are those that the contract names with `x-env`. The client is not consulted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contract_tests.harness.spec import Contract, Credential, Operation


class ServiceError(Exception):
    """The service cannot be called. The message is one line without any value."""


def service_url(contract: Contract, environment: Mapping[str, str]) -> str:
    """The base URL of the service, without a trailing slash."""
    server: Mapping[str, Any] = next(iter(contract.servers), {"url": "/"})
    variable = server.get("x-env", "")
    if url := environment.get(variable):
        if not re.match("https?://[^/]", url, re.IGNORECASE):
            raise ServiceError(f"{variable} is not a URL: it must begin with https://")
        return url.rstrip("/")
    values = {
        name: _require(raw.get("x-env", ""), environment, f"the server variable {name}")
        for name, raw in server.get("variables", {}).items()
    }
    url = contract.server_url(values)
    if "://" not in url:
        raise ServiceError(
            f"{contract.path} names no absolute server URL: change {server['url']}, or name an "
            "environment variable for it with `x-env`"
        )
    return url


def service_credentials(
    contract: Contract, operation: Operation, environment: Mapping[str, str]
) -> dict[str, Credential]:
    """Credentials by security scheme: the first alternative that the environment has."""
    schemes = contract.document.get("components", {}).get("securitySchemes", {})
    variables = {name: str(raw.get("x-env", "")) for name, raw in schemes.items()}
    for alternative in operation.security:
        names = [scheme.name for scheme in alternative]
        if all(environment.get(variables[name]) for name in names):
            return {name: Credential(environment[variables[name]]) for name in names}
    for scheme in min(operation.security, key=len):
        _require(variables[scheme.name], environment, f"the credential {scheme.name}")
    raise ServiceError(f"{operation.label} has no credentials that the environment can provide")


def _require(variable: str, environment: Mapping[str, str], what: str) -> str:
    """The value of *variable*, or a `ServiceError`."""
    if not variable:
        raise ServiceError(f"the contract names no environment variable for {what}: add `x-env`")
    if not environment.get(variable):
        raise ServiceError(f"{variable} is not set in the environment: it holds {what}")
    return environment[variable]
