"""Fixtures of the laws: the contract, the client, the mock server, and the lanes between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from contract_tests.harness.driver import Driver, DriverError
from contract_tests.harness.plugin.options import CannotRun
from contract_tests.harness.plugin.stash import CONTRACT, NEWER, PACKAGE, VERDICT
from contract_tests.harness.prism.prism import MockServerError, Prism
from contract_tests.harness.prism.recording_proxy import Relay
from contract_tests.harness.report.results import Verdict
from contract_tests.harness.runners.fault_runner import FaultLane
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.runners.prism_runner import Lane
from contract_tests.harness.runners.runner import Prover
from contract_tests.harness.runners.shared_client_runner import SharingLane
from contract_tests.harness.spec import Contract

AnyLane = TypeVar("AnyLane", bound=Prover)


@pytest.fixture(scope="session")
def contract(pytestconfig: pytest.Config) -> Contract:
    """The contract to prove."""
    return pytestconfig.stash[CONTRACT]


@pytest.fixture(scope="session")
def newer(pytestconfig: pytest.Config) -> Contract | None:
    """The contract that the server keeps by now, where that is another."""
    return pytestconfig.stash[NEWER]


@pytest.fixture(scope="session")
def driver(pytestconfig: pytest.Config) -> Iterator[Driver]:
    """The client to prove."""
    try:
        driver = Driver(pytestconfig.stash[PACKAGE])
    except DriverError as error:
        raise CannotRun(str(error)) from error
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def relay(contract: Contract, newer: Contract | None) -> Iterator[Relay]:
    """A relay that records, before a real Prism."""
    try:
        prism = Prism((newer or contract).path)
        prism.start()
    except MockServerError as error:
        raise CannotRun(str(error)) from error
    try:
        with Relay(prism) as relay:
            yield relay
    finally:
        prism.stop()


@pytest.fixture(scope="session")
def lane(
    pytestconfig: pytest.Config,
    contract: Contract,
    newer: Contract | None,
    driver: Driver,
    relay: Relay,
) -> Lane:
    """The wire lane. What it proves is counted in the verdict."""
    verdict = pytestconfig.stash[VERDICT]
    return heard(Lane(contract, driver, relay, verdict.count, newer), verdict)


@pytest.fixture(scope="session")
def stage(
    pytestconfig: pytest.Config, contract: Contract, newer: Contract | None, driver: Driver
) -> InProcessLane:
    """The in-process lane. What it proves is counted in the verdict."""
    verdict = pytestconfig.stash[VERDICT]
    return heard(InProcessLane(contract, driver, verdict.count, newer), verdict)


def heard(lane: AnyLane, verdict: Verdict) -> AnyLane:
    """The *lane*, whose tests may tell the verdict what is no case."""
    lane.leave_aside, lane.excuse = verdict.leave_aside, verdict.excuse
    return lane


@pytest.fixture(scope="session")
def shared(pytestconfig: pytest.Config, contract: Contract, driver: Driver) -> SharingLane:
    """The lane of clients that are shared. What it proves is counted in the verdict."""
    return SharingLane(contract, driver, pytestconfig.stash[VERDICT].count)


@pytest.fixture(scope="session")
def faulty(pytestconfig: pytest.Config, contract: Contract, driver: Driver) -> FaultLane:
    """The lane of broken connections. What it proves is counted in the verdict."""
    return FaultLane(contract, driver, pytestconfig.stash[VERDICT].count)
