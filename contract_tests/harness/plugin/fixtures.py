"""Fixtures of the laws: the contract, the client, Prism, and the runners that connect them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.harness.driver import Driver, DriverError
from contract_tests.harness.outcome import FUNCTIONS, SYNC_AND_ASYNC, SYNC_ASYNC_PAIRS
from contract_tests.harness.plugin.exit_status import HarnessUnavailableError
from contract_tests.harness.plugin.options import SAMPLED
from contract_tests.harness.plugin.stash import (
    CHANGES,
    CONTRACT,
    NEWER,
    PACKAGE,
    RESULTS,
    SETTINGS,
)
from contract_tests.harness.prism.prism import MockServerError, Prism
from contract_tests.harness.prism.recording_proxy import RecordingProxy
from contract_tests.harness.records import Functions
from contract_tests.harness.report.changes import ChangeLog
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.runners.fault_runner import FaultRunner
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.runners.shared_client_runner import SharedClientRunner
from contract_tests.harness.spec import Contract


@pytest.fixture(scope="session")
def contract(pytestconfig: pytest.Config) -> Contract:
    """The contract of the client."""
    return pytestconfig.stash[CONTRACT]


@pytest.fixture(scope="session")
def sampled(pytestconfig: pytest.Config) -> bool:
    """Whether the profile tests a sample of each matrix instead of all its cases."""
    return pytestconfig.getoption("profile") in SAMPLED


@pytest.fixture(scope="session")
def function_sets(sampled: bool) -> tuple[Functions, ...]:
    """The functions that may make the calls of an example: all, or in a sample one of two pairs."""
    return SYNC_ASYNC_PAIRS if sampled else (FUNCTIONS,)


@pytest.fixture(scope="session")
def socket_functions(sampled: bool) -> Functions:
    """The functions that make calls over sockets that fail: all, or in a sample two."""
    return SYNC_AND_ASYNC if sampled else FUNCTIONS


@pytest.fixture(scope="session")
def newer(pytestconfig: pytest.Config) -> Contract | None:
    """The newer contract of the server (`--against`), if there is one."""
    return pytestconfig.stash[NEWER]


@pytest.fixture(scope="session")
def results(pytestconfig: pytest.Config) -> ResultCollector:
    """The results of the run, to which the runners report their cases."""
    return pytestconfig.stash[RESULTS]


@pytest.fixture(scope="session")
def changes(pytestconfig: pytest.Config) -> ChangeLog:
    """The changes of the newer contract, with `--against`."""
    return pytestconfig.stash[CHANGES]


@pytest.fixture(scope="session")
def driver(pytestconfig: pytest.Config) -> Iterator[Driver]:
    """The client."""
    try:
        driver = Driver(pytestconfig.stash[PACKAGE], pytestconfig.stash[SETTINGS])
    except DriverError as error:
        raise HarnessUnavailableError(str(error)) from error
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def recording_proxy(contract: Contract) -> Iterator[RecordingProxy]:
    """A recording proxy in front of Prism."""
    try:
        prism = Prism(contract.path)
        prism.start()
    except MockServerError as error:
        raise HarnessUnavailableError(str(error)) from error
    try:
        with RecordingProxy(prism) as recording_proxy:
            yield recording_proxy
    finally:
        prism.stop()


@pytest.fixture(scope="session")
def prism_runner(
    contract: Contract,
    driver: Driver,
    recording_proxy: RecordingProxy,
    results: ResultCollector,
) -> PrismRunner:
    """Makes calls over a socket to Prism."""
    return PrismRunner(contract, driver, recording_proxy, results)


@pytest.fixture(scope="session")
def in_process(contract: Contract, driver: Driver, results: ResultCollector) -> InProcessRunner:
    """Makes calls without a socket, with canned responses."""
    return InProcessRunner(contract, driver, results)


@pytest.fixture(scope="session")
def shared_clients(
    contract: Contract, driver: Driver, results: ResultCollector
) -> SharedClientRunner:
    """Makes several calls with one client at the same time."""
    return SharedClientRunner(contract, driver, results)


@pytest.fixture(scope="session")
def fault_runner(contract: Contract, driver: Driver, results: ResultCollector) -> FaultRunner:
    """Makes calls over sockets that fail."""
    return FaultRunner(contract, driver, results)
