"""Choose the adapter for a client package by looking at its files."""

from __future__ import annotations

from pathlib import Path

from contract_tests.harness.driver.adapter import Adapter
from contract_tests.harness.driver.loader import DriverError
from contract_tests.harness.driver.openapi_generator_client import OpenapiGeneratorAdapter
from contract_tests.harness.driver.project_client import ProjectAdapter
from contract_tests.harness.driver.stock_client import StockAdapter

# The first one that recognises a package is used. A client of this project comes first, so that it
# cannot be judged by the fewer promises of another one.
ADAPTERS: tuple[type[Adapter], ...] = (ProjectAdapter, StockAdapter, OpenapiGeneratorAdapter)


def adapter_for(folder: Path) -> type[Adapter]:
    """
    The kind of adapter for the package in *folder*, which is not imported.

    Raises:
        DriverError: the package is of no known kind.
    """
    for adapter in ADAPTERS:
        if adapter.recognises(folder):
            return adapter
    known = ", or ".join(adapter.DESCRIPTION for adapter in ADAPTERS)
    raise DriverError(f"{folder} is not a client package: it must be one that was {known}")
