"""Strict parsing of JSON, and equality of JSON values."""

from __future__ import annotations

import json
import math
from typing import Any


def strict_json(data: bytes) -> Any:
    """
    Parse JSON of RFC 8259: UTF-8 without a byte order mark, no NaN, no duplicate member names.

    Raises:
        ValueError: *data* is not such JSON, or has a number that a float cannot hold: it would be
            infinite or 0.
    """

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(members := dict(pairs)) != len(pairs):
            raise ValueError("duplicate member name")
        return members

    def refuse_constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    def finite(text: str) -> float:
        number, digits = float(text), text.lower().partition("e")[0]
        if math.isinf(number) or (number == 0 and digits.strip("-0.")):
            raise ValueError("number that a float cannot hold")
        return number

    return json.loads(
        data.decode(),
        object_pairs_hook=members,
        parse_constant=refuse_constant,
        parse_float=finite,
    )


def json_equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal. In Python `True == 1`; in JSON they differ."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(json_equal(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(json_equal, one, other))
    return bool(one == other)


def canonical_text(text: str) -> str:
    """Return one spelling for all texts that are the same JSON object or JSON array."""
    if text[:1] in ("{", "["):
        try:
            return json.dumps(strict_json(text.encode()), sort_keys=True)
        except ValueError:
            return text
    return text
