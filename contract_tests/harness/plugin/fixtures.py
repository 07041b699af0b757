"""Fixtures of the laws: the contract, the client, the mock server, and the lanes between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from contract_tests.harness.driver import Driver, DriverError
from contract_tests.harness.plugin.options import HarnessUnavailable
from contract_tests.harness.plugin.stash import CONTRACT, NEWER, PACKAGE, VERDICT
from contract_tests.harness.prism.prism import MockServerError, Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.runners.runner import Runner
from contract_tests.harness.runners.shared_client_runner import SharedClientRunner
from contract_tests.harness.spec import Contract

AnyLane = TypeVar("AnyLane", bound=Runner)


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
        raise HarnessUnavailable(str(error)) from error
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def recording_proxy(contract: Contract, newer: Contract | None) -> Iterator[RecordingProxy]:
    """A relay that records, before a real Prism."""
    try:
        prism = Prism((newer or contract).path)
        prism.start()
    except MockServerError as error:
        raise HarnessUnavailable(str(error)) from error
    try:
        with RecordingProxy(prism) as recording_proxy:
            yield recording_proxy
    finally:
        prism.stop()


@pytest.fixture(scope="session")
def prism_runner(
    pytestconfig: pytest.Config,
    contract: Contract,
    newer: Contract | None,
    driver: Driver,
    recording_proxy: RecordingProxy,
) -> PrismRunner:
    """The wire lane. What it proves is counted in the verdict."""
    verdict = pytestconfig.stash[VERDICT]
    return PrismRunner(contract, driver, recording_proxy, verdict, newer)


@pytest.fixture(scope="session")
def in_process(
    pytestconfig: pytest.Config, contract: Contract, newer: Contract | None, driver: Driver
) -> InProcessRunner:
    """The in-process lane. What it proves is counted in the verdict."""
    verdict = pytestconfig.stash[VERDICT]
    return InProcessRunner(contract, driver, verdict, newer)


@pytest.fixture(scope="session")
def shared_clients(
    pytestconfig: pytest.Config, contract: Contract, driver: Driver
) -> SharedClientRunner:
    """The lane of clients that are shared. What it proves is counted in the verdict."""
    return SharedClientRunner(contract, driver, pytestconfig.stash[VERDICT])


@pytest.fixture(scope="session")
def fault_runner(pytestconfig: pytest.Config, contract: Contract, driver: Driver) -> FaultRunner:
    """The lane of broken connections. What it proves is counted in the verdict."""
    return FaultRunner(contract, driver, pytestconfig.stash[VERDICT])
