"""Contracts, stock clients that are generated at the time of the test, and a copy of a sample."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contract_tests.harness.plugin.generate_stock import generate_stock_package
from contract_tests.harness.tests.driver.sample_client import SAMPLE

SPECS = Path(__file__).parents[1] / "specs"


@pytest.fixture(scope="session")
def pets() -> Path:
    """The contract of the pet store."""
    return SPECS / "pets.yaml"


@pytest.fixture(scope="session")
def search() -> Path:
    """A contract with parameters of every style."""
    return SPECS / "search.yaml"


@pytest.fixture(scope="session")
def media() -> Path:
    """A contract with bodies that are not JSON."""
    return SPECS / "media.yaml"


@pytest.fixture(scope="session")
def keys() -> Path:
    """A contract with many security schemes, whose operations have no models."""
    return SPECS / "keys.yaml"


@pytest.fixture(scope="session")
def stock_pets(pets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of a stock client of the pet store."""
    return generate_stock_package(pets, tmp_path_factory.mktemp("stock-pets"))


@pytest.fixture(scope="session")
def stock_keys(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of a stock client of the contract with many security schemes."""
    return generate_stock_package(keys, tmp_path_factory.mktemp("stock-keys"))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the sample; its name is that of the import."""
    return shutil.copytree(SAMPLE, tmp_path / "sample_client")
