# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""What the models and the operations share: the value for "not given", responses."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

import httpx
from attrs import define, field


class Unset:
    """The type of `UNSET`, which stands for a member or an argument that was not given."""

    _only: Unset | None = None

    def __new__(cls) -> Unset:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __copy__(self) -> Unset:
        return self

    def __deepcopy__(self, memo: Any) -> Unset:
        return self

    def __reduce__(self) -> tuple[type[Unset], tuple[()]]:
        return (Unset, ())


UNSET: Unset = Unset()

T = TypeVar("T")


@define
class Response(Generic[T]):
    """A documented answer."""

    status_code: int
    """Any integer that a server sends, also one that no standard names."""
    content: bytes = field(repr=False)
    """The body as it came, decompressed."""
    headers: httpx.Headers = field(repr=False)
    """All headers; names in any case."""
    parsed: T = field(repr=False)
    """The body as a model."""


__all__ = ["UNSET", "Response", "Unset"]
