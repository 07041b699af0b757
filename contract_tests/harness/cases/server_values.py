"""Values for the variables of a server URL."""

from __future__ import annotations

from contract_tests.harness.cases.examples import ARGUMENT_MARKER
from contract_tests.harness.spec import Contract


def server_values(contract: Contract) -> dict[str, str]:
    """
    Return a value for each variable in the URL of the first server, except one for its scheme.
    """
    server = next(iter(contract.servers), {})
    return {
        name: str(next(iter(variable.get("enum", ())), ARGUMENT_MARKER))
        for name, variable in server.get("variables", {}).items()
        if f"{{{name}}}" in str(server["url"]).removeprefix(f"{{{name}}}://")
    }
