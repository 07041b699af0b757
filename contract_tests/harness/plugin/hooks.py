"""The harness as a plugin of pytest: reads the options of a run and parametrises its tests."""

from __future__ import annotations

import gc
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis.errors import Unsatisfiable

from contract_tests.harness.cases.examples import NoValidValueError
from contract_tests.harness.cases.valid_messages import find_messages
from contract_tests.harness.driver import Driver, adapter_for
from contract_tests.harness.outcome import FLAVOURS
from contract_tests.harness.plugin.inputs import (
    is_own_spec,
    load,
    load_baseline,
    not_promised_by,
    prepare_client,
)
from contract_tests.harness.plugin.options import (
    add_options,
    check_shard,
    client_settings,
    configure_hypothesis,
    select_tests,
)
from contract_tests.harness.plugin.replay import load_replay_data
from contract_tests.harness.plugin.setup import excluded_tests, register_plugins
from contract_tests.harness.plugin.stash import (
    BASELINE,
    CONTRACT,
    EXCLUDED,
    LIMITATIONS,
    NEWER,
    NOT_PROMISED,
    PACKAGE,
    REPLAY_DATA,
    RESULTS,
    RUN_OPTIONS,
    SETTINGS,
)
from contract_tests.harness.prism.installation import (
    MockServerError,
    MockServerSlowError,
    prism_version,
)
from contract_tests.harness.project import TESTS
from contract_tests.harness.replay_record import read_operation
from contract_tests.harness.report.items import operation_of
from contract_tests.harness.report.summary import short_path

# Allocations between two runs of the garbage collector. A call through the client makes some
# hundred objects, as a rule without reference cycles.
GC_THRESHOLD = 10_000


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


# Before Hypothesis and the JUnit plugin read the options that are set here.
@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "law(name): the law that a test verifies")
    config.addinivalue_line("markers", "promise(name): the promise that all its checks verify")
    check_shard(config)
    stash, newer = config.stash, config.getoption("--against")
    stash[BASELINE] = load_baseline(config)
    client = prepare_client(config)
    stash[CONTRACT] = load(client.contract)
    stash[NEWER] = None if newer is None else load(newer, whole=True)
    stash[PACKAGE], stash[LIMITATIONS] = client.package, client.limitations
    stash[SETTINGS] = client_settings(config)
    stash[NOT_PROMISED] = not_promised_by(stash[PACKAGE], stash[SETTINGS])
    replay_file = config.getoption("--replay")
    stash[REPLAY_DATA] = load_replay_data(replay_file, stash[CONTRACT])
    stash[EXCLUDED] = excluded_tests(config)
    select_tests(config)
    stash[RUN_OPTIONS] = configure_hypothesis(config)
    register_plugins(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give each worker of pytest-xdist the client and the seed of this process."""
    node.workerinput["package"] = str(node.config.stash[PACKAGE])
    node.workerinput["contract"] = str(node.config.stash[CONTRACT].path)
    node.workerinput["seed"] = node.config.stash[RUN_OPTIONS].seed


def pytest_report_header(config: pytest.Config) -> str:
    try:
        prism = prism_version()
    except MockServerError as error:
        prism = str(error)
    newer, package = config.stash[NEWER], config.stash[PACKAGE]
    against = f" against {short_path(newer.path)}" if newer else ""
    part = f", {config.getoption('--shard')}" if config.getoption("--shard") else ""
    given = config.getoption("--package") or is_own_spec(config)
    shown = short_path(package) if given else f"{package.name} (generated for this run)"
    return (
        f"contract: {short_path(config.getoption('--spec'))}{against}, package: {shown}, "
        f"Prism: {prism}, {config.stash[RUN_OPTIONS]}{part}"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    paths = (collection_path, *collection_path.parents)
    return True if config.stash[EXCLUDED].intersection(paths) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    contract, replay_data = metafunc.config.stash[CONTRACT], metafunc.config.stash[REPLAY_DATA]
    operations = contract.operations
    if replay_data is not None:
        operations = (read_operation(replay_data, contract),)
        if "replay_data" in metafunc.fixturenames:
            law = pytest.mark.law(replay_data["failure"]["law"])
            metafunc.parametrize("replay_data", [pytest.param(replay_data, marks=law, id="replay")])
    if "operation" in metafunc.fixturenames:
        metafunc.parametrize("operation", operations, ids=[each.id for each in operations])
    if "functions" in metafunc.fixturenames:
        available = adapter_for(metafunc.config.stash[PACKAGE]).FUNCTIONS
        flavours = {key: names for key, names in FLAVOURS.items() if set(names) <= set(available)}
        metafunc.parametrize("functions", flavours.values(), ids=flavours.keys())


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Find the messages of an operation when its first test runs; large contracts have many."""
    if (operation := operation_of(item)) is not None:
        find_messages(item.config.stash[CONTRACT], operation)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """
    Count a case of a law as inconclusive if nothing is wrong with the client.

    No value was found that the contract allows, or Prism takes too long for a response.
    """
    __tracebackhide__ = True
    try:
        return (yield)
    except (NoValidValueError, Unsatisfiable, MockServerSlowError) as error:
        if pyfuncitem.get_closest_marker("law") is None:
            raise
        what = str(error)
        if isinstance(error, Unsatisfiable):
            what = "schemas for which no valid value was found"
        elif isinstance(error, MockServerSlowError):
            what = "responses for which Prism takes too long"
        pyfuncitem.config.stash[RESULTS].inconclusive(what)
        return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    client_tests = TESTS / "client"
    is_selected = any(item.path.is_relative_to(client_tests) for item in items)
    if config.getoption("--package") and is_selected:
        raise pytest.UsageError("--package: contract_tests/client tests the checked-in client only")


def pytest_collection_finish() -> None:
    freeze_loaded_objects()


def freeze_loaded_objects() -> None:
    """Exclude all existing objects (modules, tests, schemas) from garbage collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close what a failed test has left open, so that it is not closed during another test."""
    driver = getattr(item, "funcargs", {}).get("driver")
    if isinstance(driver, Driver):
        driver.end_sessions()
