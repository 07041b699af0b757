"""Media types, by how openapi-python-client and the runtime encode and decode them."""

from __future__ import annotations

import re

JSON = re.compile(r"(application/json|[^;]*\+json)\s*(;|$)", re.IGNORECASE)
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

_SUPPORTED = re.compile(
    rf"[^;]*[/+]json\s*(;|$)|text/|{MULTIPART}|application/octet-stream|{FORM}", re.IGNORECASE
)


def is_json(media_type: str) -> bool:
    """Return whether *media_type* is JSON: `application/json`, or any with the suffix `+json`."""
    return bool(JSON.match(media_type))


def is_supported(media_type: str) -> bool:
    """Return whether openapi-python-client knows *media_type* without an override."""
    return bool(_SUPPORTED.match(media_type))


def kind_of(media_type: str) -> str:
    """Return how *media_type* is encoded or decoded: json, text, form, multipart or file."""
    name = media_type.partition(";")[0].strip().lower()
    if is_json(media_type):
        return "json"
    if name.startswith("text/"):
        return "text"
    return {FORM: "form", MULTIPART: "multipart"}.get(name, "file")
