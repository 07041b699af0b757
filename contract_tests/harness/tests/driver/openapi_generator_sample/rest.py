"""Sends requests with urllib3."""

from __future__ import annotations

import urllib3

from .configuration import Configuration


class RESTClientObject:
    """The pool of connections of a client."""

    def __init__(self, configuration: Configuration) -> None:
        retries = configuration.retries
        options = {} if retries is None else {"retries": retries}
        self.pool_manager = urllib3.PoolManager(**options)

    def request(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        timeout: tuple[float, float] | None,
    ) -> urllib3.BaseHTTPResponse:
        """Send a request, and return its response with the body."""
        limits = urllib3.Timeout(connect=timeout[0], read=timeout[1]) if timeout else None
        return self.pool_manager.request(method, url, headers=headers, body=body, timeout=limits)
