"""What a caller asks of an operation, in the contract's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Absent(Enum):
    """The mark for a body that is not sent: `None` is a JSON value."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Credential:
    """
    What a caller gives for one security scheme. `prefix` goes before the key, with a space.

    The HTTP scheme "basic" takes a `user`; the value is then the password.
    """

    value: str = field(repr=False)
    prefix: str | None = None
    user: str | None = None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """For Hypothesis, which would show all fields."""
        printer.text(repr(self))


@dataclass(frozen=True)
class Call:
    """
    One call of an operation.

    Args:
        arguments: JSON values by (location, name); what is not there was left out.
        body: a JSON value, or `ABSENT`.
        media_type: of the body.
        credentials: by name of the security scheme.
        native: give values such as UUIDs as Python objects, not as the text they have on the wire.
    """

    arguments: Mapping[tuple[str, str], Any]
    body: Any = ABSENT
    media_type: str | None = None
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    native: bool = False
