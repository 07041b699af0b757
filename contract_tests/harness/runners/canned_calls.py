"""Make the calls of one session in process, a few at a time, and observe each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contract_tests.harness.driver.session import Session
from contract_tests.harness.outcome import FUNCTIONS, Outcome
from contract_tests.harness.records import Functions
from contract_tests.harness.runners.canned_transport import CannedTransport
from contract_tests.harness.runners.log_capture import LogCapture
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Exchange

# Responses, and bytes of bodies, that one run of the event loop may process: all outcomes of a run
# stay in memory until its end.
CHUNK = 100
CHUNK_BYTES = 1_000_000

# A response, and the functions that receive it.
PlannedResponse = tuple[CannedResponse, Functions]
_Observed = tuple[Outcome, Sequence[Exchange], Iterable[str]]


def in_chunks(planned: Iterable[PlannedResponse]) -> Iterator[list[PlannedResponse]]:
    """Yield the planned responses in lists of limited length and size."""
    chunk: list[PlannedResponse] = []
    size = 0
    for response, functions in planned:
        chunk.append((response, functions))
        size += len(response.body)
        if len(chunk) == CHUNK or size > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def perform(
    session: Session, transport: CannedTransport, chunk: Sequence[PlannedResponse]
) -> dict[tuple[int, str], _Observed]:
    """Return the outcome, exchanges and logs of each call, by index in *chunk* and function."""
    observed = {}
    with LogCapture() as logs:
        for function in FUNCTIONS:
            indexes = [index for index, (_, functions) in enumerate(chunk) if function in functions]
            if not indexes:  # the client may lack the function
                continue
            responses = [chunk[index][0] for index in indexes]
            traces: list[tuple[Sequence[Exchange], Iterable[str]]] = []
            steps = _around_each_call(responses, transport, logs, traces)
            outcomes = session.perform(function, steps)
            for index, outcome, trace in zip(indexes, outcomes, traces, strict=True):
                observed[index, function] = (outcome, *trace)
    return observed


def _around_each_call(
    responses: Iterable[CannedResponse],
    transport: CannedTransport,
    logs: LogCapture,
    traces: list[tuple[Sequence[Exchange], Iterable[str]]],
) -> Iterator[None]:
    """Load a response before each call; after it, collect the exchanges and the log messages."""
    logs.take()
    for response in responses:
        transport.load(response)
        yield
        traces.append((transport.unload(), logs.take()))
