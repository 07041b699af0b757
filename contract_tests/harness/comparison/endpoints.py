"""
The operations of two contracts that have the same method and effective URL.

An effective URL is a server URL with a path after it. A contract may move parts of it between the
two, and rename path parameters and server variables: nothing of this changes on the wire.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from contract_tests.harness.spec import Contract, Operation, Parameter, without_names


@dataclass(frozen=True)
class Endpoint:
    """
    One operation at one server of its contract.

    Args:
        server_url: a template; empty where the server does not matter.
        variables: the variables of the server, by name.
    """

    contract: Contract
    operation: Operation
    server_url: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def effective(self) -> Operation:
        """The operation with its effective URL as path, and with its server variables in it."""
        names = re.findall(r"\{([^}]*)\}", self.server_url)
        # The braces get other names, because a variable may have the name of a path parameter.
        url = re.sub(r"\{([^}]*)\}", r"{server variable \1}", self.server_url)
        parameters = [_as_parameter(name, self.variables.get(name, {})) for name in names]
        return replace(
            self.operation,
            path=f"{url}{self.operation.path}",
            parameters=(*parameters, *self.operation.parameters),
        )

    @property
    def host(self) -> str:
        """Scheme and host; empty for a relative server URL, which leaves them open."""
        parts = urlsplit(without_names(self.server_url))
        return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""

    @property
    def path(self) -> str:
        """The effective path, with empty braces."""
        return re.sub("^[^/]*//[^/]*", "", without_names(self.effective.path))

    def has_url_of(self, other: Endpoint) -> bool:
        """Whether the effective URLs are the same, names in braces aside."""
        hosts = {self.host, other.host} - {""}
        return self.path == other.path and len(hosts) < 2


@dataclass(frozen=True)
class EndpointPair:
    """
    One operation in two contracts.

    Args:
        removed_servers: URLs of the older contract at which the newer one has no such operation.
        added_servers: URLs of the newer contract at which the older one has no such operation.
    """

    old: Endpoint
    new: Endpoint
    removed_servers: tuple[str, ...] = ()
    added_servers: tuple[str, ...] = ()


def endpoints(contract: Contract, operation: Operation) -> list[Endpoint]:
    """Return *operation* at each server of its *contract*."""
    return [
        Endpoint(contract, operation, str(each["url"]).rstrip("/"), each.get("variables", {}))
        for each in contract.servers or ({"url": "/"},)
    ]


def matching_pair(older: Contract, operation: Operation, newer: Contract) -> EndpointPair | None:
    """
    Return *operation* with its counterpart in the *newer* contract, if it has one.

    Without an equal effective URL, the counterpart is the operation with the same path, at other
    servers.
    """
    old = endpoints(older, operation)
    others = [each for each in newer.operations if each.method == operation.method]
    for other in others:
        if pair := _pair(old, endpoints(newer, other)):
            return pair
    path = without_names(operation.path)
    for other in others:
        if without_names(other.path) == path:
            removed = tuple(each.server_url for each in old)
            added = tuple(each.server_url for each in endpoints(newer, other))
            # Without their servers, whose variables have no counterparts.
            return EndpointPair(Endpoint(older, operation), Endpoint(newer, other), removed, added)
    return None


def _pair(old: list[Endpoint], new: list[Endpoint]) -> EndpointPair | None:
    matches = [(one, other) for one in old for other in new if one.has_url_of(other)]
    if not matches:
        return None
    served = {one.server_url for one, _ in matches} | {other.server_url for _, other in matches}
    removed = (each.server_url for each in old if each.server_url not in served)
    added = (each.server_url for each in new if each.server_url not in served)
    return EndpointPair(*matches[0], tuple(removed), tuple(added))


def added_operations(older: Contract, newer: Contract) -> Iterator[Operation]:
    """Yield the operations of the *newer* contract that are no counterpart of an older one."""
    pairs = (matching_pair(older, operation, newer) for operation in older.operations)
    known = {pair.new.operation.label for pair in pairs if pair}
    yield from (each for each in newer.operations if each.label not in known)


def _as_parameter(name: str, variable: Mapping[str, Any]) -> Parameter:
    """Return a server variable as a parameter of the path."""
    schema: dict[str, Any] = {"type": "string"}
    if values := variable.get("enum"):
        schema["enum"] = list(values)
    return Parameter(f"server variable {name}", "path", True, schema, "simple", False)
