"""
The lane of clients that are shared: several calls on one client, one after the other or at once,
and several clients side by side.

What a call says and is told is its own. So each request is told by the call in whose context it is
sent, and no other trace of it is trusted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from contract_tests.contract import Operation
from contract_tests.driver import DriverError, is_async
from contract_tests.lanes.inprocess import URL
from contract_tests.lanes.logs import LogWatch
from contract_tests.lanes.meeting import NOW, Meeting, Turn
from contract_tests.lanes.proving import Prover
from contract_tests.lanes.trial import Trial
from contract_tests.oracles.request import expected_request


class SharingLane(Prover):
    """Makes several calls on clients that live as long as the last of them."""

    def in_turn(self, operation: Operation, turns: Sequence[Turn], function: str) -> list[Trial]:
        """Make the calls one after the other."""
        return self._trials(operation, turns, function, at_once=False)

    def at_once(self, operation: Operation, turns: Sequence[Turn], function: str) -> list[Trial]:
        """Make the calls in as many threads or tasks; none is answered before all have asked."""
        return self._trials(operation, turns, function, at_once=True)

    def _trials(
        self, operation: Operation, turns: Sequence[Turn], function: str, *, at_once: bool
    ) -> list[Trial]:
        transport = Meeting(len(turns) if at_once else 1)
        with LogWatch() as logs:
            # All clients before the first call: what one leaves behind, another may find.
            clients: dict[int, Any] = {}
            for turn in turns:
                if turn.client not in clients:
                    clients[turn.client] = self._client(turn, function, transport)
            run = self._async if is_async(function) else self._sync
            run(operation, turns, function, clients, at_once=at_once)
            said = _without_targets(logs.take(), turns)
        return [self._trial(operation, turn, function, said) for turn in turns]

    def _client(self, turn: Turn, function: str, transport: Meeting) -> Any:
        """A client with the keys of the call; or the error with which it refuses them."""
        try:
            return self.driver.client(turn.call, function, URL, httpx_args={"transport": transport})
        except DriverError:
            raise
        except Exception as error:
            return error

    def _trial(self, operation: Operation, turn: Turn, function: str, logs: Sequence[str]) -> Trial:
        (due,) = self.dues(operation, turn.reply.response, [function])
        return Trial(
            contract=self.contract,
            operation=operation,
            call=turn.call,
            function=function,
            base_url=URL,
            expected=expected_request(operation, turn.call, URL),
            exchanges=turn.exchanges,
            outcome=turn.outcome,
            due=due,
            logs=logs,
            played=str(turn.reply),
            secrets=turn.reply.secrets,
            steer={"lane": "sharing"},
        )

    def _sync(
        self,
        operation: Operation,
        turns: Sequence[Turn],
        function: str,
        clients: dict[int, Any],
        *,
        at_once: bool,
    ) -> None:
        perform = getattr(self.driver._module(operation), function)

        def make(turn: Turn) -> None:
            NOW.set(turn)
            arguments = self.driver.arguments(operation, turn.call, function)
            try:
                returned = perform(**arguments, client=_usable(clients[turn.client]))
                turn.outcome = self.driver.outcome(function, returned)
            except Exception as error:
                turn.outcome = self.driver.failure(error)

        with ThreadPoolExecutor(len(turns) if at_once else 1) as pool:
            list(pool.map(lambda turn: copy_context().run(make, turn), turns))
        for client in filter(_is_client, clients.values()):
            client.close()

    def _async(
        self,
        operation: Operation,
        turns: Sequence[Turn],
        function: str,
        clients: dict[int, Any],
        *,
        at_once: bool,
    ) -> None:
        perform = getattr(self.driver._module(operation), function)

        async def make(turn: Turn) -> None:
            NOW.set(turn)
            arguments = self.driver.arguments(operation, turn.call, function)
            try:
                returned = await perform(**arguments, client=_usable(clients[turn.client]))
                turn.outcome = self.driver.outcome(function, returned)
            except Exception as error:
                turn.outcome = self.driver.failure(error)

        async def make_all() -> None:
            tasks = [asyncio.create_task(make(turn)) for turn in turns] if at_once else []
            await asyncio.gather(*tasks)
            for turn in () if at_once else turns:
                await asyncio.create_task(make(turn))
            for client in filter(_is_client, clients.values()):
                await client.aclose()

        self.driver._runner.run(make_all())


def _without_targets(lines: Iterable[str], turns: Iterable[Turn]) -> list[str]:
    """What was logged, but for the targets, in which a contract may have keys."""
    targets = [seen.request.target.decode("latin-1") for t in turns for seen in t.exchanges]
    text = "\n".join(lines)
    for target in sorted(targets, key=len, reverse=True):
        text = text.replace(target, "")
    return text.split("\n")


def _is_client(made: Any) -> bool:
    return not isinstance(made, Exception)


def _usable(made: Any) -> Any:
    """The client, unless it could not be made."""
    if isinstance(made, Exception):
        raise made
    return made
