"""Media types: their essence, and the kinds that the harness tells apart."""

from __future__ import annotations

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def media_type_essence(content_type: str) -> str:
    """Return a Content-Type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return content_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether *media_type* is JSON, such as ``application/json; charset=utf-8`` or ``a/b+json``."""
    essence = media_type_essence(media_type)
    return essence == "application/json" or essence.endswith("+json")
