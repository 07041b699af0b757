"""Parameters that repeat a credential: a client sends one value for one name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.document import METHODS, deref, escape, operations
from generation.limitations import Limitations
from generation.security import sent_as


def drop_credential_parameters(document: dict[str, Any], limitations: Limitations) -> None:
    """
    Delete each parameter that a security scheme of its operation sends, in place.

    OpenAPI ignores a parameter `Authorization`, too:
    https://spec.openapis.org/oas/v3.0.3#parameter-object
    """
    for path, method, operation in operations(document):
        item = document["paths"][path]
        senders = _senders(document, operation)
        if any(_identity(document, each) in senders for each in item.get("parameters", [])):
            _move_parameters(document, item)
        kept = []
        for index, parameter in enumerate(operation.get("parameters", [])):
            if scheme := senders.get(_identity(document, parameter)):
                pointer = f"#/paths/{escape(path)}/{method}/parameters/{index}"
                reason = f"the security scheme `{scheme}` sends the same name"
                limitations.add("repaired", pointer, reason, "remove the parameter")
            else:
                kept.append(parameter)
        if "parameters" in operation:
            operation["parameters"] = kept


def _senders(
    document: Mapping[str, Any], operation: Mapping[str, Any]
) -> dict[tuple[str, str], str]:
    """Return the security scheme of *operation* that sends each (location, name)."""
    schemes = document["components"].get("securitySchemes", {})
    found = {}
    for alternative in operation.get("security", document.get("security", [])):
        for scheme in alternative:
            location, name, _ = sent_as(deref(document, schemes[scheme]))
            found[location, _comparable(location, name)] = scheme
    return found


def _identity(document: Mapping[str, Any], parameter: Any) -> tuple[str, str]:
    found = deref(document, parameter)
    return found["in"], _comparable(found["in"], found["name"])


def _comparable(location: str, name: str) -> str:
    """Return *name* so that equal names are equal: the case of headers has no meaning."""
    return name.lower() if location == "header" else name


def _move_parameters(document: Mapping[str, Any], item: dict[str, Any]) -> None:
    """Move the parameters of a path item into its operations, which may replace them."""
    shared = item.pop("parameters")
    for method in METHODS:
        if method in item:
            own = item[method].get("parameters", [])
            replaced = {_identity(document, each) for each in own}
            inherited = [each for each in shared if _identity(document, each) not in replaced]
            item[method]["parameters"] = [*inherited, *own]
