"""Encoding of request bodies.

The functions raise `InvalidArgumentError`, whose message contains no value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode
from uuid import UUID

from ._assertions import is_array, is_mapping, is_object
from ._base_errors import InvalidArgumentError
from ._parameters import scalar
from ._validation import Schema, validate
from .types import UNSET, File


class Content(NamedTuple):
    """A documented request body."""

    media_type: str
    schema: Schema = True
    kind: str = "json"
    """How it is encoded: `json`, `form`, `multipart`, `text` or `file`."""


def encode_body(body: Any, content: Content) -> dict[str, Any]:
    """Return *body* as an argument of httpx: `content`, or the `files` of a multipart form."""
    return _ENCODERS[content.kind](body, content.schema)


def to_json(name: str, value: Any) -> Any:
    """Return *value* as a JSON value: models become dicts, dates and UUIDs strings."""
    try:
        return _to_json(value)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        pass
    raise InvalidArgumentError(name, "contains a value of the wrong type")


def _to_json(value: Any) -> Any:
    if type(value) is str or value is UNSET:
        return value
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, tuple) or is_array(value):
        return [_to_json(item) for item in cast("list[Any]", value)]
    if is_mapping(value):
        return {key: _to_json(item) for key, item in value.items()}
    for kind, convert in _CONVERSIONS.items():
        if isinstance(value, kind):
            return convert(value)
    return value


#: Type -> conversion to a JSON value; for a file, to the tuple that httpx takes.
_CONVERSIONS: Mapping[type, Callable[[Any], Any]] = {
    date: lambda value: value.isoformat(),  # also of datetime
    UUID: str,
    Enum: lambda value: value.value,
    File: lambda value: value.to_tuple(),
}


def _encode_json(body: Any, schema: Schema) -> dict[str, Any]:
    value = to_json("body", body)
    validate("body", value, schema)
    return {"content": _json(value)}


def _encode_form(body: Any, schema: Schema) -> dict[str, Any]:
    value = to_json("body", body)
    validate("body", value, schema)
    pairs = [(name.encode(), text) for name, (_, text, _) in _fields(value)]
    return {"content": urlencode(pairs).encode()}


def _encode_multipart(body: Any, schema: Schema) -> dict[str, Any]:
    value = to_json("body", body)
    validate("body", _without_files(value), schema)
    fields = _fields(value)
    if not fields:
        raise InvalidArgumentError("body", "must have at least one field")
    return {"files": fields}


def _encode_text(body: Any, schema: Schema) -> dict[str, Any]:
    validate("body", body, schema)
    return {"content": _utf8(body)}


def _encode_file(body: Any, schema: Schema) -> dict[str, Any]:
    return (
        {"content": _read(body.payload)} if isinstance(body, File) else _encode_json(body, schema)
    )


#: Kind of content -> encoder.
_ENCODERS: Mapping[str, Callable[[Any, Schema], dict[str, Any]]] = {
    "json": _encode_json,
    "form": _encode_form,
    "multipart": _encode_multipart,
    "text": _encode_text,
    "file": _encode_file,
}


def _json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError):
        pass
    raise InvalidArgumentError("body", "cannot be encoded as JSON")


def _fields(value: Any) -> list[tuple[str, Any]]:
    """Return the fields of a form for httpx: an object as JSON, an array as a field per item."""
    if not is_object(value):
        raise InvalidArgumentError("body", "must be an object")
    fields: list[tuple[str, Any]] = []
    for name, member in value.items():
        _utf8(name)
        for item in _items(member):
            if isinstance(item, tuple):
                file_name, payload, kind = cast("tuple[Any, Any, Any]", item)
                fields.append((name, (file_name, _read(payload), kind)))
            elif is_object(item):
                fields.append((name, (None, _json(item), "application/json")))
            else:
                fields.append((name, (None, _utf8(scalar("body", item)), "text/plain")))
    return fields


def _items(value: Any) -> Iterator[Any]:
    if is_array(value):
        for item in value:
            yield from _items(item)
    else:
        yield value


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise InvalidArgumentError("body", "must be text that UTF-8 can encode")


def _without_files(value: Any) -> Any:
    """Return *value* with a string for each file, which is how a schema describes a file."""
    if isinstance(value, tuple):
        return ""
    if is_array(value):
        return [_without_files(item) for item in value]
    return {k: _without_files(v) for k, v in value.items()} if is_object(value) else value


def _read(file: Any) -> bytes:
    """Return the rest of the file and restore its position, so that a second call sends it too."""
    try:
        start = file.tell() if file.seekable() else None
        data: object = file.read()
        if start is not None:
            file.seek(start)
    except (AttributeError, OSError, ValueError):
        data = None
    if not isinstance(data, bytes):
        raise InvalidArgumentError("body", "must be an open binary file")
    return data
