# Generated from carts.yaml. Do not edit: change the contract or a template instead.
# The extra need not be installed where this file is type-checked.
# mypy: disable-error-code="import-not-found,misc,no-any-return"
# pyright: basic, reportMissingImports=false
"""
Repeat failed calls; needs the extra `bigcommerce-carts-client[retry]`.

    client = AuthenticatedClient(..., retry=RetryPolicy())

Repeated are the statuses 429, 502, 503 and 504 and failures to connect, and only operations that
the contract marks as safe to repeat.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from httpx_retries import Retry, RetryTransport

from .errors import longest_wait


class RetryPolicy(Retry):
    """
    How often and after how long to repeat a call.

    The wait is the longest that the answer's headers name, else a random time whose upper end
    doubles with each attempt; never more than *max_backoff_wait* seconds.
    """

    def __init__(
        self,
        total: int = 3,
        *,
        backoff_factor: float = 0.5,
        max_backoff_wait: float = 60.0,
        **options: Any,
    ) -> None:
        options.setdefault("allowed_methods", _EVERY_METHOD)
        options.setdefault("retry_on_exceptions", (httpx.ConnectError, httpx.ConnectTimeout))
        super().__init__(
            total=total,
            backoff_factor=backoff_factor,
            max_backoff_wait=max_backoff_wait,
            **options,
        )

    def wait(self, response: httpx.Response | Exception) -> float:
        """Seconds to wait after *response*, before the next attempt."""
        headers = response.headers if isinstance(response, httpx.Response) else httpx.Headers()
        waits = [longest_wait(headers), self._standard_wait(headers)]
        named = max((wait for wait in waits if wait is not None), default=None)
        seconds = self.backoff_strategy() if named is None else min(named, self.max_backoff_wait)
        if self.total_timeout is not None:
            seconds = min(seconds, max(0.0, self.total_timeout - self.elapsed_sleep))
        return seconds

    def _standard_wait(self, headers: httpx.Headers) -> float | None:
        """What `Retry-After` says, in seconds or as a date; a gateway may send it."""
        try:
            return self.parse_retry_after(headers["Retry-After"])
        except (KeyError, OverflowError, ValueError):
            return None

    def sleep(self, response: httpx.Response | Exception) -> None:
        """Wait, as `wait` says."""
        seconds = self.wait(response)
        time.sleep(seconds)
        self.elapsed_sleep += seconds

    async def asleep(self, response: httpx.Response | Exception) -> None:
        """Wait, as `wait` says."""
        seconds = self.wait(response)
        await asyncio.sleep(seconds)
        self.elapsed_sleep += seconds


# The contract says which operations are safe to repeat; the method alone does not.
_EVERY_METHOD = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")


def repeating(send: Any, retry: Any, *, is_async: bool) -> Any:
    """Return what calls *send* with a request, and again as *retry* says."""
    if is_async:
        return RetryTransport(_AsyncSender(send), retry).handle_async_request
    return RetryTransport(_Sender(send), retry).handle_request


class _Sender(httpx.BaseTransport):
    """A whole httpx client, with its proxies and hooks, as the transport that is repeated."""

    def __init__(self, send: Any) -> None:
        self.send = send

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.send(request)


class _AsyncSender(httpx.AsyncBaseTransport):
    def __init__(self, send: Any) -> None:
        self.send = send

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.send(request)
