"""Lets a client of urllib3 send its requests to a transport of httpx, over sockets."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from typing import Any

import httpx
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from contract_tests.harness.wire.messages import RequestReader, WireRequest

Hooks = Sequence[Callable[[httpx.Request], None]]
# The body of a response ends with its connection, so these headers would contradict it.
FRAMING = ("connection", "transfer-encoding")
# The statuses of responses without a body (RFC 9110, 6.4.1).
NO_BODY = (204, 304)


def send_to(
    transport: httpx.BaseTransport, pool_manager: urllib3.PoolManager, url: str, hooks: Hooks = ()
) -> None:
    """
    Have *pool_manager* connect to *transport*, whatever the host of a request is.

    Each connection is a pair of sockets: the client writes to one, and a thread answers at the
    other. Connections for https are not encrypted.

    The transport receives requests for the host of *url*, after the *hooks* have changed them.
    """

    def connect(self: Any) -> None:
        self.sock, other = socket.socketpair()
        self.is_verified = True  # urllib3 would warn about a connection without a certificate
        # The transport may read context variables of the caller.
        run = copy_context().run
        Thread(target=run, args=(_serve, other, transport, url, hooks), daemon=True).start()

    def connecting(pool: type, connection: type) -> Any:
        kind = type(connection.__name__, (connection,), {"connect": connect})
        return type(pool.__name__, (pool,), {"ConnectionCls": kind})

    pool_manager.pool_classes_by_scheme = {
        "http": connecting(urllib3.HTTPConnectionPool, HTTPConnection),
        "https": connecting(urllib3.HTTPSConnectionPool, HTTPSConnection),
    }


def _serve(
    connection: socket.socket, transport: httpx.BaseTransport, url: str, hooks: Hooks
) -> None:
    """Answer requests; the end of the connection is that of a body, or an error of *transport*."""
    reader = RequestReader()
    with connection, suppress(OSError, httpx.TransportError):
        while data := connection.recv(1 << 16):
            reader.receive(data)
            if (received := reader.next()) is None:
                continue
            response = transport.handle_request(_for_httpx(received, url, hooks))
            connection.sendall(_to_bytes(response))
            if response.status_code not in NO_BODY and "content-length" not in response.headers:
                return


def _for_httpx(received: WireRequest, url: str, hooks: Hooks) -> httpx.Request:
    """The request with its exact target and headers, unless *hooks* change it."""
    method, target, headers = received.method, received.target, received.headers
    if received.problem:  # the transport finds the invalid header again
        lines = received.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        method, target = "GET", b"/"
        headers = tuple((n, v.strip(b" ")) for n, _, v in (x.partition(b":") for x in lines[1:]))
    origin = httpx.URL(url).join("/")
    stream = httpx.ByteStream(received.body)
    if not hooks:
        extensions = {"target": target}
        return httpx.Request(method, origin, headers=headers, stream=stream, extensions=extensions)
    request = httpx.Request(
        method, origin.join(target.decode("latin-1")), headers=headers, stream=stream
    )
    for hook in hooks:
        hook(request)
    return request


def _to_bytes(response: httpx.Response) -> bytes:
    """The response as HTTP/1.1, without the headers that the end of the connection replaces."""
    assert isinstance(response.stream, httpx.SyncByteStream), "a transport for sync calls"
    body = b"".join(response.stream)
    response.close()
    lines = [b"HTTP/1.1 %d Played" % response.status_code]
    for name, value in response.headers.raw:
        if name.lower().decode("latin-1") not in FRAMING:
            lines.append(name + b": " + value)
    return b"\r\n".join((*lines, b"", b"")) + body
