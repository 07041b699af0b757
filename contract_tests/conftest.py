"""Options, Hypothesis profiles and fixtures of the harness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import Phase, settings

from contract_tests.contract import Contract, ContractError, load_contract
from contract_tests.driver import FLAVOURS, Driver, DriverError
from contract_tests.lane import Lane
from contract_tests.prism import MockServerError, Prism
from contract_tests.prism_package import ROOT, prism_version
from contract_tests.relay import Relay
from contract_tests.verdict import Verdict

SPEC = ROOT / "openapi" / "carts.yaml"
CLIENTS = ROOT / "generated_client"
CANNOT_RUN = 3

# A first call waits for a cold mock server, so no call has a deadline.
settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    # Without `explain`, which takes longer than all the rest and adds comments to the example.
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
settings.register_profile("soak", max_examples=5_000, deadline=None)
# The verdict is the same on each run, unless `--hypothesis-profile` asks for a search.
settings.load_profile("ci")

CONTRACT = pytest.StashKey[Contract]()
PACKAGE = pytest.StashKey[Path]()
VERDICT = pytest.StashKey[Verdict]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract")
    group.addoption("--spec", type=Path, default=SPEC, help="the contract: an OpenAPI 3 file")
    group.addoption("--package", type=Path, help="the folder of the client package to prove")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "law(name): the law that a test proves")
    try:
        contract = load_contract(config.getoption("--spec"))
    except ContractError as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[CONTRACT] = contract
    config.stash[PACKAGE] = config.getoption("--package") or _only_package()
    config.stash[VERDICT] = Verdict(tuple(operation.label for operation in contract.operations))
    config.pluginmanager.register(config.stash[VERDICT], "contract-verdict")


def _only_package() -> Path:
    found = [entry.parent for entry in CLIENTS.glob("*/__init__.py")]
    return found[0] if len(found) == 1 else CLIENTS


def pytest_report_header(config: pytest.Config) -> str:
    try:
        prism = prism_version()
    except MockServerError as error:
        prism = str(error)
    contract, package = config.stash[CONTRACT].path, config.stash[PACKAGE]
    return f"contract: {_short(contract)}, package: {_short(package)}, Prism: {prism}"


def _short(path: Path) -> Path:
    path = path.resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "operation" in metafunc.fixturenames:
        operations = metafunc.config.stash[CONTRACT].operations
        metafunc.parametrize("operation", operations, ids=[each.id for each in operations])
    if "functions" in metafunc.fixturenames:
        metafunc.parametrize("functions", FLAVOURS.values(), ids=FLAVOURS.keys())


def _give_up(config: pytest.Config, error: Exception) -> NoReturn:
    """End the run in one line. A worker of xdist cannot: there, each test says so."""
    if hasattr(config, "workerinput"):
        raise error
    pytest.exit(str(error), CANNOT_RUN)


@pytest.fixture(scope="session")
def contract(pytestconfig: pytest.Config) -> Contract:
    """The contract to prove."""
    return pytestconfig.stash[CONTRACT]


@pytest.fixture(scope="session")
def driver(pytestconfig: pytest.Config) -> Iterator[Driver]:
    """The client to prove."""
    try:
        driver = Driver(pytestconfig.stash[PACKAGE])
    except DriverError as error:
        _give_up(pytestconfig, error)
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def relay(pytestconfig: pytest.Config, contract: Contract) -> Iterator[Relay]:
    """A relay that records, before a real Prism."""
    try:
        prism = Prism(contract.path)
        prism.start()
    except MockServerError as error:
        _give_up(pytestconfig, error)
    try:
        with Relay(prism) as relay:
            yield relay
    finally:
        prism.stop()


@pytest.fixture(scope="session")
def lane(pytestconfig: pytest.Config, contract: Contract, driver: Driver, relay: Relay) -> Lane:
    """The wire lane. What it proves is counted in the verdict."""
    return Lane(contract, driver, relay, pytestconfig.stash[VERDICT].count)
