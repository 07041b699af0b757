"""The security schemes of a contract, as arguments of its client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generation.document import deref
from generation.text_validation import TOKEN


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
    names: Mapping[str, str],
) -> list[Credential]:
    """
    Return the security schemes of *document*, the required ones first.

    Args:
        document: the contract.
        alternatives: the names of schemes that an operation needs together, of all operations.
        names: Python names by the name of the scheme.
    """
    needed = [set(schemes) for schemes in alternatives]
    found = []
    for scheme, body in document.get("components", {}).get("securitySchemes", {}).items():
        body = deref(document, body)
        location, name, kind = sent_as(body)
        found.append(
            Credential(
                scheme=scheme,
                python_name=names[scheme],
                location=location,
                name=name,
                kind=kind,
                required=bool(needed) and all(scheme in schemes for schemes in needed),
                env=body.get("x-env"),
                description=str(body.get("description") or "").strip(),
            )
        )
    return sorted(found, key=lambda credential: not credential.required)


def sent_as(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return (location, name, kind) of the security scheme *body*."""
    if body["type"] == "apiKey":
        return body["in"], body["name"], "apiKey"
    is_basic = body["type"] == "http" and body["scheme"].lower() == "basic"
    return "header", "Authorization", "basic" if is_basic else "bearer"


def unsupported_scheme(document: Mapping[str, Any], name: str, scheme: Any) -> str:
    """Return why a client cannot use the *scheme* called *name*, or an empty text."""
    try:
        body = deref(document, scheme)
    except LookupError:
        body = None
    body = body if isinstance(body, dict) else {}
    kind = body.get("type")
    if kind == "apiKey" and body.get("in") in ("header", "cookie"):
        return "" if TOKEN.allows(body.get("name")) else TOKEN.refusal(body.get("name"))
    is_query = kind == "apiKey" and body.get("in") == "query" and isinstance(body.get("name"), str)
    is_http = kind == "http" and isinstance(body.get("scheme"), str)
    if is_query or is_http or kind in ("oauth2", "openIdConnect"):
        return ""
    return f"security scheme `{name}`: type `{kind}` is not supported"
