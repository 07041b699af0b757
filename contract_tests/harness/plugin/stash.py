"""What the plugins and fixtures of one run know in common, by key of pytest's stash."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.harness.plugin.options import Control
from contract_tests.harness.replay_record import ReplayData
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.spec import Contract

CONTRACT = pytest.StashKey[Contract]()
NEWER = pytest.StashKey[Contract | None]()
PACKAGE = pytest.StashKey[Path]()
VERDICT = pytest.StashKey[ResultCollector]()
# The folders of tests that this run leaves out.
IGNORED = pytest.StashKey[frozenset[Path]]()
CONTROL = pytest.StashKey[Control]()
REPLAY_DATA = pytest.StashKey[ReplayData | None]()
