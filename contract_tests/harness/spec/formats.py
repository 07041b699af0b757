"""
The formats that a client validates, each implemented from its RFC.

Other formats of OpenAPI, such as `int32` and `password`, are annotations and not checked. Every
function returns True for a value that is not a string, as JSON Schema requires.
"""

from __future__ import annotations

import datetime
import string

from jsonschema import FormatChecker

FORMATS = FormatChecker(formats=())

HEX_DIGITS = frozenset(string.hexdigits)
# RFC 3986, 2: the characters of a URI, besides percent-encoded octets.
URI_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;=")
SCHEME_CHARACTERS = frozenset(string.ascii_letters + string.digits + "+-.")


@FORMATS.checks("uuid")
def is_uuid(value: object) -> bool:
    """RFC 4122, 3: five groups of hexadecimal digits in either case."""
    if not isinstance(value, str):
        return True
    groups = value.split("-")
    lengths = [len(group) for group in groups]
    return lengths == [8, 4, 4, 4, 12] and HEX_DIGITS.issuperset("".join(groups))


@FORMATS.checks("date")
def is_date(value: object) -> bool:
    """RFC 3339, 5.6: `full-date`, a day of the calendar."""
    if not isinstance(value, str):
        return True
    parts = value.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(map(_is_digits, parts)):
        return False
    try:
        datetime.date(*map(int, parts))
    except ValueError:
        return False
    return True


@FORMATS.checks("date-time")
def is_date_time(value: object) -> bool:
    """RFC 3339, 5.6: `date-time`, with an offset."""
    if not isinstance(value, str):
        return True
    day, separator, time = value[:10], value[10:11], value[11:]
    if not is_date(day) or separator not in ("T", "t"):
        return False
    clock, _, offset = (
        time.upper().replace("+", " +").replace("-", " -").replace("Z", " +00:00").partition(" ")
    )
    return _is_clock(clock, seconds=True) and _is_clock(offset[1:], seconds=False)


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    """RFC 3986, 3: a scheme, a colon, and octets that are allowed or percent-encoded."""
    if not isinstance(value, str):
        return True
    scheme, colon, rest = value.partition(":")
    if not (colon and scheme[:1] in string.ascii_letters and SCHEME_CHARACTERS.issuperset(scheme)):
        return False
    plain, *encoded = rest.split("%")
    octets = all(len(part) >= 2 and HEX_DIGITS.issuperset(part[:2]) for part in encoded)
    return bool(scheme) and octets and URI_CHARACTERS.issuperset(plain + "".join(encoded))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_clock(text: str, *, seconds: bool) -> bool:
    whole, dot, fraction = text.partition(".")
    if dot and not (seconds and _is_digits(fraction)):
        return False
    parts = whole.split(":")
    limits = (24, 60, 60) if seconds else (24, 60)
    return [len(part) for part in parts] == [2] * len(limits) and all(
        _is_digits(part) and int(part) < limit for part, limit in zip(parts, limits, strict=True)
    )
