# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The types that models and operations share."""

from __future__ import annotations

from enum import Enum
from typing import Final, Generic, Literal, TypeVar

import httpx
from attrs import define, field


class Unset(Enum):
    """The type of `UNSET`, the value of a member or an argument that is not given."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A documented response."""

    status_code: int
    """Any integer that the server sends, registered or not."""
    content: bytes = field(repr=False)
    """The decompressed body."""
    headers: httpx.Headers = field(repr=False)
    """All headers; names match in any letter case."""
    parsed: T = field(repr=False)
    """The body as a model."""
    retry_after: float | None = None
    """The longest time to wait that a header names, in seconds; None without one."""
    request_id: str | None = None
    """The id of the request, if the contract names a header with it."""


__all__ = ["UNSET", "Response", "Unset"]
