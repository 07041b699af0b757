"""
The in-process lane: through the client, to a transport that plays any answer one can think of.

What no mock server would say is said here, thousands of times a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any

from contract_tests.harness.cases.argument_cases import ArgumentCase
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, INVALID_ARGUMENT_CHECKS, sync_async_parity
from contract_tests.harness.driver.errors import error_name
from contract_tests.harness.driver.session import Session
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import FLAVOURS, FUNCTIONS, Outcome
from contract_tests.harness.records import CallRecord, ExpectedResult, Functions
from contract_tests.harness.runners.canned_transport import CannedTransport
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.spec import Call, Operation
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange

# Nothing listens there: a client that opens a connection of its own fails.
URL = "http://127.0.0.1:9"

# How many answers are played in one run of the event loop, and how many bytes: what comes of each
# stays in memory until all are played.
CHUNK = 100
CHUNK_BYTES = 1_000_000

Play = tuple[CannedResponse, Functions]
Seen = tuple[Outcome, Sequence[Exchange], Sequence[str]]


def alternate_sync_async(replies: Iterable[CannedResponse]) -> Iterator[Play]:
    """Each reply to a sync and an async call: to the plain functions and the detailed in turn."""
    pairs = tuple(zip(*FLAVOURS.values(), strict=True))
    yield from zip(replies, cycle(pairs), strict=False)


class InProcessRunner(Runner):
    """Plays answers to calls, and proves checks of what they come to."""

    def record_calls(
        self,
        operation: Operation,
        call: Call,
        plays: Iterable[Play],
        *,
        expected_result: ExpectedResult | None = None,
        settings: Mapping[str, Any] | None = None,
        url: str = URL,
    ) -> Iterator[list[CallRecord]]:
        """
        Make *call* with each of the functions beside each reply; yield the trials of one reply.

        *expected_result* is what each call must come to, where it is not the reply that decides; *settings*
        are further arguments of the client; *url* is what it comes to call.
        """
        player = CannedTransport()
        asked = {"expected_result": expected_result, "settings": settings, "url": url}
        # Where the reply does not decide, nothing is to be sent, and any sound call will do.
        expected = expected_request(
            operation, call if expected_result is None else self.call(operation), url
        )
        with Session(
            self.driver, operation, call, url, settings=settings, httpx_args={"transport": player}
        ) as session:
            for chunk in _chunks(plays):
                seen = _play(session, player, chunk)
                for index, (reply, functions) in enumerate(chunk):
                    each: Sequence[ExpectedResult | None] = [expected_result] * len(functions)
                    if expected_result is None:
                        each = self.expected_results(operation, reply.response, functions)
                    yield [
                        CallRecord(
                            contract=self.contract,
                            operation=operation,
                            call=call,
                            function=function,
                            base_url=url,
                            expected_request=expected,
                            exchanges=seen[index, function][1],
                            outcome=seen[index, function][0],
                            expected_result=this,
                            logs=seen[index, function][2],
                            canned_response=str(reply),
                            secrets=reply.secrets,
                            replay_options={"runner": "in process", "response": reply, **asked},
                            newer=self.newer,
                        )
                        for function, this in zip(functions, each, strict=True)
                    ]

    def check_argument_case(self, operation: Operation, attempt: ArgumentCase) -> None:
        """Prove that *attempt* is refused before a byte is sent, or arrives, as it should."""
        __tracebackhide__ = True
        reply = StatusMatrix(self.contract, operation).reply(operation.successes[0], VALID)
        reply = replace(reply, secrets=attempt.secrets)
        refusal = ExpectedResult(
            error_name(self.driver.package, "argument"), names=list(attempt.names)
        )
        expected_result = refusal if attempt.accepted is False else None
        plays = [(reply, FUNCTIONS)]
        (records,) = self.record_calls(
            operation, attempt.call, plays, expected_result=expected_result
        )
        if attempt.accepted is None and not records[0].exchanges:
            records = [replace(record, expected_result=refusal) for record in records]
        refused = records[0].expected_result is not None and records[0].expected_result.names
        self.run_checks(records, INVALID_ARGUMENT_CHECKS if refused else CALL_CHECKS)
        for other in records[1:]:
            self.run_pair_check([records[0], other], sync_async_parity, counted=False)


def _chunks(plays: Iterable[Play]) -> Iterator[list[Play]]:
    chunk: list[Play] = []
    size = 0
    for play in plays:
        chunk.append(play)
        size += len(play[0].body)
        if len(chunk) == CHUNK or size > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _play(
    session: Session, player: CannedTransport, chunk: Sequence[Play]
) -> dict[tuple[int, str], Seen]:
    """What was seen, by index in *chunk* and function."""
    seen = {}
    with LogCapture() as logs:
        for function in FUNCTIONS:
            indexes = [index for index, (_, functions) in enumerate(chunk) if function in functions]
            traces: list[tuple[Sequence[Exchange], Sequence[str]]] = []
            turns = _before_each_call([chunk[index][0] for index in indexes], player, logs, traces)
            outcomes = session.perform(function, turns)
            for index, outcome, trace in zip(indexes, outcomes, traces, strict=True):
                seen[index, function] = (outcome, *trace)
    return seen


def _before_each_call(
    replies: Iterable[CannedResponse],
    player: CannedTransport,
    logs: LogCapture,
    traces: list[tuple[Sequence[Exchange], Sequence[str]]],
) -> Iterator[None]:
    """Before each call, load the reply; after it, note what it left behind."""
    logs.take()
    for reply in replies:
        player.load(reply)
        yield
        traces.append((player.unload(), logs.take()))
