"""Fixtures with stock clients, which openapi-python-client generates at the time of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.harness.plugin.generate_stock import generate_stock_package

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
