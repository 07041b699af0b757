"""What the plugins and fixtures of one run share, as keys of pytest's stash."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.harness.baseline import Baseline
from contract_tests.harness.plugin.options import RunOptions
from contract_tests.harness.replay_record import ReplayData
from contract_tests.harness.report.changes import ChangeLog
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.spec import Contract

if TYPE_CHECKING:
    from generation.limitations import Limitation

CONTRACT = pytest.StashKey[Contract]()
NEWER = pytest.StashKey[Contract | None]()
# The folder of the client package.
PACKAGE = pytest.StashKey[Path]()
# Further arguments of every client, from `--setting`.
SETTINGS = pytest.StashKey[Mapping[str, Any]]()
# The promises that the client does not make, each with the reason.
NOT_PROMISED = pytest.StashKey[Mapping[str, str]]()
# What a client that was generated for this run does not have as the contract describes it.
LIMITATIONS = pytest.StashKey[tuple["Limitation", ...]]()
RUN_OPTIONS = pytest.StashKey[RunOptions]()
REPLAY_DATA = pytest.StashKey[ReplayData | None]()
RESULTS = pytest.StashKey[ResultCollector]()
# The changes of the newer contract, with `--against`.
CHANGES = pytest.StashKey[ChangeLog]()
# The entries of `--baseline`: accepted failures, limitations and changes.
BASELINE = pytest.StashKey[Baseline]()
# Files and folders with tests that this run does not collect.
EXCLUDED = pytest.StashKey[frozenset[Path]]()
