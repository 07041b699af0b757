"""What the command line names: contracts, a client and a baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.baseline import Baseline, BaselineError, read_baseline
from contract_tests.harness.driver import DriverError, adapter_for
from contract_tests.harness.plugin.generate_for_spec import (
    GeneratedClient,
    GenerationFailedError,
    make_client,
)
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.spec import Contract, ContractError, load_contract


def load(path: Path, *, whole: bool = False) -> Contract:
    """
    Load the contract at *path*.

    Raises:
        pytest.UsageError: it cannot be read, or is not an OpenAPI 3 contract.
    """
    try:
        return load_contract(path, whole=whole)
    except ContractError as error:
        raise pytest.UsageError(str(error)) from error


def load_baseline(config: pytest.Config) -> Baseline:
    """
    Load the file of `--baseline`; without the option, nothing is accepted.

    Raises:
        pytest.UsageError: the file cannot be used.
    """
    path, target = config.getoption("--baseline"), config.getoption("--write-baseline")
    if target is not None and not target.absolute().parent.is_dir():
        raise pytest.UsageError(f"--write-baseline {target}: no such folder: create it")
    try:
        return Baseline() if path is None else read_baseline(path)
    except BaselineError as error:
        raise pytest.UsageError(f"--baseline: {error}") from error


def prepare_client(config: pytest.Config) -> GeneratedClient:
    """
    The client to verify: `--package`, or generated from `--spec`, or the checked-in one.

    Raises:
        pytest.UsageError: none can be generated.
    """
    package: Path | None = config.getoption("--package")
    spec: Path = config.getoption("--spec")
    if package is not None:
        not_promised_by(package, {}, option="--package ")
    if is_own_spec(config):
        return GeneratedClient(package or checked_in_package(), spec, ())
    if hasattr(config, "workerinput"):
        given = config.workerinput
        return GeneratedClient(Path(given["package"]), Path(given["contract"]), ())
    try:
        made = make_client(spec, config.add_cleanup)
    except GenerationFailedError as error:
        raise pytest.UsageError(str(error)) from error
    # A given client is verified against what a client can have of the contract, too.
    return made if package is None else replace(made, package=package)


def not_promised_by(
    package: Path, settings: Mapping[str, Any], *, option: str = ""
) -> Mapping[str, str]:
    """
    The promises that the client in *package* does not make, each with the reason.

    *option* begins the message of an error.

    Raises:
        pytest.UsageError: the package is of no known kind, or does not have one of the *settings*.
    """
    try:
        adapter = adapter_for(package)
        adapter.require_known(settings)
    except DriverError as error:
        raise pytest.UsageError(f"{option}{error}") from error
    return adapter.NOT_PROMISED


def is_own_spec(config: pytest.Config) -> bool:
    """Whether the contract is the checked-in one."""
    return bool(config.getoption("--spec").resolve() == SPEC)
