"""
Request bodies by media type: decodes bytes, and brings values into the same canonical form.

Rule 1: this module shares nothing with the generator, the client or httpx.
Rule 2: it compares meaning, not encoding: a form is an unordered list of fields, JSON is its value.

Forms follow https://spec.openapis.org/oas/v3.0.3#encoding-object: a field has the style `form`,
exploded, and an object in a field is JSON.
"""

from __future__ import annotations

import email.policy
import json
import re
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from contract_tests.harness.spec.media_types import FORM, MULTIPART, is_json, media_type_essence
from contract_tests.harness.spec.strict_json import canonical_text, strict_json

# The HTML standard escapes quotes and control characters in the names of parts. A decoder cannot
# tell an escape from the same literal text, so the two are equal here. https://html.spec.whatwg.org
# /multipage/form-control-infrastructure.html#multipart-form-data
ESCAPE = re.compile("%(22|[01][0-9A-F])")


def read_body(content_type: str, data: bytes) -> Any:
    """
    Decode *data*, in the form that `canonical` returns.

    Raises:
        ValueError: *data* is invalid in *content_type*.
    """
    essence = media_type_essence(content_type)
    if is_json(essence):
        return strict_json(data)
    if essence == FORM:
        fields = parse_qsl(data.decode("ascii"), keep_blank_values=True, strict_parsing=bool(data))
        return sorted([name, canonical_text(text)] for name, text in fields)
    if essence == MULTIPART:
        return sorted([name, canonical_text(text)] for name, text in _parts(content_type, data))
    return data.decode("utf-8", "surrogateescape")


def canonical(media_type: str, body: Any) -> Any:
    """Return the sorted [name, text] pairs of a form, and *body* itself in other media types."""
    essence = media_type_essence(media_type)
    if essence not in (FORM, MULTIPART):
        return body
    pairs = [(name, text) for name, value in body.items() for text in _texts(value)]
    if essence == MULTIPART:
        pairs = [(_part_name(name), text) for name, text in pairs]
    return sorted([name, canonical_text(text)] for name, text in pairs)


def scalar_text(value: Any) -> str:
    """Return a JSON scalar as text in a URL, a header or a form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [json.dumps(value) if isinstance(value, dict) else scalar_text(value)]


def _parts(content_type: str, data: bytes) -> list[tuple[str, str]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=email.policy.HTTP).parsebytes(head + data)
    if not message.is_multipart():
        raise ValueError("no parts")
    parts = []
    for part in message.iter_parts():
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "surrogateescape") if isinstance(payload, bytes) else ""
        name = str(part.get_param("name", header="content-disposition"))
        parts.append((_part_name(name), text))
    return parts


def _part_name(name: str) -> str:
    """Return *name* without escapes."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), name)
