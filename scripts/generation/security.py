"""The security schemes of a contract, as arguments of its client."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generation.contract import GenerationError
from generation.schemas import deref


@dataclass(frozen=True)
class Credential:
    """One security scheme as an argument of the client."""

    scheme: str
    python_name: str
    location: str  # header, query or cookie
    name: str  # of that header, query parameter or cookie
    kind: str  # apiKey, bearer or basic
    required: bool  # by every alternative of every operation that needs a credential
    env: str | None
    description: str


def credentials(
    document: Mapping[str, Any],
    alternatives: Iterable[Iterable[str]],
    identifier: Callable[[str], str],
) -> list[Credential]:
    """
    Return the security schemes of *document*, the required ones first.

    Args:
        document: the contract.
        alternatives: the names of schemes that an operation needs together, of all operations.
        identifier: makes a Python name.

    Raises:
        GenerationError: a type of scheme is not supported, or two schemes share a Python name.
    """
    needed = [set(schemes) for schemes in alternatives]
    found = []
    for scheme, body in document.get("components", {}).get("securitySchemes", {}).items():
        body = deref(document, body)
        location, name, kind = _place(scheme, body)
        found.append(
            Credential(
                scheme=scheme,
                python_name=identifier(re.sub("^[Xx]-", "", scheme)),
                location=location,
                name=name,
                kind=kind,
                required=bool(needed) and all(scheme in schemes for schemes in needed),
                env=body.get("x-env"),
                description=body.get("description", "").strip(),
            )
        )
    names = [credential.python_name for credential in found]
    if len(set(names)) != len(names):
        raise GenerationError(f"two security schemes share a Python name: {', '.join(names)}")
    return sorted(found, key=lambda credential: not credential.required)


def _place(scheme: str, body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return (location, name, kind) of a scheme."""
    if body["type"] == "apiKey":
        return body["in"], body["name"], "apiKey"
    if body["type"] == "http" and body["scheme"].lower() == "basic":
        return "header", "Authorization", "basic"
    if body["type"] in ("http", "oauth2", "openIdConnect"):
        return "header", "Authorization", "bearer"
    raise GenerationError(
        f"security scheme `{scheme}`: type `{body['type']}` is not supported; "
        "use apiKey, http, oauth2 or openIdConnect"
    )
