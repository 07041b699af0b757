"""What went over the wire: requests and responses, with the very bytes they were made of."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import h11

Headers = tuple[tuple[bytes, bytes], ...]

# Prism, not this reader, is to judge a long request line or header.
MAX_HEAD = 1 << 20

# A header with such a name may carry a secret, whatever the contract says of it.
SECRET_NAME = re.compile(rb"auth|cookie|key|secret|token", re.IGNORECASE)


@dataclass(frozen=True)
class _Message:
    headers: Headers
    """(name, value) as sent: in order, in the sender's letter case, repeated if repeated."""
    body: bytes
    """Without the framing (`Transfer-Encoding: chunked`), with any `Content-Encoding`."""
    raw: bytes = field(repr=False)
    """All bytes of the message, as they came."""

    def header(self, name: str | bytes) -> tuple[bytes, ...]:
        """All values of a header, in order; its name in any letter case."""
        wanted = (name.encode("ascii") if isinstance(name, str) else name).lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def json(self) -> Any:
        """The body, parsed. Raises ValueError when it is not JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class WireRequest(_Message):
    """A request as the client sent it."""

    method: str
    target: bytes
    """The request target: path and query, still percent-encoded."""
    problem: str = ""
    """Why `raw` is no HTTP request. If set, method, target, headers and body are empty."""

    def __str__(self) -> str:
        """The request in the form it was sent, without secrets, cut to a page."""
        head, gap, body = self.raw.partition(b"\r\n\r\n")
        lines = [_redacted(line) for line in head.split(b"\r\n")]
        return (b"\r\n".join(lines) + gap + body)[:2000].decode("ascii", "backslashreplace")


@dataclass(frozen=True)
class WireResponse(_Message):
    """A response as the mock server sent it."""

    status: int


@dataclass(frozen=True)
class Exchange:
    """A request and its response; the response is None when none came, or not the whole of it."""

    request: WireRequest
    response: WireResponse | None


def only(exchanges: Sequence[Exchange]) -> Exchange:
    """The one exchange there was. Raises AssertionError for none, several, or what is no HTTP."""
    if len(exchanges) != 1:
        seen = "".join(f"\n{number}: {_title(e)}" for number, e in enumerate(exchanges, 1))
        raise AssertionError(f"Received: {len(exchanges)} requests\nDocumented: 1 request{seen}")
    if problem := exchanges[0].request.problem:
        raise AssertionError(f"Received: no HTTP request ({problem})\nDocumented: 1 request")
    return exchanges[0]


class RequestReader:
    """Takes the bytes of one connection as they come, gives the requests in them."""

    def __init__(self) -> None:
        self._begin(b"")

    def _begin(self, unread: bytes) -> None:
        # One h11 connection for each request: this reader never answers, which h11 would wait for.
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self._raw = bytearray()
        self._body = bytearray()
        self._head: h11.Request | None = None
        if unread:
            self.receive(unread)

    @property
    def begun(self) -> bool:
        """Whether a request is under way."""
        return bool(self._raw)

    def receive(self, data: bytes) -> None:
        """Take what the socket gave; it must not be the empty bytes of an end."""
        self._raw += data
        self._h11.receive_data(data)

    def next(self) -> WireRequest | None:
        """The next whole request, or the one with a `problem`; None when more bytes are needed."""
        while True:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                return self.truncated_responses(str(error))
            if isinstance(event, h11.Request):
                self._head = event
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return self._whole()
            else:
                return None

    def truncated_responses(self, problem: str) -> WireRequest | None:
        """The bytes of the request that began and will not end; None when none began."""
        raw = bytes(self._raw)
        self._begin(b"")
        return WireRequest((), b"", raw, "", b"", problem) if raw else None

    def _whole(self) -> WireRequest:
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
    """Takes the bytes that answer one request, gives the response."""

    def __init__(self, request: WireRequest) -> None:
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        # How long the body is depends on the method.
        self._h11.send(_asked(request.method))
        self._h11.send(h11.EndOfMessage())
        self._raw = bytearray()
        self._body = bytearray()
        self._head: h11.Response | None = None

    @property
    def began(self) -> bool:
        """Whether any byte came."""
        return bool(self._raw)

    @property
    def keep_alive(self) -> bool:
        """Whether the connection takes another request after this response."""
        return self._h11.their_state is h11.DONE

    def receive(self, data: bytes) -> None:
        """Take what the socket gave; empty bytes are the end."""
        self._raw += data
        self._h11.receive_data(data)

    def next(self) -> WireResponse | None:
        """The whole response; None when more bytes are needed. Raises `h11.RemoteProtocolError`."""
        while True:
            event = self._h11.next_event()
            if isinstance(event, h11.Response):
                self._head = event
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return self._whole()
            elif isinstance(event, h11.ConnectionClosed):
                raise h11.RemoteProtocolError("the connection ended before an answer")
            elif not isinstance(event, h11.InformationalResponse):
                return None

    def _whole(self) -> WireResponse:
        assert self._head is not None
        headers = tuple(self._head.headers.raw_items())
        status = self._head.status_code
        return WireResponse(headers, bytes(self._body), bytes(self._raw), status)


@lru_cache
def _asked(method: str) -> h11.Request:
    """What stands for a request that was sent: to make one takes as long as to read one."""
    return h11.Request(method=method, target="/", headers=[("Host", "x")])


def _title(exchange: Exchange) -> str:
    request = exchange.request
    if request.problem:
        return f"no HTTP request ({request.problem})"
    return f"{request.method} {request.target.decode('ascii', 'backslashreplace')}"


def _redacted(line: bytes) -> bytes:
    name, colon, _ = line.partition(b":")
    return name + b": [redacted]" if colon and SECRET_NAME.search(name) else line
