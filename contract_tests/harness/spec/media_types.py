"""Media types: their essence, and those that the harness treats specially."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def media_type_essence(content_type: str) -> str:
    """Return a Content-Type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return content_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether *media_type* is JSON, such as ``application/json; charset=utf-8`` or ``a/b+json``."""
    essence = media_type_essence(media_type)
    return essence == "application/json" or essence.endswith("+json")


def json_media_type(media_type: str, resolved: Any) -> str:
    """
    Return the media type of the JSON that a client reads; empty if it reads none.

    Args:
        media_type: a key of `content`: JSON, or a range such as ``*/*``.
        resolved: its schema. A client reads the range with the schema of a text as text.
    """
    if is_json(media_type):
        return media_type
    is_range = media_type_essence(media_type) in ("*/*", "application/*")
    is_text = not (isinstance(resolved, Mapping) and resolved) or resolved.get("type") == "string"
    return "application/json" if is_range and not is_text else ""


def raw_schema(media_type: str, schema: Any, resolved: Any) -> Any:
    """
    Return the *schema* of a body, or that of any text.

    A body that is neither JSON nor a form is a text or bytes. What else its schema says is about
    a value that only the parser of its format could make.
    """
    essence = media_type_essence(media_type)
    if is_json(essence) or essence in (FORM, MULTIPART) or "*" in essence:
        return schema
    types = resolved.get("type", ()) if isinstance(resolved, dict) else ()
    return schema if "string" in ([types] if isinstance(types, str) else types) else ANY_TEXT


# One object, because schemas are compared by their identity.
ANY_TEXT: Mapping[str, Any] = {"type": "string"}


def matching_media_type(names: Iterable[str], content_type: str) -> str | None:
    """Return the one of *names*, perhaps a range such as ``text/*``, that matches best, if any."""
    by_essence = {media_type_essence(name): name for name in names}
    essence = media_type_essence(content_type)
    candidates = (essence, f"{essence.partition('/')[0]}/*", "*/*")
    return next((by_essence[each] for each in candidates if each in by_essence), None)
