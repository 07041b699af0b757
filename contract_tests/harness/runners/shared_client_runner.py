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

from contract_tests.harness.driver.session import Session
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import is_async
from contract_tests.harness.records import CallRecord
from contract_tests.harness.runners.barrier_transport import (
    CURRENT_CALL,
    BarrierTransport,
    SharedCall,
)
from contract_tests.harness.runners.in_process_runner import URL
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Operation


class SharedClientRunner(Runner):
    """Makes several calls on clients that live as long as the last of them."""

    def in_turn(
        self, operation: Operation, turns: Sequence[SharedCall], function: str
    ) -> list[CallRecord]:
        """Make the calls one after the other."""
        return self._records(operation, turns, function, at_once=False)

    def at_once(
        self, operation: Operation, turns: Sequence[SharedCall], function: str
    ) -> list[CallRecord]:
        """Make the calls in as many threads or tasks; none is answered before all have asked."""
        return self._records(operation, turns, function, at_once=True)

    def _records(
        self, operation: Operation, turns: Sequence[SharedCall], function: str, *, at_once: bool
    ) -> list[CallRecord]:
        args = {"transport": BarrierTransport(len(turns) if at_once else 1)}
        with LogCapture() as logs, ExitStack() as open_:
            # All clients before the first call: what one leaves behind, another may find.
            first = {turn.client: turn.call for turn in reversed(turns)}
            sessions = {
                number: open_.enter_context(
                    Session(self.driver, operation, call, URL, httpx_args=args)
                )
                for number, call in first.items()
            }
            if is_async(function):
                self.driver.run(_in_tasks(sessions, turns, function, at_once=at_once))
            else:
                _in_threads(sessions, turns, function, at_once=at_once)
            said = _without_targets(logs.take(), turns)
        return [self._record(operation, turn, function, said) for turn in turns]

    def _record(
        self, operation: Operation, turn: SharedCall, function: str, logs: Sequence[str]
    ) -> CallRecord:
        (due,) = self.expected_results(operation, turn.reply.response, [function])
        return CallRecord(
            contract=self.contract,
            operation=operation,
            call=turn.call,
            function=function,
            base_url=URL,
            expected_request=expected_request(operation, turn.call, URL),
            exchanges=turn.exchanges,
            outcome=turn.outcome,
            expected_result=due,
            logs=logs,
            canned_response=str(turn.reply),
            secrets=turn.reply.secrets,
            replay_options={"runner": "shared clients"},
        )


def _in_threads(
    sessions: Mapping[int, Session], turns: Sequence[SharedCall], function: str, *, at_once: bool
) -> None:
    def make(turn: SharedCall) -> None:
        CURRENT_CALL.set(turn)
        turn.outcome = sessions[turn.client].make(function, turn.call)

    with ThreadPoolExecutor(len(turns) if at_once else 1) as pool:
        list(pool.map(lambda turn: copy_context().run(make, turn), turns))


async def _in_tasks(
    sessions: Mapping[int, Session], turns: Sequence[SharedCall], function: str, *, at_once: bool
) -> None:
    async def make(turn: SharedCall) -> None:
        CURRENT_CALL.set(turn)
        turn.outcome = await sessions[turn.client].make_async(function, turn.call)

    if at_once:
        await asyncio.gather(*map(make, turns))
    for turn in () if at_once else turns:
        await asyncio.create_task(make(turn))


def _without_targets(lines: Iterable[str], turns: Iterable[SharedCall]) -> list[str]:
    """What was logged, but for the targets, in which a contract may have keys."""
    targets = [seen.request.target.decode("latin-1") for t in turns for seen in t.exchanges]
    text = "\n".join(lines)
    for target in sorted(targets, key=len, reverse=True):
        text = text.replace(target, "")
    return text.split("\n")
