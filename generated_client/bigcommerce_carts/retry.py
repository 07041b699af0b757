# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.
# The library need not be installed where this file is type-checked.
# mypy: disable-error-code="import-not-found,misc,no-any-return"
# pyright: basic, reportMissingImports=false
"""Repetition of failed calls. Needs httpx-retries, the extra `retry` of this package.

    client = AuthenticatedClient(..., retry=RetryPolicy())

Repeated are the statuses 429, 502, 503 and 504 and failures to connect, for operations that the
contract marks as safe to repeat.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from httpx_retries import Retry, RetryTransport

from ._base_errors import longest_wait

# The contract decides which operations are repeated, not the method.
_ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")


class RetryPolicy(Retry):
    """How often and after how long a call is repeated.

    The wait is the longest that a response header names; else a random time, whose upper limit
    doubles with each attempt. It is at most *max_backoff_wait* seconds.
    """

    def __init__(
        self,
        total: int = 3,
        *,
        backoff_factor: float = 0.5,
        max_backoff_wait: float = 60.0,
        **options: Any,
    ) -> None:
        options.setdefault("allowed_methods", _ALL_METHODS)
        options.setdefault("retry_on_exceptions", (httpx.ConnectError, httpx.ConnectTimeout))
        options |= {"backoff_factor": backoff_factor, "max_backoff_wait": max_backoff_wait}
        super().__init__(total=total, **options)

    def wait(self, response: httpx.Response | Exception) -> float:
        """Return the seconds to wait after *response*, before the next attempt."""
        headers = response.headers if isinstance(response, httpx.Response) else httpx.Headers()
        waits = [longest_wait(headers), self._retry_after(headers)]
        named = max((wait for wait in waits if wait is not None), default=None)
        seconds = self.backoff_strategy() if named is None else min(named, self.max_backoff_wait)
        if self.total_timeout is not None:
            seconds = min(seconds, max(0.0, self.total_timeout - self.elapsed_sleep))
        return seconds

    def _retry_after(self, headers: httpx.Headers) -> float | None:
        """Return the seconds of `Retry-After`, which a gateway may send."""
        try:
            return self.parse_retry_after(headers["Retry-After"])
        except (KeyError, OverflowError, ValueError):
            return None

    def sleep(self, response: httpx.Response | Exception) -> None:
        seconds = self.wait(response)
        time.sleep(seconds)
        self.elapsed_sleep += seconds

    async def asleep(self, response: httpx.Response | Exception) -> None:
        seconds = self.wait(response)
        await asyncio.sleep(seconds)
        self.elapsed_sleep += seconds


def with_retries(send: Any, retry: Any, *, is_async: bool) -> Any:
    """Return a function that sends a request with *send*, and repeats it as *retry* decides."""
    # Despite its name, this transport is any function, here the `send` of an httpx client.
    transport = RetryTransport(httpx.MockTransport(send), retry)
    return transport.handle_async_request if is_async else transport.handle_request
