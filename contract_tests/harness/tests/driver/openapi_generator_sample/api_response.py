"""The response that a method returns together with the value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


class ApiResponse(BaseModel):
    """A response with the deserialized value in `data`."""

    status_code: int
    headers: Mapping[str, str]
    data: Any
    raw_data: bytes
