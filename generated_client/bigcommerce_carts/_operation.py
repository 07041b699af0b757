# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""What the contract says about one operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ._parameters import Parameter
from ._validation import Schema


class Documented(NamedTuple):
    """One documented response."""

    media_types: tuple[str, ...] = ()
    schema: Schema = True
    parse: Callable[[Any], Any] | None = None
    """Converts the decoded body to its model."""
    kind: Literal["json", "text", "bytes", "nothing"] = "json"
    """How the body is decoded."""
    waits: Mapping[str, float] = {}
    """The headers that name a time to wait, with their unit in seconds."""


class Operation(NamedTuple):
    """One operation."""

    label: str
    """Method and path template, for messages."""
    method: str
    path: str
    parameters: Sequence[Parameter] = ()
    security: Sequence[Sequence[str]] = ()
    """The alternatives, each with the security schemes that it needs together."""
    safe_to_repeat: bool = False
    """Whether a second identical call does no harm."""
    responses: Mapping[str, Documented] = {}
    """The documented responses, by status pattern."""

    def pattern_of(self, status_code: int) -> str | None:
        """Return the pattern that documents the status: the code, its range, or the default."""
        for pattern in (str(status_code), f"{status_code // 100}XX", "DEFAULT"):
            if pattern in self.responses:
                return pattern
        return None

    def waits_of(self, status_code: int) -> Mapping[str, float]:
        """Return the headers of such a response that name a time to wait, with their units."""
        pattern = self.pattern_of(status_code)
        return {} if pattern is None else self.responses[pattern].waits
