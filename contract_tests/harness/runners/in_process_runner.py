"""
The in-process lane: through the client, to a transport that plays any answer one can think of.

What no mock server would say is said here, thousands of times a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any

from contract_tests.harness.cases.argument_cases import Attempt
from contract_tests.harness.cases.status_matrix import RIGHT, Matrix
from contract_tests.harness.checks import ANSWER_LAW, ARGUMENT_LAW, same_story
from contract_tests.harness.driver import FLAVOURS, FUNCTIONS, Outcome
from contract_tests.harness.driver.errors import error_name
from contract_tests.harness.driver.session import Session
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.records import Due, Functions, Trial
from contract_tests.harness.runners.canned_transport import Player
from contract_tests.harness.runners.log_capture import LogWatch
from contract_tests.harness.runners.runner import Prover
from contract_tests.harness.spec import Call, Operation
from contract_tests.harness.wire.canned_response import Reply
from contract_tests.harness.wire.messages import Exchange

# Nothing listens there: a client that opens a connection of its own fails.
URL = "http://127.0.0.1:9"

# How many answers are played in one run of the event loop, and how many bytes: what comes of each
# stays in memory until all are played.
CHUNK = 100
CHUNK_BYTES = 1_000_000

Play = tuple[Reply, Functions]
Seen = tuple[Outcome, Sequence[Exchange], Sequence[str]]


def each_flavour(replies: Iterable[Reply]) -> Iterator[Play]:
    """Each reply to a sync and an async call: to the plain functions and the detailed in turn."""
    pairs = tuple(zip(*FLAVOURS.values(), strict=True))
    yield from zip(replies, cycle(pairs), strict=False)


class InProcessLane(Prover):
    """Plays answers to calls, and proves checks of what they come to."""

    def trials(
        self,
        operation: Operation,
        call: Call,
        plays: Iterable[Play],
        *,
        due: Due | None = None,
        settings: Mapping[str, Any] | None = None,
        url: str = URL,
    ) -> Iterator[list[Trial]]:
        """
        Make *call* with each of the functions beside each reply; yield the trials of one reply.

        *due* is what each call must come to, where it is not the reply that decides; *settings*
        are further arguments of the client; *url* is what it comes to call.
        """
        player = Player()
        asked = {"due": due, "settings": settings, "url": url}
        # Where the reply does not decide, nothing is to be sent, and any sound call will do.
        expected = expected_request(operation, call if due is None else self.call(operation), url)
        with Session(
            self.driver, operation, call, url, settings=settings, httpx_args={"transport": player}
        ) as session:
            for chunk in _chunks(plays):
                seen = _play(session, player, chunk)
                for index, (reply, functions) in enumerate(chunk):
                    each: Sequence[Due | None] = [due] * len(functions)
                    if due is None:
                        each = self.dues(operation, reply.response, functions)
                    yield [
                        Trial(
                            contract=self.contract,
                            operation=operation,
                            call=call,
                            function=function,
                            base_url=url,
                            expected=expected,
                            exchanges=seen[index, function][1],
                            outcome=seen[index, function][0],
                            due=this,
                            logs=seen[index, function][2],
                            played=str(reply),
                            secrets=reply.secrets,
                            steer={"lane": "played", "reply": reply, **asked},
                            newer=self.newer,
                        )
                        for function, this in zip(functions, each, strict=True)
                    ]

    def attempt(self, operation: Operation, attempt: Attempt) -> None:
        """Prove that *attempt* is refused before a byte is sent, or arrives, as it should."""
        __tracebackhide__ = True
        reply = Matrix(self.contract, operation).reply(operation.successes[0], RIGHT)
        reply = replace(reply, secrets=attempt.secrets)
        refusal = Due(error_name(self.driver.package, "argument"), names=list(attempt.names))
        due = refusal if attempt.passes is False else None
        plays = [(reply, FUNCTIONS)]
        (trials,) = self.trials(operation, attempt.call, plays, due=due)
        if attempt.passes is None and not trials[0].exchanges:
            trials = [replace(trial, due=refusal) for trial in trials]
        refused = trials[0].due is not None and trials[0].due.names
        self.prove(trials, ARGUMENT_LAW if refused else ANSWER_LAW)
        for other in trials[1:]:
            self.compare([trials[0], other], same_story, counted=False)


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


def _play(session: Session, player: Player, chunk: Sequence[Play]) -> dict[tuple[int, str], Seen]:
    """What was seen, by index in *chunk* and function."""
    seen = {}
    with LogWatch() as logs:
        for function in FUNCTIONS:
            indexes = [index for index, (_, functions) in enumerate(chunk) if function in functions]
            traces: list[tuple[Sequence[Exchange], Sequence[str]]] = []
            turns = _turns([chunk[index][0] for index in indexes], player, logs, traces)
            outcomes = session.perform(function, turns)
            for index, outcome, trace in zip(indexes, outcomes, traces, strict=True):
                seen[index, function] = (outcome, *trace)
    return seen


def _turns(
    replies: Iterable[Reply],
    player: Player,
    logs: LogWatch,
    traces: list[tuple[Sequence[Exchange], Sequence[str]]],
) -> Iterator[None]:
    """Before each call, load the reply; after it, note what it left behind."""
    logs.take()
    for reply in replies:
        player.load(reply)
        yield
        traces.append((player.unload(), logs.take()))
