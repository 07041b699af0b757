# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""The formats that are asserted. Any other is a remark of the contract, for readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# RFC 3986: an absolute URI is made of these characters and percent-encoded octets. No two of the
# parts share a character, so there is never a reason to go back: `++`.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?:[!#$&-;=?-Z\[\]_a-z~]++|%[0-9A-Fa-f]{2})*+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

#: Name -> what is true of a text that has that format.
FORMATS: Mapping[str, Callable[[str], object]] = {
    "uri": _URI.fullmatch,
    "uuid": _UUID.fullmatch,
}
