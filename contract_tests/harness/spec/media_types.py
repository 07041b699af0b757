"""Media types: their essence, and those that the harness treats specially."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
# The media types that a client writes in requests and reads in responses. Where a contract
# documents one of them, the client need not support the others, such as XML.
_SUPPORTED = (
    r"[^;]*[/+]json\s*(;|$)|multipart/form-data|application/(octet-stream|x-www-form-urlencoded)"
)
WRITABLE = re.compile(_SUPPORTED, re.IGNORECASE)
READABLE = re.compile(f"{_SUPPORTED}|text/", re.IGNORECASE)


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


def supported_media_types(content: Mapping[str, Any], supported: re.Pattern[str]) -> dict[str, Any]:
    """Return the part of *content* whose media types are *supported*, or all if none is."""
    return {name: body for name, body in content.items() if supported.match(name)} or dict(content)


def one_per_model(content: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the first media type of each model; a generated client cannot choose among several."""
    models: dict[str, str] = {}
    for name, body in content.items():
        model = body.get("$ref", name) if isinstance(body, dict) else name
        models.setdefault(model, name)
    return {name: content[name] for name in models.values()}
