"""
Any client is typed: mypy, at its strictest, finds nothing to say.

Its name is none of a test's: it needs mypy, which only the session `typecheck` has.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.tests.test_other_specs import CONTRACTS, names


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy knows of the libraries, for all of them."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("name", names(CONTRACTS))
def test_a_generated_client_is_typed(name: str, tmp_path: Path, cache: Path) -> None:
    """Also without our configuration."""
    package = generate_package(CONTRACTS / f"{name}.yaml", tmp_path)
    found, errors, status = api.run(
        ["--strict", "--config-file=", f"--cache-dir={cache}", str(package)]
    )
    assert status == 0, found + errors
