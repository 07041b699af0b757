"""Every generated client passes mypy in strict mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.tests.test_other_specs import CONTRACTS, names


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for the types of the libraries, which all clients share."""
    return tmp_path_factory.mktemp("mypy-cache")


@pytest.mark.slow
@pytest.mark.parametrize("name", names(CONTRACTS))
def test_a_generated_client_passes_mypy_strict(
    name: str, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the configuration nor the modules of this project are visible to mypy."""
    package = generate_package(CONTRACTS / f"{name}.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MYPYPATH", raising=False)
    output, errors, status = api.run(
        ["--strict", "--config-file=", f"--cache-dir={cache}", str(package)]
    )
    assert status == 0, output + errors
