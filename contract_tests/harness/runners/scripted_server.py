"""A TCP server for tests, whose behaviour on each connection is a function."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

HOST = "127.0.0.1"
THREAD_NAME = "scripted server"
# With this linger option, closing a socket resets its connection.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class ScriptedServer:
    """
    A server on a loopback port; a context manager, at whose end it has stopped.

    Args:
        serve: called with each connection, one after the other, in a thread. The connection is
            closed when it returns. An `OSError` that it raises is ignored: the client has left.
        port: the port; 0 for a free one.
    """

    def __init__(self, serve: Callable[[socket.socket], None], *, port: int = 0) -> None:
        self._serve = serve
        self._listener = socket.create_server((HOST, port))
        self._lock = threading.Lock()
        self._open: socket.socket | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._accept, name=THREAD_NAME, daemon=True)

    @property
    def url(self) -> str:
        """The URL of the server, with its port and without a path."""
        return f"http://{HOST}:{self._listener.getsockname()[1]}"

    def wait(self) -> None:
        """Return when all connections made so far were served."""
        # Connections are served in order, so this one is closed after all earlier ones.
        with suppress(OSError), socket.create_connection(self._listener.getsockname()) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closing = True
            if self._open is not None:
                with suppress(OSError):
                    self._open.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname()).close()  # wakes `accept`
        self._thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                with self._lock:
                    if self._closing:
                        return
                    self._open = connection
                with suppress(OSError):
                    self._serve(connection)
                with self._lock:
                    self._open = None


def reset_on_close(connection: socket.socket) -> None:
    """Have the end of *connection* reset it, instead of closing it in the usual way."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)


@contextmanager
def closed_port() -> Iterator[str]:
    """The URL of a port that is reserved, so that no other process opens it, and not listening."""
    with socket.socket() as reserved:
        reserved.bind((HOST, 0))
        yield f"http://{HOST}:{reserved.getsockname()[1]}"
