"""A copy of what the generator reads and writes, which a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest

import generate
from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package
from generate import Recipe
from generation.foreign import write_config

RECIPE = Recipe()
OPEN = Path(__file__).with_name("specs") / "open.yaml"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a client that was generated just now."""
    folder = tmp_path_factory.mktemp("fresh") / "client"
    RECIPE.build(folder)
    return folder


@pytest.fixture
def workshop(tmp_path: Path, fresh: Path) -> Recipe:
    """Return a recipe whose inputs and target may be changed."""
    shutil.copytree(RECIPE.contract.parent, tmp_path / "openapi")
    shutil.copytree(fresh, tmp_path / "client")
    return Recipe(
        contract=tmp_path / "openapi" / RECIPE.contract.name,
        config=tmp_path / "openapi" / RECIPE.config.name,
        templates=tmp_path / "openapi" / RECIPE.templates.name,
        modules=tmp_path / "openapi" / RECIPE.modules.name,
        target=tmp_path / "client",
    )


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    """Return the recipe of another contract, one with files in it; its target was made just now."""
    folder = tmp_path_factory.mktemp("opened")
    config = write_config(OPEN, RECIPE.config, folder)
    recipe = Recipe(contract=OPEN, config=config, target=folder / "client")
    recipe.build(recipe.target)
    return recipe


@pytest.fixture(scope="session")
def every(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a client of a contract that has each keyword and format, loaded."""
    folder = tmp_path_factory.mktemp("every")
    return load_package(generate_package(OPEN.with_name("keywords.yaml"), folder))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def module(recipe: Recipe, name: str) -> Path:
    return generate.package_in(recipe.target) / name
