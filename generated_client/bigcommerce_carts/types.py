# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""What the models and the operations share: the value for "not given", files, responses."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any, BinaryIO, Generic, Literal, Self, TypeVar

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

# What `httpx.Client(files=)` accepts.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """A file to upload, or one that was downloaded."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    @classmethod
    def of(cls, data: bytes | str) -> Self:
        """Return the file that holds *data*; in text, bytes that are none are surrogates."""
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogateescape")
        return cls(BytesIO(data))

    def to_tuple(self) -> FileTypes:
        """The file as httpx takes it for multipart/form-data."""
        return self.file_name, self.payload, self.mime_type


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


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]
