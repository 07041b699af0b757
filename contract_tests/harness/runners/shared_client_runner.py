"""
The lane of clients that are shared: several calls on one client, one after the other or at once,
and several clients side by side.

What a call says and is told is its own. So each request is told by the call in whose context it is
sent, and no other trace of it is trusted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context

from contract_tests.harness.driver import is_async
from contract_tests.harness.driver.session import Session
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.records import Trial
from contract_tests.harness.runners.barrier_transport import NOW, Meeting, Turn
from contract_tests.harness.runners.in_process_runner import URL
from contract_tests.harness.runners.log_capture import LogWatch
from contract_tests.harness.runners.runner import Prover
from contract_tests.harness.spec import Operation


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
        args = {"transport": Meeting(len(turns) if at_once else 1)}
        with LogWatch() as logs, ExitStack() as open_:
            # All clients before the first call: what one leaves behind, another may find.
            first = {turn.client: turn.call for turn in reversed(turns)}
            sessions = {
                number: open_.enter_context(
                    Session(self.driver, operation, call, URL, httpx_args=args)
                )
                for number, call in first.items()
            }
            if is_async(function):
                self.driver._runner.run(_in_tasks(sessions, turns, function, at_once=at_once))
            else:
                _in_threads(sessions, turns, function, at_once=at_once)
            said = _without_targets(logs.take(), turns)
        return [self._trial(operation, turn, function, said) for turn in turns]

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


def _in_threads(
    sessions: Mapping[int, Session], turns: Sequence[Turn], function: str, *, at_once: bool
) -> None:
    def make(turn: Turn) -> None:
        NOW.set(turn)
        turn.outcome = sessions[turn.client].make(function, turn.call)

    with ThreadPoolExecutor(len(turns) if at_once else 1) as pool:
        list(pool.map(lambda turn: copy_context().run(make, turn), turns))


async def _in_tasks(
    sessions: Mapping[int, Session], turns: Sequence[Turn], function: str, *, at_once: bool
) -> None:
    async def make(turn: Turn) -> None:
        NOW.set(turn)
        turn.outcome = await sessions[turn.client].make_async(function, turn.call)

    if at_once:
        await asyncio.gather(*map(make, turns))
    for turn in () if at_once else turns:
        await asyncio.create_task(make(turn))


def _without_targets(lines: Iterable[str], turns: Iterable[Turn]) -> list[str]:
    """What was logged, but for the targets, in which a contract may have keys."""
    targets = [seen.request.target.decode("latin-1") for t in turns for seen in t.exchanges]
    text = "\n".join(lines)
    for target in sorted(targets, key=len, reverse=True):
        text = text.replace(target, "")
    return text.split("\n")
