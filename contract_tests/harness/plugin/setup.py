"""Sets up one run: the contract, the client package, the tests, and the plugins in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from contract_tests.harness.plugin.exit_status import ExitStatus
from contract_tests.harness.plugin.inputs import is_own_spec
from contract_tests.harness.plugin.replay import ReplaySummary
from contract_tests.harness.plugin.sharding import ShardSelector
from contract_tests.harness.plugin.stash import (
    BASELINE,
    CHANGES,
    CONTRACT,
    EXCLUDED,
    LIMITATIONS,
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
    TESTS,
)
from contract_tests.harness.replay_record import read_operation
from contract_tests.harness.report.changes import ChangeLog
from contract_tests.harness.report.coverage import Observer
from contract_tests.harness.report.deduplication import FailureDeduplicator
from contract_tests.harness.report.files import ReportWriter, lock_folder
from contract_tests.harness.report.gaps import GapSummary
from contract_tests.harness.report.known_findings import (
    KnownFindings,
    accepted_reasons,
    failure_item,
)
from contract_tests.harness.report.results import LAWS, ResultCollector
from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.summary import (
    limitations_data,
    results_data,
    short_path,
    summary,
)
from contract_tests.harness.report.table import COMPATIBILITY, WHOLE
from contract_tests.harness.spec import Contract


def register_plugins(config: pytest.Config) -> None:
    """Build and register the plugins of a run."""
    plugins = build_plugins(config)
    # Pytest calls the plugin first that was registered last.
    for plugin in reversed(plugins):
        config.pluginmanager.register(plugin)
    config.stash[RESULTS] = next(each for each in plugins if isinstance(each, ResultCollector))
    for each in plugins:
        if isinstance(each, ChangeLog):
            config.stash[CHANGES] = each


def build_plugins(config: pytest.Config) -> list[object]:
    """
    Make the plugins of a run, in the order in which pytest has to call them.

    1. `FailureDeduplicator` marks failures with a known cause before they are shown.
    2. `ChangeLog`, with `--against`, collects changes, which the summary shows first.
    3. `ResultCollector` counts. Its table comes next in the summary.
    4. `ShardSelector`, with `--shard`, removes the tests of other shards.
    5. `GapSummary` shows what was not covered; only for a run of all tests.
    6. `ReportWriter`, with `--report`, writes what was counted. It comes before `ExitStatus`,
       because it needs pytest's own exit status to recognise an interrupted run.
    7. `ReplaySummary` names the replay files.
    8. `ExitStatus` replaces the exit status when all results are known.
    9. `KnownFindings`, with `--baseline`, fails a successful run that has new limitations.

    They are registered before the reporters of pytest, which are therefore called first: they have
    written JUnit when `ReportWriter` is called. Hooks that have to precede the terminal reporter
    are marked `tryfirst`. `ResultCollector.pytest_make_collect_report` is marked `trylast`: the
    innermost wrapper sees all tests before pytest deselects some.
    """
    results = _result_collector(config)
    change_log = _change_log(config, results)
    return [
        FailureDeduplicator(),
        *([change_log] if change_log else []),
        results,
        *_shard_selectors(config, results),
        *_gap_summary(config, results),
        *_report_writers(config, results, change_log),
        ReplaySummary(config, results, is_replay=config.stash[REPLAY_DATA] is not None),
        ExitStatus(results, in_worker=hasattr(config, "workerinput")),
        *_known_findings(config, results),
    ]


def _result_collector(config: pytest.Config) -> ResultCollector:
    contract, replay_data = config.stash[CONTRACT], config.stash[REPLAY_DATA]
    if replay_data is not None:
        label = read_operation(replay_data, contract).label
        expected = [(replay_data["failure"]["law"], label)]
        subject = "The client, in this one call,"
        return ResultCollector(expected, subject=subject, not_promised=config.stash[NOT_PROMISED])
    newer = config.stash[NEWER]
    laws = [*LAWS, *([] if newer is None else [COMPATIBILITY])]
    expected = list(product(laws, [operation.label for operation in contract.operations]))
    is_own = _is_checked_in_client(config)
    accepted = accepted_reasons(config.stash[BASELINE], date.today())
    return ResultCollector(
        [*expected, ("freshness", WHOLE)] if is_own else expected,
        Observer(contract),
        law_files=law_files(config.stash[EXCLUDED]),
        full_coverage=is_own,
        inconclusive=_unsupported_bodies(contract),
        not_promised=config.stash[NOT_PROMISED],
        shard=config.getoption("--shard"),
        accept=lambda failure: accepted.get(failure_item(failure), ""),
    )


def _shard_selectors(config: pytest.Config, results: ResultCollector) -> list[ShardSelector]:
    shard: Shard | None = config.getoption("--shard")
    return [] if shard is None else [ShardSelector(shard, results)]


def _gap_summary(config: pytest.Config, results: ResultCollector) -> list[GapSummary]:
    """The plugin that shows the gaps; none for a replayed call and for a shard."""
    if config.stash[REPLAY_DATA] is not None or config.getoption("--shard") is not None:
        return []
    folder: Path | None = config.getoption("--report")
    page = "run again with `--report DIR`"
    limitations = limitations_data(config.stash[LIMITATIONS])
    return [
        GapSummary(
            lambda: {**results_data(results), "limitations": limitations},
            page if folder is None else short_path(folder / "index.html"),
        )
    ]


def _known_findings(config: pytest.Config, results: ResultCollector) -> list[KnownFindings]:
    """The plugin for a baseline without `--against`; none for a replayed call."""
    target = config.getoption("--write-baseline")
    has_baseline = target is not None or config.getoption("--baseline") is not None
    if not has_baseline or config.stash[NEWER] is not None or config.stash[REPLAY_DATA] is not None:
        return []
    return [KnownFindings(results, config.stash[LIMITATIONS], config.stash[BASELINE], target)]


def _change_log(config: pytest.Config, results: ResultCollector) -> ChangeLog | None:
    """The plugin for `--against`; none for a replayed call."""
    if config.stash[NEWER] is None or config.stash[REPLAY_DATA] is not None:
        return None
    return ChangeLog(results, config.stash[BASELINE], config.getoption("--write-baseline"))


def _unsupported_bodies(contract: Contract) -> Iterator[tuple[str, str, str]]:
    for operation in contract.operations:
        if operation.request_body and (types := operation.request_body.unsupported_media_types):
            yield "request", operation.label, f"bodies in {', '.join(types)}"


def _report_writers(
    config: pytest.Config, results: ResultCollector, changes: ChangeLog | None
) -> list[ReportWriter]:
    """The plugin for `--report`; none in a worker, for a replayed call, or to list the tests."""
    folder: Path | None = config.getoption("--report")
    is_replay = config.stash[REPLAY_DATA] is not None
    if folder is None or is_replay or hasattr(config, "workerinput") or config.option.collectonly:
        return []
    lock_folder(folder, config.add_cleanup)
    contract, newer = config.stash[CONTRACT], config.stash[NEWER]
    summarise = partial(
        summary,
        results,
        contract,
        config.stash[PACKAGE],
        newer=newer,
        changes=changes,
        limitations=config.stash[LIMITATIONS],
        baseline=config.stash[BASELINE] if config.getoption("--baseline") else None,
    )
    search = asdict(config.stash[RUN_OPTIONS])
    return [ReportWriter(config, folder.resolve(), summarise, results.replay_files, search)]


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
