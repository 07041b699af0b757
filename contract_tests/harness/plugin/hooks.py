"""The harness as a plugin of pytest: its options, what they mean, and what it makes tests of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.driver import Driver
from contract_tests.harness.outcome import FLAVOURS
from contract_tests.harness.plugin import replay
from contract_tests.harness.plugin.garbage import keep_what_is_loaded
from contract_tests.harness.plugin.generate_for_spec import GenerationFailed, make_package
from contract_tests.harness.plugin.options import Control, add_options
from contract_tests.harness.plugin.stash import (
    CONTRACT,
    CONTROL,
    IGNORED,
    NEWER,
    PACKAGE,
    REPLAY_DATA,
    VERDICT,
)
from contract_tests.harness.prism.installation import prism_version
from contract_tests.harness.prism.prism import MockServerError
from contract_tests.harness.project import CLIENTS, LAW_FOLDERS, ROOT, SPEC, TESTS, only_package
from contract_tests.harness.replay_record import read_operation
from contract_tests.harness.report import files, progress
from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.deduplication import FailureDeduplicator
from contract_tests.harness.report.results import WHOLE, ResultCollector
from contract_tests.harness.report.table import LEFT
from contract_tests.harness.spec import Contract, ContractError, load_contract


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract")
    group.addoption("--spec", type=Path, default=SPEC, help="the contract: an OpenAPI 3 file")
    group.addoption(
        "--against",
        type=Path,
        metavar="FILE",
        help="the contract that the server keeps by now: does it break the client's promise?",
    )
    group.addoption("--package", type=Path, help="the folder of the client package to prove")
    add_options(group)
    files.add_options(group)
    replay.add_options(group)


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads the options that are set here
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "law(name): the law that a test proves")
    contract = config.stash[CONTRACT] = _contract(config.getoption("--spec"))
    against = config.getoption("--against")
    config.stash[NEWER] = newer = None if against is None else _contract(against, whole=True)
    # What a newer contract breaks is asked with one.
    ignored = set() if newer else {"compatibility"}
    config.stash[PACKAGE] = _package(config)
    config.stash[VERDICT] = verdict = ResultCollector(
        tuple(operation.label for operation in contract.operations), Observer(contract)
    )
    for operation in contract.operations:
        if operation.request_body and (kinds := operation.request_body.unsupported_media_types):
            row = verdict.rows["request", operation.label]
            row.said.append(f"{LEFT} bodies in {', '.join(kinds)}")
    config.pluginmanager.register(verdict, "contract-verdict")
    config.pluginmanager.register(FailureDeduplicator(), "contract-alike")
    progress.register(config, verdict)
    if config.getoption("--replay") is None:  # one call is no run to report
        files.register(config, verdict, contract, config.stash[PACKAGE], newer)
    if _is_ours(config) and config.stash[PACKAGE].resolve().parent == CLIENTS:
        verdict.expect("freshness", WHOLE)
        verdict.thorough = newer is None  # one that has drifted may not say all
    else:
        ignored.add("freshness")  # that law is for the client that is checked in here
    left_out = config.stash[IGNORED] = frozenset(TESTS / folder for folder in ignored)
    verdict.files = law_files(left_out)
    config.stash[REPLAY_DATA] = replay.register(config, contract, newer, verdict)
    config.stash[CONTROL] = Control.of(config, config.stash[VERDICT])
    config.pluginmanager.register(config.stash[CONTROL], "contract-control")


def law_files(ignored: frozenset[Path] = frozenset()) -> frozenset[Path]:
    """The files of the laws, all of which it takes to prove the contract, without *ignored*."""
    folders = [TESTS / name for name in LAW_FOLDERS if TESTS / name not in ignored]
    return frozenset(path for folder in folders for path in folder.glob("test_*.py"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the folders whose laws this run cannot ask."""
    ignored = config.stash[IGNORED]
    return True if ignored.intersection((collection_path, *collection_path.parents)) else None


def _contract(path: Path, *, whole: bool = False) -> Contract:
    try:
        return load_contract(path, whole=whole)
    except ContractError as error:
        raise pytest.UsageError(str(error)) from error


def _package(config: pytest.Config) -> Path:
    """The one that the command line names, else one that is generated from `--spec`, else ours."""
    given: Path | None = config.getoption("--package")
    if given is not None and not (given / "__init__.py").is_file():
        raise pytest.UsageError(f"--package {given}: there is no `__init__.py` of a client in it")
    if given is not None or _is_ours(config):
        return given or only_package()
    if hasattr(config, "workerinput"):
        return Path(config.workerinput["package"])
    try:
        return make_package(config.getoption("--spec"), config.add_cleanup)
    except GenerationFailed as error:
        raise pytest.UsageError(str(error)) from error


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker of xdist the client that was generated here."""
    node.workerinput["package"] = str(node.config.stash[PACKAGE])


def pytest_report_header(config: pytest.Config) -> str:
    try:
        prism = prism_version()
    except MockServerError as error:
        prism = str(error)
    contract, package = config.stash[CONTRACT].path, config.stash[PACKAGE]
    newer = config.stash[NEWER]
    against = f" against {_short(newer.path)}" if newer else ""
    control = config.stash[CONTROL]
    given = config.getoption("--package") or _is_ours(config)
    shown = _short(package) if given else f"{package.name} (generated for this run)"
    return f"contract: {_short(contract)}{against}, package: {shown}, Prism: {prism}, {control}"


def _is_ours(config: pytest.Config) -> bool:
    return bool(config.getoption("--spec").resolve() == SPEC)


def _short(path: Path) -> Path:
    path = path.resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


@pytest.hookimpl(tryfirst=True)  # while its fixtures are there
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """What a failed test has left open is not closed amid another one."""
    driver = getattr(item, "funcargs", {}).get("driver")
    if isinstance(driver, Driver):
        driver.end_sessions()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    own = TESTS / "client"
    if config.getoption("--package") and any(item.path.is_relative_to(own) for item in items):
        raise pytest.UsageError("--package: contract_tests/client is of the checked-in client only")


def pytest_collection_finish() -> None:
    keep_what_is_loaded()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    contract, replay_data = metafunc.config.stash[CONTRACT], metafunc.config.stash[REPLAY_DATA]
    if replay_data is not None and "replay_data" in metafunc.fixturenames:
        only = pytest.param(
            replay_data, marks=pytest.mark.law(replay_data["failure"]["law"]), id="replay"
        )
        metafunc.parametrize("replay_data", [only])
    if "operation" in metafunc.fixturenames:
        operations = [read_operation(replay_data, contract)] if replay_data else contract.operations
        metafunc.parametrize("operation", operations, ids=[each.id for each in operations])
    if "functions" in metafunc.fixturenames:
        metafunc.parametrize("functions", FLAVOURS.values(), ids=FLAVOURS.keys())
