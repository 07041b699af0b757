"""A transport for shared clients: it sends no response before all concurrent requests arrived."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

import httpx

from contract_tests.harness.outcome import Outcome
from contract_tests.harness.runners.canned_transport import CannedTransport
from contract_tests.harness.spec import Call
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange

# Seconds after which a response is sent although other requests are missing: a broken client may
# never send them.
BARRIER_TIMEOUT_S = 0.2


@dataclass
class SharedCall:
    """A call on the client of that number, the response it receives, and what is observed."""

    call: Call
    response: CannedResponse
    client: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)


# The call that the current thread or task makes.
CURRENT_CALL: ContextVar[SharedCall] = ContextVar("current_call")


class BarrierTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Records each request with the current call, and waits until *count* requests arrived."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._arrived = 0
        self._lock = threading.Lock()
        self._all_arrived = threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self._note_arrival()
        self._all_arrived.wait(BARRIER_TIMEOUT_S)
        return self._respond(request, body)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        self._note_arrival()
        loop = asyncio.get_running_loop()
        end = loop.time() + BARRIER_TIMEOUT_S
        while not self._all_arrived.is_set() and loop.time() < end:
            await asyncio.sleep(0)
        return self._respond(request, body)

    def _note_arrival(self) -> None:
        with self._lock:
            self._arrived += 1
            if self._arrived >= self._count:
                self._all_arrived.set()

    def _respond(self, request: httpx.Request, body: bytes) -> httpx.Response:
        current = CURRENT_CALL.get()
        transport = CannedTransport()
        transport.load(current.response)
        response = transport.respond(request, body)
        current.exchanges += transport.unload()
        response.stream = _DelayedStream(current.response.body)
        return response


class _DelayedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that is sent after other threads or tasks have run."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        time.sleep(0.0005)
        yield self._body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await asyncio.sleep(0)
        yield self._body
