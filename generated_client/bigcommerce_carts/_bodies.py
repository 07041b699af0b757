# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Encoding of request bodies.

The functions raise `InvalidArgumentError`, whose message contains no value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple, cast
from uuid import UUID

from ._assertions import is_array, is_mapping
from ._base_errors import InvalidArgumentError
from ._validation import Schema, validate
from .types import UNSET


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
}


def _encode_json(body: Any, schema: Schema) -> dict[str, Any]:
    value = to_json("body", body)
    validate("body", value, schema)
    return {"content": _json(value)}


#: Kind of content -> encoder.
_ENCODERS: Mapping[str, Callable[[Any, Schema], dict[str, Any]]] = {"json": _encode_json}


def _json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError):
        pass
    raise InvalidArgumentError("body", "cannot be encoded as JSON")
