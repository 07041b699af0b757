"""Where calls on shared clients meet: a transport that answers none before all have asked."""

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

# Seconds until a call is answered without the others: some of them may never ask.
PATIENCE = 0.2


@dataclass
class SharedCall:
    """A call on the client of that number, the reply it gets, and what came of it."""

    call: Call
    reply: CannedResponse
    client: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)


CURRENT_CALL: ContextVar[SharedCall] = ContextVar("turn")


class BarrierTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Notes each request with the turn in whose context it is; answers when *count* have come."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._arrived = 0
        self._lock = threading.Lock()
        self._all = threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the others, and answer."""
        self._arrive()
        self._all.wait(PATIENCE)
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same, while other tasks run."""
        body = await request.aread()
        self._arrive()
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not self._all.is_set() and loop.time() < end:
            await asyncio.sleep(0)
        return self._answer(request, body)

    def _arrive(self) -> None:
        with self._lock:
            self._arrived += 1
            if self._arrived >= self._count:
                self._all.set()

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        turn = CURRENT_CALL.get()
        player = CannedTransport()
        player.load(turn.reply)
        response = player.play(request, body)
        turn.exchanges += player.unload()
        response.stream = _DelayedStream(turn.reply.body)
        return response


class _DelayedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes after others have had their turn."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        time.sleep(0.0005)
        yield self._body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await asyncio.sleep(0)
        yield self._body
