"""Fixtures with generated clients, and copies of the generator's inputs that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest

from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.project import SPEC
from generation.naming import write_config
from generation.regeneration import GeneratorInputs, package_in

INPUTS = GeneratorInputs()
OPEN = Path(__file__).with_name("specs") / "open.yaml"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a newly generated Carts client."""
    folder = tmp_path_factory.mktemp("fresh") / "client"
    INPUTS.build(folder)
    return folder


@pytest.fixture
def generator_inputs(tmp_path: Path, fresh: Path) -> GeneratorInputs:
    """Return generator inputs that a test may change."""
    shutil.copytree(INPUTS.contract.parent, tmp_path / "openapi")
    shutil.copytree(fresh, tmp_path / "client")
    return GeneratorInputs(
        contract=tmp_path / "openapi" / INPUTS.contract.name,
        config=tmp_path / "openapi" / INPUTS.config.name,
        templates=tmp_path / "openapi" / INPUTS.templates.name,
        runtime=tmp_path / "openapi" / INPUTS.runtime.name,
        target=tmp_path / "client",
    )


@pytest.fixture(scope="session")
def file_inputs(tmp_path_factory: pytest.TempPathFactory) -> GeneratorInputs:
    """Return the inputs of a contract with files, and a generated target."""
    return inputs_of(OPEN, tmp_path_factory.mktemp("opened"))


@pytest.fixture(scope="session")
def shape_inputs(tmp_path_factory: pytest.TempPathFactory) -> GeneratorInputs:
    """Return the inputs of a contract with unions and constants, and a generated target."""
    return inputs_of(OPEN.with_name("shapes.yaml"), tmp_path_factory.mktemp("shaped"))


def inputs_of(contract: Path, folder: Path) -> GeneratorInputs:
    """Return the inputs of *contract*, with a target in *folder* that is generated."""
    config = write_config(contract, INPUTS.config, folder)
    inputs = GeneratorInputs(
        contract=contract, config=config, target=folder / "client", strict=False
    )
    inputs.build(inputs.target)
    return inputs


@pytest.fixture(scope="session")
def every(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return the loaded client of a contract with every keyword and format."""
    folder = tmp_path_factory.mktemp("every")
    return load_package(generate_package(OPEN.with_name("keywords.yaml"), folder))


@pytest.fixture(scope="session")
def httpx2_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the Carts client for httpx2."""
    return generate_package(SPEC, tmp_path_factory.mktemp("httpx2"), http_library="httpx2")


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first *old* in the file at *path*, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def module(inputs: GeneratorInputs, name: str) -> Path:
    """Return the path of the module *name* of the generated package."""
    return package_in(inputs.target) / name
