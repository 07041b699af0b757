"""Python source that makes a call again."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Mapping
from typing import Any


class Source(str):
    """Python source; its `repr` is the source itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def keywords(values: Mapping[str, Any]) -> str:
    """*values* as the keyword arguments of a call: ``a=1, b='c'``."""
    return ", ".join(f"{name}={source(value)!r}" for name, value in values.items())


def source(value: Any) -> Any:
    """An object whose `repr` is an expression for *value*; an enum or UUID becomes its value."""
    if hasattr(value, "to_dict"):
        return Source(f"models.{type(value).__name__}.from_dict({value.to_dict()!r})")
    if isinstance(value, list):
        return [source(item) for item in value]
    if isinstance(value, datetime.date):
        kind = type(value).__name__
        return Source(f"datetime.{kind}.fromisoformat({value.isoformat()!r})")
    if hasattr(value, "to_tuple"):
        return Source(f"types.File(io.BytesIO({value.payload.getvalue()!r}))")
    if isinstance(value, enum.Enum):
        return value.value
    return str(value) if isinstance(value, uuid.UUID) else value
