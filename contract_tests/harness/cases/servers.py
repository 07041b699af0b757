"""The server that a contract names, with a value for each of its variables."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from contract_tests.harness.cases.examples import ARGUMENT
from contract_tests.harness.spec import Contract

PROTOCOL = re.compile(r"\{([^}]+)\}(?=://)")


def first_server_url(contract: Contract) -> tuple[str, dict[str, str]] | None:
    """The URL, and the variables that make it; None where a client cannot do without being told."""
    if not contract.servers:
        return None
    server = contract.servers[0]
    url, values = str(server["url"]), {}
    variables = dict(server.get("variables", {}))
    if protocol := PROTOCOL.match(url):  # a client calls none but the one that is usual
        usual = variables.pop(protocol[1], {}).get("default", "")
        url = f"{usual}{url[protocol.end() :]}"
    for name, variable in variables.items():
        values[name] = str(next(iter(variable.get("enum", ())), ARGUMENT))
        url = url.replace(f"{{{name}}}", quote(values[name], safe=""))
    parts = urlsplit(url)
    # Keys do not go to any other machine in the clear.
    return (url.rstrip("/"), values) if parts.scheme == "https" and parts.netloc else None
