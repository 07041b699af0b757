"""What no path may hold, and what a refusal looks like."""

from __future__ import annotations

from typing import Any

from bigcommerce_carts.errors import InvalidArgument

DOTS = [
    "", ".", "..", "%2e", "%2E%2e", "%252e%252e", "%25252e.", "../x", "x/..", "x/../y", "..%2fx",
    "%2e%2e%2fx", "..\\x", "x%5c..", "x%255c%252e%252e", "/..", "./", "a/./b",
]  # fmt: skip


def refused(error: InvalidArgument, value: Any) -> bool:
    """Whether *error* is one line that does not show *value*."""
    shown = isinstance(value, (str, bytes)) and len(value) > 2 and str(value) in str(error)
    return not shown and len(str(error).splitlines()) == 1
