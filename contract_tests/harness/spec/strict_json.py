"""Strict parsing of JSON, and equality of JSON values."""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from typing import Any

# https://www.rfc-editor.org/rfc/rfc3339#section-5.6
DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def strict_json(data: bytes) -> Any:
    """
    Parse JSON of RFC 8259: UTF-8 without a byte order mark, no NaN, no duplicate member names.

    Raises:
        ValueError: *data* is not such JSON, or has a number beyond the range of a float.
    """

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(members := dict(pairs)) != len(pairs):
            raise ValueError("duplicate member name")
        return members

    def refuse_constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    def finite(text: str) -> float:
        if math.isinf(number := float(text)):
            raise ValueError("number beyond the range of a float")
        return number

    return json.loads(
        data.decode(),
        object_pairs_hook=members,
        parse_constant=refuse_constant,
        parse_float=finite,
    )


def json_equal(one: Any, other: Any) -> bool:
    """
    Whether two JSON values are equal.

    In Python `True == 1`; in JSON they differ. Two date-times of RFC 3339 are equal if they name
    the same instant with the same offset: 08:00:00Z equals 08:00:00.000+00:00.
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(json_equal(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(json_equal, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return text_equal(one, other)
    return bool(one == other)


def text_equal(one: str, other: str) -> bool:
    """Whether two texts are equal, or date-times that name the same instant and offset."""
    return one == other or _normalised_datetime(one) == _normalised_datetime(other)


def canonical_text(text: str) -> str:
    """Return one spelling for all texts that are the same date-time, JSON object or JSON array."""
    if text[:1] in ("{", "["):
        try:
            return json.dumps(strict_json(text.encode()), sort_keys=True)
        except ValueError:
            return text
    return _normalised_datetime(text)


def _normalised_datetime(text: str) -> str:
    try:
        return (
            datetime.fromisoformat(text.upper()).isoformat() if DATE_TIME.fullmatch(text) else text
        )
    except ValueError:
        return text
