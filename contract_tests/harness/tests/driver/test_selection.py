"""The adapter of a package is chosen by its files; an unknown package is named in one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contract_tests.harness.driver import DriverError, adapter_for
from contract_tests.harness.driver.project_client import ProjectAdapter
from contract_tests.harness.driver.stock_client import StockAdapter
from contract_tests.harness.project import checked_in_package

STOCK_FILES = {
    "client.py": "raise_on_unexpected_status: bool",
    "errors.py": "class UnexpectedStatus(Exception): ...",
    "api/__init__.py": "",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write texts by name into *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_stock_client_is_recognised_without_importing_it(stock_pets: Path) -> None:
    """The files that openapi-python-client writes are the ones that the adapter looks for."""
    assert adapter_for(stock_pets) is StockAdapter


def test_the_checked_in_client_is_one_of_this_project() -> None:
    """It is judged by every promise."""
    assert adapter_for(checked_in_package()) is ProjectAdapter


def test_a_client_of_this_project_cannot_pass_for_a_stock_client(tmp_path: Path) -> None:
    """Files of a stock client in its folder change nothing."""
    package = shutil.copytree(checked_in_package(), tmp_path / "client")
    assert adapter_for(write(package, STOCK_FILES)) is ProjectAdapter


@pytest.mark.parametrize("missing", STOCK_FILES)
def test_a_package_that_lacks_a_file_of_a_stock_client_is_unknown(
    tmp_path: Path, missing: str
) -> None:
    """The message names the folder and both kinds of clients."""
    files = {name: text for name, text in STOCK_FILES.items() if name != missing}
    with pytest.raises(DriverError) as caught:
        adapter_for(write(tmp_path, files))
    line = str(caught.value)
    assert line.startswith(f"{tmp_path} is not a client package: ") and "\n" not in line
    assert all(kind.DESCRIPTION in line for kind in (ProjectAdapter, StockAdapter))


def test_an_error_of_another_name_is_not_that_of_a_stock_client(tmp_path: Path) -> None:
    """Clients of this project have an `UnexpectedStatusError`."""
    files = {**STOCK_FILES, "errors.py": "class UnexpectedStatusError(Exception): ..."}
    with pytest.raises(DriverError):
        adapter_for(write(tmp_path, files))
