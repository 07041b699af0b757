"""Media types, by how the runtime encodes and decodes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

JSON = re.compile(r"(application/json|[^;]*\+json)\s*(;|$)", re.IGNORECASE)
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
BYTES = "application/octet-stream"

# Texts with a format of their own, which the client neither writes nor parses.
_TEXT = re.compile(
    r"text/|[^;]*\+(xml|yaml)\s*(;|$)"
    r"|application/(x-)?(csv|graphql|javascript|json-?l(ines)?|json-seq|jsonlines|ndjson|sql|xml"
    r"|yaml)\s*(;|$)",
    re.IGNORECASE,
)
# What a client sends rather than a text, if it can choose.
_PREFERRED = re.compile(rf"[^;]*[/+]json\s*(;|$)|{MULTIPART}|{BYTES}|{FORM}", re.IGNORECASE)


def is_json(media_type: str) -> bool:
    """Return whether *media_type* is JSON: `application/json`, or any with the suffix `+json`."""
    return bool(JSON.match(media_type))


def kind_of(media_type: str, schema: Any = True) -> str:
    """
    Return how a body is encoded or decoded: json, form, multipart, text or file.

    Args:
        media_type: of the body.
        schema: of the body; `format: binary` stands for bytes in any media type.
    """
    name = media_type.partition(";")[0].strip().lower()
    if name in (FORM, MULTIPART):
        return "form" if name == FORM else "multipart"
    if isinstance(schema, Mapping) and schema.get("format") == "binary":
        return "file"
    is_range = name in ("*/*", "application/*") and isinstance(schema, Mapping)
    if is_json(media_type) or (is_range and schema and schema.get("type") != "string"):
        return "json"
    return "text" if _TEXT.match(media_type) else "file"


def concrete(media_type: str, schema: Any) -> str:
    """Return the media type to send for one that may be a range, such as `*/*`."""
    name = media_type.partition(";")[0].strip()
    if "*" not in name:
        return media_type
    return {"json": "application/json", "text": "text/plain"}.get(kind_of(name, schema), BYTES)


def sent_media_types(names: Iterable[str]) -> list[str]:
    """Return the media types of a request body that a client sends."""
    names = list(names)
    return [name for name in names if _PREFERRED.match(name)] or names


def read_media_type(names: Iterable[str]) -> str:
    """Return the media type that a client reads: the first of JSON, or else the first."""
    names = list(names)
    return next((name for name in names if is_json(name)), names[0])
