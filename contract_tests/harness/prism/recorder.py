"""The exchanges of one recording, and the header that tells Prism which response to send."""

from __future__ import annotations

from typing import NamedTuple

from contract_tests.harness.wire.messages import Exchange, WireRequest


class Failure(NamedTuple):
    """What Prism did instead of responding to a request, and whether it only took too long."""

    text: str
    request: WireRequest
    is_slow: bool = False


class Recorder:
    """Records exchanges between `start` and `stop`, and ignores them at any other time."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] | None = None
        self._prefer = b""
        self._failure: Failure | None = None

    def start(self, prefer: str | None) -> list[Exchange]:
        """Start a recording and return its list of exchanges, which grows until `stop`.

        `prefer` is the value of the `Prefer` header that requests to Prism get. Raises
        `RuntimeError` if a recording is in progress.
        """
        if self._exchanges is not None:
            raise RuntimeError("a recording is already in progress")
        self._prefer = f"Prefer: {prefer}\r\n".encode("ascii") if prefer else b""
        self._exchanges = []
        return self._exchanges

    def stop(self) -> Failure | None:
        """Stop the recording and return the first failure of Prism in it, if any."""
        failure, self._failure = self._failure, None
        self._exchanges, self._prefer = None, b""
        return failure

    def record(self, exchange: Exchange) -> None:
        """Add *exchange* to the recording."""
        if self._exchanges is not None:
            self._exchanges.append(exchange)

    def record_failure(self, failure: Failure) -> None:
        """Record a request to which Prism did not respond."""
        self.record(Exchange(failure.request, None))
        if self._exchanges is not None and self._failure is None:
            self._failure = failure

    def with_prefer_header(self, request: WireRequest) -> bytes:
        """The bytes of *request*, with the `Prefer` header, if any, after the request line."""
        if not self._prefer:
            return request.raw
        line, end, rest = request.raw.partition(b"\n")
        return line + end + self._prefer + rest
