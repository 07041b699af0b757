"""Media types: their essence, and those that the harness treats specially."""

from __future__ import annotations

from collections.abc import Iterable

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def media_type_essence(content_type: str) -> str:
    """Return a Content-Type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return content_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether *media_type* is JSON, such as ``application/json; charset=utf-8`` or ``a/b+json``."""
    essence = media_type_essence(media_type)
    return essence == "application/json" or essence.endswith("+json")


def matching_media_type(names: Iterable[str], content_type: str) -> str | None:
    """Return the one of *names*, perhaps a range such as ``text/*``, that matches best, if any."""
    by_essence = {media_type_essence(name): name for name in names}
    essence = media_type_essence(content_type)
    candidates = (essence, f"{essence.partition('/')[0]}/*", "*/*")
    return next((by_essence[each] for each in candidates if each in by_essence), None)
