"""What the plugins and fixtures of one run know in common, by key of pytest's stash."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.contract import Contract
from contract_tests.control.options import Control
from contract_tests.control.recipe import Recipe
from contract_tests.report.verdict import Verdict

CONTRACT = pytest.StashKey[Contract]()
NEWER = pytest.StashKey[Contract | None]()
PACKAGE = pytest.StashKey[Path]()
VERDICT = pytest.StashKey[Verdict]()
CONTROL = pytest.StashKey[Control]()
RECIPE = pytest.StashKey[Recipe | None]()
