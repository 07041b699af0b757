"""Python source that makes a call again."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Mapping
from typing import Any


def keywords(values: Mapping[str, Any]) -> str:
    """*values* as the keyword arguments of a call: ``a=1, b='c'``."""
    return ", ".join(f"{name}={source(value)}" for name, value in values.items())


def source(value: Any) -> str:
    """An expression for *value*; a UUID or a member of an enum becomes its value."""
    if hasattr(value, "to_dict"):
        return f"models.{type(value).__name__}.from_dict({value.to_dict()!r})"
    if isinstance(value, list):
        return f"[{', '.join(map(source, value))}]"
    if isinstance(value, datetime.date):
        return f"datetime.{type(value).__name__}.fromisoformat({value.isoformat()!r})"
    if hasattr(value, "to_tuple"):
        return f"types.File(io.BytesIO({value.payload.getvalue()!r}))"
    if isinstance(value, enum.Enum):
        return repr(value.value)
    return repr(str(value)) if isinstance(value, uuid.UUID) else repr(value)
