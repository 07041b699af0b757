"""The types that models and operations share."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from io import BytesIO
from typing import IO, BinaryIO, Final, Generic, Literal, Self, TypeVar

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

# The values that `httpx.Client(files=)` accepts.
_FileContent = IO[bytes] | bytes | str
FileTypes = (
    tuple[str | None, _FileContent, str | None]
    | tuple[str | None, _FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """A file to upload, or a file that was downloaded."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    @classmethod
    def of(cls, data: bytes | str) -> Self:
        """Return a file with the content *data*; surrogates in a text stand for single bytes."""
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogateescape")
        return cls(BytesIO(data))

    def to_tuple(self) -> FileTypes:
        """Return the file in the form that httpx takes for multipart/form-data."""
        return self.file_name, self.payload, self.mime_type


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


__all__ = [
    "UNSET",
    "File",
    "FileTypes",
    "RequestFiles",
    "Response",
    "Unset",
]
