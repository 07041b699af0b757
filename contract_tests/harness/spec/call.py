"""One call of an operation, in the terms of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any


class Absent(Enum):
    """The type of `ABSENT`, which marks a body that is not sent; `None` is the JSON value null."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT
# Stands for each secret, and for the name of its user, in the lines that repeat a call.
PLACEHOLDER = "..."


@dataclass(frozen=True)
class Credential:
    """
    The secret for one security scheme. It is not part of the `repr`.

    Args:
        value: an API key, a bearer token, or the password of the HTTP scheme "basic".
        prefix: a word that is sent before an API key, separated by a space.
        user: the user name of the HTTP scheme "basic".
    """

    value: str = field(repr=False)
    prefix: str | None = None
    user: str | None = None

    @property
    def placeholder(self) -> Credential:
        """The credential with `PLACEHOLDER` in place of its secret and its user."""
        return replace(self, value=PLACEHOLDER, user=self.user and PLACEHOLDER)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the `repr`; without this method, Hypothesis would print every field."""
        printer.text(repr(self))


@dataclass(frozen=True)
class Call:
    """
    One call of an operation.

    Args:
        arguments: JSON values by (location, name) of the parameter; optional ones may be missing.
        body: a JSON value, or `ABSENT`.
        media_type: the media type of the body.
        credentials: by the name of the security scheme.
        native: whether the client gets values such as UUIDs as Python objects instead of text.
    """

    arguments: Mapping[tuple[str, str], Any]
    body: Any = ABSENT
    media_type: str | None = None
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    native: bool = False
