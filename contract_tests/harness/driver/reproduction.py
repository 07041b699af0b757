"""Python source that makes a call again."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Mapping
from typing import Any

import attrs

# The modules of Python that a reproduction may use.
MODULES = ("asyncio", "datetime", "io")


def imports(statement: str) -> list[str]:
    """Lines that import the modules of Python that *statement* uses."""
    return [f"import {module}" for module in MODULES if f"{module}." in statement]


def keywords(values: Mapping[str, Any]) -> str:
    """*values* as the keyword arguments of a call: ``a=1, b='c'``."""
    return ", ".join(f"{name}={source(value)}" for name, value in values.items())


def source(value: Any) -> str:
    """An expression for *value*; a UUID becomes its text."""
    if hasattr(value, "to_dict"):
        return _model(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name!r}: {source(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(source, value))}]"
    if isinstance(value, datetime.date):
        return f"datetime.{type(value).__name__}.fromisoformat({value.isoformat()!r})"
    if hasattr(value, "to_tuple"):
        return f"types.File(io.BytesIO({value.payload.getvalue()!r}))"
    if isinstance(value, enum.Enum):
        return f"models.{type(value).__name__}({value.value!r})"
    return repr(str(value)) if isinstance(value, uuid.UUID) else repr(value)


def _model(value: Any) -> str:
    """A model, from JSON if it has no file: JSON cannot represent the tuple of a file."""
    name, members = f"models.{type(value).__name__}", value.to_dict()
    if not _has_file(members):
        return f"{name}.from_dict({source(members)})"
    fields = (each for each in attrs.fields(type(value)) if each.init)
    given = {each.alias: getattr(value, each.name) for each in fields}
    is_set = {key: each for key, each in given.items() if type(each).__name__ != "Unset"}
    return f"{name}({keywords(is_set)})"


def _has_file(value: Any) -> bool:
    """Whether *value* is the tuple of a file, or contains one."""
    if isinstance(value, (dict, list)):
        return any(map(_has_file, value.values() if isinstance(value, dict) else value))
    return isinstance(value, tuple)
