"""When a failed call is repeated.

    client = AuthenticatedClient(..., max_retries=3)

Repeated are the statuses 429, 502, 503 and 504, and failures before the request was sent, for
operations that the contract marks as safe to repeat.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ._base_errors import ApiConnectionError, ApiTimeoutError, InvalidArgumentError

#: The statuses of temporary failures.
TEMPORARY = frozenset({429, 502, 503, 504})
_YEAR = 31_536_000.0


def _is_valid(policy: Any, attribute: Any, value: Any) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or value < 0:
        raise InvalidArgumentError(attribute.name, "must be a number of seconds, at least 0")


@frozen(kw_only=True)
class RetryPolicy:
    """How long a client waits before it repeats a call.

    Each wait is the backoff, which is random and doubles its limits with each attempt, or the time
    that the response names, whichever is longer. If the response names a longer time than the
    policy allows, the call is not repeated, and its error is raised.

    Args:
        backoff: Seconds; the first wait is between a half and the whole of it.
        max_wait: The longest wait before an attempt, in seconds.
        total_wait: The longest sum of all waits of a call, in seconds.

    Raises:
        InvalidArgumentError: An argument is not a number of seconds.
    """

    backoff: float = field(default=0.5, validator=_is_valid)
    max_wait: float = field(default=60.0, validator=_is_valid)
    total_wait: float = field(default=120.0, validator=_is_valid)

    def wait(self, attempt: int, retry_after: float | None, waited: float) -> float | None:
        """Return the seconds to wait after a failure, or None if the call must not be repeated.

        Args:
            attempt: the number of earlier repetitions.
            retry_after: the seconds that the response names.
            waited: the sum of the earlier waits, in seconds.
        """
        limit = min(self.backoff * 2.0 ** min(attempt, 60), self.max_wait)
        seconds = max(random.uniform(limit / 2, limit), retry_after or 0.0)
        if seconds > self.max_wait or waited + seconds > self.total_wait:
            return None
        return seconds


def is_temporary(outcome: Any) -> bool:
    """Return whether *outcome*, a response or an error, may be another one after a repetition."""
    if isinstance(outcome, (ApiConnectionError, ApiTimeoutError)):
        return not outcome.sent
    return getattr(outcome, "status_code", None) in TEMPORARY


def retry_after(headers: Mapping[str, str], documented: Mapping[str, float]) -> float | None:
    """Return the longest time to wait that a header names, in seconds; None without one.

    Args:
        headers: those of the response.
        documented: the headers that the contract names for this response, with their unit in
            seconds. `Retry-After` (RFC 9110, 10.2.3) is always read.
    """
    waits = [_seconds(headers.get(name, ""), unit) for name, unit in documented.items()]
    waits.append(_seconds(headers.get("Retry-After", ""), 1.0))
    return max((wait for wait in waits if wait is not None), default=None)


def _seconds(text: str, unit: float) -> float | None:
    """Return the seconds that a header names: a number, or an HTTP date."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text) * unit, _YEAR)
    return _until(text) if text.endswith("GMT") else None


def _until(date: str) -> float | None:
    import time  # deferred: dates are rare
    from email.utils import parsedate_to_datetime

    try:
        return min(max(parsedate_to_datetime(date).timestamp() - time.time(), 0.0), _YEAR)
    except (OverflowError, ValueError):
        return None
