"""Responses of Prism that the harness does not verify."""

from __future__ import annotations

import pytest

from contract_tests.harness.driver import Driver
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.runners import prism_runner
from contract_tests.harness.runners.result_log import ListLog
from contract_tests.harness.spec import Contract


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
    runner.check_success(operation, runner.valid_call(operation), prefer)
    assert (len(log.records), log.kinds) == (cases, kinds)
