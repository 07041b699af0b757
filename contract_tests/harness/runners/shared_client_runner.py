"""
Run several calls on clients that they share, one after the other or concurrently.

Each request is attributed to its call through a `ContextVar`, not through its content.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context

from contract_tests.harness.driver.session import Session
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
    """Makes several calls on clients that stay open until the last call ends."""

    def record_calls(
        self,
        operation: Operation,
        calls: Sequence[SharedCall],
        function: str,
        *,
        concurrent: bool,
    ) -> list[CallRecord]:
        """
        Make the *calls* with the function of that name.

        *Concurrent* calls run in one thread or task each, and no response is sent before all
        requests arrived.
        """
        args = {"transport": BarrierTransport(len(calls) if concurrent else 1)}
        with LogCapture() as logs, ExitStack() as stack:
            # All clients are opened first, so that they can interfere with each other.
            first_calls = {shared.client: shared.call for shared in reversed(calls)}
            sessions = {
                client: stack.enter_context(
                    Session(self.driver, operation, call, URL, httpx_args=args)
                )
                for client, call in first_calls.items()
            }
            if is_async(function):
                self.driver.run(_in_tasks(sessions, calls, function, concurrent))
            else:
                _in_threads(sessions, calls, function, concurrent)
            messages = _without_targets(logs.take(), calls)
        return [self._record(operation, shared, function, messages) for shared in calls]

    def _record(
        self, operation: Operation, shared: SharedCall, function: str, logs: Sequence[str]
    ) -> CallRecord:
        response = shared.response
        (expected,) = self.expected_results(operation, response.response, [function])
        return self.recorder(operation, shared.call, URL)(
            function=function,
            exchanges=shared.exchanges,
            outcome=shared.outcome,
            expected_result=expected,
            logs=logs,
            canned_response=str(response),
            secrets=response.secrets,
            replay_options={"runner": "shared clients"},
        )


def _in_threads(
    sessions: Mapping[int, Session], calls: Sequence[SharedCall], function: str, concurrent: bool
) -> None:
    def make(shared: SharedCall) -> None:
        CURRENT_CALL.set(shared)
        shared.outcome = sessions[shared.client].make(function, shared.call)

    with ThreadPoolExecutor(len(calls) if concurrent else 1) as pool:
        list(pool.map(lambda shared: copy_context().run(make, shared), calls))


async def _in_tasks(
    sessions: Mapping[int, Session], calls: Sequence[SharedCall], function: str, concurrent: bool
) -> None:
    async def make(shared: SharedCall) -> None:
        CURRENT_CALL.set(shared)
        shared.outcome = await sessions[shared.client].make_async(function, shared.call)

    if concurrent:
        await asyncio.gather(*map(make, calls))
    else:
        for shared in calls:
            await asyncio.create_task(make(shared))


def _without_targets(lines: Iterable[str], calls: Iterable[SharedCall]) -> list[str]:
    """The log messages without request targets, into which a contract may put credentials."""
    targets = [each.request.target.decode("latin-1") for call in calls for each in call.exchanges]
    text = "\n".join(lines)
    for target in sorted(targets, key=len, reverse=True):
        text = text.replace(target, "")
    return text.split("\n")
