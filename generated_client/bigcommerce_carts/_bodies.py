# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""What is sent as a body, and values as JSON has them. No message holds a value."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from typing import Any, NamedTuple, cast
from uuid import UUID

from ._validation import Schema, is_array, is_mapping, require
from .errors import InvalidArgument


class Content(NamedTuple):
    """What the contract says of a body."""

    media_type: str
    schema: Schema = True


def write(body: Any, content: Content) -> dict[str, Any]:
    """
    Return *body* as httpx takes it: `content`, or the `files` of a form.

    Raises:
        InvalidArgument: the contract does not allow it.
    """
    value = plain("body", body)
    require("body", value, content.schema)
    return {"content": _json(value)}


def plain(name: str, value: Any) -> Any:
    """
    Return *value* as JSON has it: models become dicts, dates and UUIDs strings.

    Raises:
        InvalidArgument: it is a model whose members are not what their types say, or holds itself.
    """
    try:
        return _plain(value)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        pass
    raise InvalidArgument(name, "holds a value of another type than it should")


def _plain(value: Any) -> Any:
    if type(value) is str:
        return value
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple) or is_array(value):
        return [_plain(item) for item in cast("list[Any]", value)]
    if is_mapping(value):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError):
        pass
    raise InvalidArgument("body", "cannot be written as JSON")
