"""Responses of Prism that are too large or too slow to verify."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from contract_tests.harness.driver import Driver
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.prism.installation import MockServerSlowError
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.runners import prism_runner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.spec import Contract
from contract_tests.harness.wire.messages import Exchange


class Log(ListLog):
    """A log that also keeps the kinds of cases that verified nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def inconclusive(self, what: str) -> None:
        """Keep *what*."""
        self.kinds.append(what)


@pytest.mark.parametrize(
    ("prefer", "cases", "kinds"),
    [
        ("code=201, dynamic=true, seed=1", 0, ["large random responses of Prism"]),
        ("code=201", 4, []),
    ],
)
def test_a_large_random_body_verifies_nothing(
    contract: Contract,
    driver: Driver,
    recording_proxy: RecordingProxy,
    monkeypatch: pytest.MonkeyPatch,
    prefer: str,
    cases: int,
    kinds: list[str],
) -> None:
    """An example of the contract is verified at any size."""
    monkeypatch.setattr(prism_runner, "MAX_RANDOM_BYTES", 10)
    log = Log()
    runner = prism_runner.PrismRunner(contract, driver, recording_proxy, log)
    operation = contract.operations[0]
    runner.check_success(operation, runner.valid_call(operation), prefer, FUNCTIONS)
    assert (len(log.records), log.kinds) == (cases, kinds)


class SlowPrism:
    """An `ExchangeRecorder` whose Prism does not respond in time."""

    url = "http://127.0.0.1:9"

    def __init__(self) -> None:
        self.attempts: list[str | None] = []

    @contextmanager
    def recording(self, prefer: str | None = None) -> Iterator[list[Exchange]]:
        """Note *prefer*, and fail after the block."""
        self.attempts.append(prefer)
        yield []
        raise MockServerSlowError


class LazyPrism(SlowPrism):
    """Its responses take six seconds each, by a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    @contextmanager
    def recording(self, prefer: str | None = None) -> Iterator[list[Exchange]]:
        """Note *prefer*, and let time pass."""
        self.attempts.append(prefer)
        yield []
        self.seconds += 6


def test_prism_is_slow_if_its_first_responses_are(
    contract: Contract, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of such responses would take longer than anyone waits."""
    prism = LazyPrism()
    monkeypatch.setattr(f"{prism_runner.__name__}.monotonic", lambda: prism.seconds)
    runner = prism_runner.PrismRunner(contract, driver, prism)
    operation = contract.operations[0]
    call = runner.valid_call(operation)
    runner.record_calls(operation, call, FUNCTIONS)
    with pytest.raises(MockServerSlowError):
        runner.record_calls(operation, call, FUNCTIONS)
    assert len(prism.attempts) == 4, "4 x 6 s is more than 5 x 4 s"


def test_prism_is_slow_once_for_an_operation(contract: Contract, driver: Driver) -> None:
    """The next attempts would take as long; an example may be faster than a random body."""
    prism = SlowPrism()
    runner = prism_runner.PrismRunner(contract, driver, prism)
    operation = contract.operations[0]
    preferences = ["code=201", "code=403", "dynamic=true, seed=1", "dynamic=true, seed=2", None]
    for prefer in preferences:
        with pytest.raises(MockServerSlowError):
            runner.record_calls(operation, runner.valid_call(operation), FUNCTIONS, prefer=prefer)
    assert prism.attempts == ["code=201", "dynamic=true, seed=1"]
