"""What the plugins and fixtures of one run share, as keys of pytest's stash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.harness.plugin.options import RunOptions
from contract_tests.harness.replay_record import ReplayData
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.spec import Contract

if TYPE_CHECKING:
    from generation.limitations import Limitation

CONTRACT = pytest.StashKey[Contract]()
NEWER = pytest.StashKey[Contract | None]()
# The folder of the client package.
PACKAGE = pytest.StashKey[Path]()
# What a client that was generated for this run does not have as the contract describes it.
LIMITATIONS = pytest.StashKey[tuple["Limitation", ...]]()
RUN_OPTIONS = pytest.StashKey[RunOptions]()
REPLAY_DATA = pytest.StashKey[ReplayData | None]()
RESULTS = pytest.StashKey[ResultCollector]()
# Files and folders with tests that this run does not collect.
EXCLUDED = pytest.StashKey[frozenset[Path]]()
