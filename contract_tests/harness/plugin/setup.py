"""Sets up one run: the contract, the client package, the tests, and the plugins in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.driver import DriverError, adapter_for
from contract_tests.harness.plugin.exit_status import ExitStatus
from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError, make_package
from contract_tests.harness.plugin.replay import ReplaySummary
from contract_tests.harness.plugin.stash import (
    CONTRACT,
    EXCLUDED,
    NEWER,
    NOT_PROMISED,
    PACKAGE,
    REPLAY_DATA,
    RESULTS,
    RUN_OPTIONS,
)
from contract_tests.harness.project import (
    CLIENTS,
    LAW_FOLDERS,
    REPLAY_TEST,
    SPEC,
    TESTS,
    checked_in_package,
)
from contract_tests.harness.replay_record import read_operation
from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.deduplication import FailureDeduplicator
from contract_tests.harness.report.files import ReportWriter, lock_folder
from contract_tests.harness.report.results import LAWS, ResultCollector
from contract_tests.harness.report.summary import summary
from contract_tests.harness.report.table import WHOLE
from contract_tests.harness.spec import Contract, ContractError, load_contract


def register_plugins(config: pytest.Config) -> None:
    """Build and register the plugins of a run."""
    plugins = build_plugins(config)
    # Pytest calls the plugin first that was registered last.
    for plugin in reversed(plugins):
        config.pluginmanager.register(plugin)
    config.stash[RESULTS] = next(each for each in plugins if isinstance(each, ResultCollector))


def build_plugins(config: pytest.Config) -> list[object]:
    """
    Make the plugins of a run, in the order in which pytest has to call them.

    1. `FailureDeduplicator` marks failures with a known cause before they are shown.
    2. `ResultCollector` counts. Its table comes first in the summary at the end.
    3. `ReportWriter`, with `--report`, writes what was counted. It comes before `ExitStatus`,
       because it needs pytest's own exit status to recognise an interrupted run.
    4. `ReplaySummary` names the replay files.
    5. `ExitStatus` replaces the exit status when all results are known.

    They are registered before the reporters of pytest, which are therefore called first: they have
    written JUnit when `ReportWriter` is called. Hooks that have to precede the terminal reporter
    are marked `tryfirst`. `ResultCollector.pytest_make_collect_report` is marked `trylast`: the
    innermost wrapper sees all tests before pytest deselects some.
    """
    results = _result_collector(config)
    return [
        FailureDeduplicator(),
        results,
        *_report_writers(config, results),
        ReplaySummary(config, results, is_replay=config.stash[REPLAY_DATA] is not None),
        ExitStatus(results, in_worker=hasattr(config, "workerinput")),
    ]


def _result_collector(config: pytest.Config) -> ResultCollector:
    contract, replay_data = config.stash[CONTRACT], config.stash[REPLAY_DATA]
    if replay_data is not None:
        label = read_operation(replay_data, contract).label
        expected = [(replay_data["failure"]["law"], label)]
        subject = "The client, in this one call,"
        return ResultCollector(expected, subject=subject, not_promised=config.stash[NOT_PROMISED])
    expected = list(product(LAWS, [operation.label for operation in contract.operations]))
    is_own = _is_checked_in_client(config)
    return ResultCollector(
        [*expected, ("freshness", WHOLE)] if is_own else expected,
        Observer(contract),
        law_files=law_files(config.stash[EXCLUDED]),
        # A newer contract may not allow every call and response of the older one.
        full_coverage=is_own and config.stash[NEWER] is None,
        inconclusive=_unsupported_bodies(contract),
        not_promised=config.stash[NOT_PROMISED],
    )


def _unsupported_bodies(contract: Contract) -> Iterator[tuple[str, str, str]]:
    for operation in contract.operations:
        if operation.request_body and (types := operation.request_body.unsupported_media_types):
            yield "request", operation.label, f"bodies in {', '.join(types)}"


def _report_writers(config: pytest.Config, results: ResultCollector) -> list[ReportWriter]:
    """The plugin for `--report`; none in a worker, for a replayed call, or to list the tests."""
    folder: Path | None = config.getoption("--report")
    is_replay = config.stash[REPLAY_DATA] is not None
    if folder is None or is_replay or hasattr(config, "workerinput") or config.option.collectonly:
        return []
    lock_folder(folder, config.add_cleanup)
    contract, newer = config.stash[CONTRACT], config.stash[NEWER]
    summarise = partial(summary, results, contract, config.stash[PACKAGE], newer=newer)
    search = asdict(config.stash[RUN_OPTIONS])
    return [ReportWriter(config, folder.resolve(), summarise, results.replay_files, search)]


def load(path: Path, *, whole: bool = False) -> Contract:
    """
    Load the contract at *path*.

    Raises:
        pytest.UsageError: it cannot be read, or is not an OpenAPI 3 contract.
    """
    try:
        return load_contract(path, whole=whole)
    except ContractError as error:
        raise pytest.UsageError(str(error)) from error


def client_package(config: pytest.Config) -> Path:
    """
    The folder of the client: `--package`, or generated from `--spec`, or the checked-in one.

    Raises:
        pytest.UsageError: there is no such package, or none can be generated.
    """
    package: Path | None = config.getoption("--package")
    if package is not None:
        not_promised_by(package, {}, option="--package ")
        return package
    if is_own_spec(config):
        return checked_in_package()
    if hasattr(config, "workerinput"):
        return Path(config.workerinput["package"])
    try:
        return make_package(config.getoption("--spec"), config.add_cleanup)
    except GenerationFailedError as error:
        raise pytest.UsageError(str(error)) from error


def not_promised_by(
    package: Path, settings: Mapping[str, Any], *, option: str = ""
) -> Mapping[str, str]:
    """
    The promises that the client in *package* does not make, each with the reason.

    *option* begins the message of an error.

    Raises:
        pytest.UsageError: the package is of no known kind, or does not have one of the *settings*.
    """
    try:
        adapter = adapter_for(package)
        adapter.require_known(settings)
    except DriverError as error:
        raise pytest.UsageError(f"{option}{error}") from error
    return adapter.NOT_PROMISED


def is_own_spec(config: pytest.Config) -> bool:
    """Whether the contract is the checked-in one."""
    return bool(config.getoption("--spec").resolve() == SPEC)


def _is_checked_in_client(config: pytest.Config) -> bool:
    return is_own_spec(config) and config.stash[PACKAGE].resolve().parent == CLIENTS


def excluded_tests(config: pytest.Config) -> frozenset[Path]:
    """The files and folders of tests that this run must not collect."""
    excluded = set()
    if config.stash[REPLAY_DATA] is None:
        excluded.add(REPLAY_TEST)
    if config.stash[NEWER] is None:
        excluded.add(TESTS / "compatibility")
    if not _is_checked_in_client(config):
        excluded.add(TESTS / "freshness")
    return frozenset(excluded)


def law_files(excluded: frozenset[Path] = frozenset()) -> frozenset[Path]:
    """The files of all law tests, without those in the *excluded* folders."""
    folders = [TESTS / name for name in LAW_FOLDERS if TESTS / name not in excluded]
    return frozenset(path for folder in folders for path in folder.glob("test_*.py"))
