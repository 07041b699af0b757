# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""A deadline for a whole call, and connections that no other call uses.

httpx limits each step of a call, but not their sum: a server that sends one byte per step keeps a
call alive forever. The classes here stand between httpcore and its sockets, sync and async ones.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Any

#: When the current call must end, by `time.monotonic`; None without a deadline.
DEADLINE: ContextVar[float | None] = ContextVar("DEADLINE", default=None)


class DeadlineError(TimeoutError):
    """The deadline of the call has passed."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__()
        self.sent = sent


def seconds_left(step: float | None = None, *, sent: bool = True) -> float | None:
    """Return the timeout of a step that may take *step* seconds, but not beyond the deadline.

    Raises:
        DeadlineError: the deadline has passed; *sent* is whether the request may have been sent.
    """
    deadline = DEADLINE.get()
    if deadline is None:
        return step
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineError(sent=sent)
    return left if step is None else min(step, left)


class _Stream:
    """A connection. The methods of an async one return what httpcore awaits."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._is_discarded = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        return self._stream.read(max_bytes, seconds_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> Any:
        return self._stream.write(buffer, seconds_left(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:  # httpcore passes the timeout by position for a tunnel through a proxy
        left = seconds_left(timeout, sent=False)
        return _with_deadline(self._stream.start_tls(ssl_context, server_hostname, left))

    def discard(self) -> None:
        """Let no other request use the connection."""
        self._is_discarded = True

    def get_extra_info(self, info: str) -> Any:
        # httpcore closes an idle connection that is readable, because the server has closed it, or
        # has sent something that is not the response to a request.
        if info == "is_readable" and self._is_discarded:
            return True
        return self._stream.get_extra_info(info)


class Backend:
    """A network backend of httpcore whose connections keep the deadline of the current call."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def connect_tcp(self, *where: Any, timeout: float | None = None, **options: Any) -> Any:
        left = seconds_left(timeout, sent=False)
        return _with_deadline(self._backend.connect_tcp(*where, timeout=left, **options))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **options: Any) -> Any:
        left = seconds_left(timeout, sent=False)
        return _with_deadline(self._backend.connect_unix_socket(path, timeout=left, **options))


def _with_deadline(stream: Any) -> Any:
    return _later(stream) if hasattr(stream, "__await__") else _Stream(stream)


async def _later(stream: Any) -> _Stream:
    return _Stream(await stream)


def keep_used_connections(pool: Any) -> None:
    """Prevent *pool*, of httpcore, from closing a connection that a request uses.

    For httpcore, a connection is idle until the thread that got it begins to send. Another thread
    may choose it to be closed meanwhile: https://github.com/encode/httpcore/issues/1110
    """
    assign = getattr(pool, "_assign_requests_to_connections", None)
    if assign is None:  # an older version of httpcore
        return

    def assign_and_keep() -> list[Any]:
        """Assign requests to connections, and return the connections to close."""
        closing: list[Any] = assign()
        used = {id(request.connection) for request in pool._requests}
        pool._connections += [each for each in closing if id(each) in used]
        return [each for each in closing if id(each) not in used]

    pool._assign_requests_to_connections = assign_and_keep
