"""Convert JSON values to the Python objects that a client accepts, and back."""

from __future__ import annotations

import datetime
import enum
import io
import json
import re
import types
import typing
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import attrs

from contract_tests.harness.driver.loader import alphanumeric
from contract_tests.harness.spec.formats import is_date, is_date_time, is_uuid


class _ConversionError(Exception):
    """The value does not fit the type."""


@cache
def hints_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    """`typing.get_type_hints`, cached."""
    return typing.get_type_hints(function)


def convert(value: Any, hint: Any, *, native: bool) -> Any:
    """
    Convert a JSON value to the type *hint*; return it unchanged if it fits no member of the type.

    If *hint* is a union that accepts a string as it is, a string is converted to another member
    ("2024-02-29" to a date) only with *native*.
    """
    members = _members(hint)
    if isinstance(value, str) and str in members and not native:
        return value
    for member in members:
        try:
            return _convert_to(value, member, native)
        except (_ConversionError, AttributeError, LookupError, TypeError, ValueError):
            pass
    return value


@cache
def _members(hint: Any) -> Sequence[Any]:
    """The members of a union, or *hint* alone; `str` is last, because any string fits it."""
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    members = typing.get_args(hint) if is_union else (hint,)
    return sorted(members, key=lambda member: member is str)


def _convert_to(value: Any, kind: Any, native: bool) -> Any:
    """
    Convert *value* to the type *kind*.

    Raises:
        _ConversionError: *value* does not fit. Constructors of the type raise errors of their own.
    """
    if kind is Any:
        return value
    if typing.get_origin(kind) is typing.Literal:
        return _require(value in typing.get_args(kind), value)
    if typing.get_origin(kind) is list:
        items, (item,) = _require(isinstance(value, list), value), typing.get_args(kind)
        return [convert(each, item, native=native) for each in items]
    if not isinstance(kind, type):
        raise _ConversionError
    if kind in _SCALARS:
        return _require(_SCALARS[kind](value), value)
    if hasattr(kind, "from_dict"):
        return _model(kind, _require(isinstance(value, Mapping), value))
    if issubclass(kind, enum.Enum):
        return kind(value)
    return _from_text(_require(isinstance(value, str), value), kind)


def _model(kind: Any, members: Mapping[str, Any]) -> Any:
    """A model of *members*; those of files are bytes where the model takes no text for them."""
    try:
        return kind.from_dict(members)
    except TypeError:
        fields = (each for each in attrs.fields(kind) if re.search(r"\bFile\b", str(each.type)))
        files = {alphanumeric(each.name) for each in fields}
        contents = {n: _bytes(v) for n, v in members.items() if alphanumeric(n) in files}
        return kind.from_dict({**members, **contents})


def _bytes(value: Any) -> Any:
    """The texts in *value*, which may be a list, as bytes."""
    if isinstance(value, list):
        return [_bytes(item) for item in value]
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


def _require(fits: bool, value: Any) -> Any:
    if not fits:
        raise _ConversionError
    return value


_SCALARS: Mapping[type, Callable[[Any], bool]] = {
    type(None): lambda value: value is None,
    bool: lambda value: isinstance(value, bool),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    float: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    str: lambda value: isinstance(value, str),
}


def _from_text(text: str, kind: Any) -> Any:
    # The parsers of Python accept more than the formats allow, so the format is checked first.
    if issubclass(kind, uuid.UUID):
        return kind(_require(is_uuid(text), text))
    if issubclass(kind, datetime.date):
        is_valid = is_date_time if issubclass(kind, datetime.datetime) else is_date
        return kind.fromisoformat(_require(is_valid(text), text))
    if kind is bytes:
        return text.encode("utf-8", "surrogateescape")
    if hasattr(kind, "to_tuple"):  # a file
        return kind(payload=io.BytesIO(text.encode("utf-8", "surrogateescape")))
    raise _ConversionError


def to_json(value: Any) -> Any:
    """Convert a returned value to JSON; bytes are decoded as UTF-8 with `surrogateescape`."""
    if hasattr(value, "model_fields_set"):  # `to_dict` of pydantic models contains objects
        return json.loads(json.dumps(value.to_dict(), default=to_json))
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if hasattr(value, "to_tuple"):
        value = value.payload.getvalue()
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
