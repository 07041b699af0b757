# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""The formats that are asserted. Any other is a remark of the contract, for readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    return _parses(date.fromisoformat, text)


def _is_date_time(text: str) -> bool:
    shape = r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})"
    return bool(re.fullmatch(shape, text, re.ASCII)) and _parses(
        datetime.fromisoformat, text.upper()
    )


def _parses(parse: Callable[[str], Any], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


# RFC 3986: an absolute URI is made of these characters and percent-encoded octets. No two of the
# parts share a character, so there is never a reason to go back: `++`.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?:[!#$&-;=?-Z\[\]_a-z~]++|%[0-9A-Fa-f]{2})*+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

#: Name -> what is true of a text that has that format.
FORMATS: Mapping[str, Callable[[str], object]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "uri": _URI.fullmatch,
    "uuid": _UUID.fullmatch,
}
