"""Requests and responses as recorded on the wire, with their exact bytes, and their parsers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import h11

Headers = tuple[tuple[bytes, bytes], ...]

# Larger than any limit of Prism, so that Prism decides whether a head is too long.
MAX_HEAD = 1 << 20

# The names of headers whose values are not shown.
SECRET_NAME = re.compile(rb"auth|cookie|key|secret|token", re.IGNORECASE)


@dataclass(frozen=True)
class _Message:
    headers: Headers
    """(name, value) as sent: in order, in the sender's letter case, repeated if repeated."""
    body: bytes
    """Without the framing (`Transfer-Encoding: chunked`), with any `Content-Encoding`."""
    raw: bytes = field(repr=False)
    """All bytes of the message, as received."""

    def header(self, name: str | bytes) -> tuple[bytes, ...]:
        """Return all values of a header in order; *name* is case-insensitive."""
        wanted = (name.encode("ascii") if isinstance(name, str) else name).lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


@dataclass(frozen=True)
class WireRequest(_Message):
    """A request as a client sent it."""

    method: str
    target: bytes
    """The request target: path and query, still percent-encoded."""
    problem: str = ""
    """Why `raw` is not an HTTP request. If set, method, target, headers and body are empty."""

    def __str__(self) -> str:
        """Return the request as sent, with redacted secrets, at most 2,000 bytes."""
        head, gap, body = self.raw.partition(b"\r\n\r\n")
        lines = [_redacted(line) for line in head.split(b"\r\n")]
        return (b"\r\n".join(lines) + gap + body)[:2000].decode("ascii", "backslashreplace")


@dataclass(frozen=True)
class WireResponse(_Message):
    """A response as a server sent it."""

    status: int


@dataclass(frozen=True)
class Exchange:
    """A request and its response, which is None if it did not arrive completely."""

    request: WireRequest
    response: WireResponse | None


class RequestReader:
    """Parses the requests on one connection."""

    def __init__(self) -> None:
        self._begin(b"")

    def _begin(self, unread: bytes) -> None:
        # One h11 connection per request: h11 would wait for a response, which is not sent here.
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self._raw = bytearray()
        self._body = bytearray()
        self._head: h11.Request | None = None
        if unread:
            self.receive(unread)

    @property
    def begun(self) -> bool:
        """Whether a part of a request has arrived."""
        return bool(self._raw)

    def receive(self, data: bytes) -> None:
        """Add bytes of the socket; they must not be empty."""
        self._raw += data
        self._h11.receive_data(data)

    def next(self) -> WireRequest | None:
        """Return the next request, perhaps with a `problem`; None while more bytes are needed."""
        while True:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                return self.incomplete_request(str(error))
            if isinstance(event, h11.Request):
                self._head = event
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return self._complete()
            else:
                return None

    def incomplete_request(self, problem: str) -> WireRequest | None:
        """Return the bytes so far as a request with that *problem*; None if there are none."""
        raw = bytes(self._raw)
        self._begin(b"")
        return WireRequest((), b"", raw, "", b"", problem) if raw else None

    def _complete(self) -> WireRequest:
        assert self._head is not None
        unread, _ = self._h11.trailing_data
        request = WireRequest(
            headers=tuple(self._head.headers.raw_items()),
            body=bytes(self._body),
            raw=bytes(self._raw[: len(self._raw) - len(unread)]),
            method=self._head.method.decode("ascii"),
            target=self._head.target,
        )
        self._begin(unread)
        return request


class ResponseReader:
    """Parses the response to one request."""

    def __init__(self, request: WireRequest) -> None:
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        # The length of the body depends on the method.
        self._h11.send(_placeholder_request(request.method))
        self._h11.send(h11.EndOfMessage())
        self._raw = bytearray()
        self._body = bytearray()
        self._head: h11.Response | None = None

    @property
    def began(self) -> bool:
        """Whether any byte has arrived."""
        return bool(self._raw)

    @property
    def keep_alive(self) -> bool:
        """Whether the connection can be reused after this response."""
        return self._h11.their_state is h11.DONE

    def receive(self, data: bytes) -> None:
        """Add bytes of the socket; empty bytes are its end."""
        self._raw += data
        self._h11.receive_data(data)

    def next(self) -> WireResponse | None:
        """Return the response; None until complete. Raises `h11.RemoteProtocolError`."""
        while True:
            event = self._h11.next_event()
            if isinstance(event, h11.Response):
                self._head = event
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return self._complete()
            elif isinstance(event, h11.ConnectionClosed):
                raise h11.RemoteProtocolError("the connection ended before a response")
            elif not isinstance(event, h11.InformationalResponse):
                return None

    def _complete(self) -> WireResponse:
        assert self._head is not None
        headers = tuple(self._head.headers.raw_items())
        status = self._head.status_code
        return WireResponse(headers, bytes(self._body), bytes(self._raw), status)


@lru_cache
def _placeholder_request(method: str) -> h11.Request:
    """Return a request that h11 needs for the method; cached, because h11 validates it slowly."""
    return h11.Request(method=method, target="/", headers=[("Host", "x")])


def _redacted(line: bytes) -> bytes:
    name, colon, _ = line.partition(b":")
    return name + b": [redacted]" if colon and SECRET_NAME.search(name) else line
