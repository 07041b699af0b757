"""A client contains what its contract reaches, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.tests.test_other_specs import CONTRACTS, names
from generation.features import FeatureUsage
from generation.pruning import prune
from generation.regeneration import package_in


def pruned(folder: Path, **modules: str) -> dict[str, str]:
    """Return the modules after pruning, by name; a deleted one is empty."""
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(dedent(source))
    prune(folder)
    return {
        name: path.read_text() if (path := folder / f"{name}.py").exists() else ""
        for name in modules
    }


def test_a_definition_that_is_reached_is_kept(tmp_path: Path) -> None:
    """A definition is reached by its name, as an attribute, or from a table."""
    modules = {
        "client": "from . import _a\nfrom ._b import table\n_a.one()\n",
        "_a": "def one() -> int:\n    return _two()\n\n\ndef _two() -> int:\n    return 2\n",
        "_b": "def _three() -> int:\n    return 3\n\n\ntable = {3: _three}\n",
    }
    assert pruned(tmp_path, **modules) == modules


@pytest.mark.parametrize(
    "source",
    [
        "def unused():\n    pass\n",
        "async def unused():\n    pass\n",
        "@cache\ndef unused():\n    pass\n",
        "# Comment.\n# Comment.\nclass Unused:\n    pass\n",
        "_UNUSED = {1: 2}\n",
        "_UNUSED: int = 2\n",
        "def one():\n    two()\n\n\ndef two():\n    one()\n",
    ],
)
def test_a_definition_that_is_not_reached_is_removed(tmp_path: Path, source: str) -> None:
    """Decorators and comments are removed too, and so are definitions that only need each other."""
    used = "\n\nLIMIT = 1\n"
    assert pruned(tmp_path, _a=f"import x\n{source}{used}")["_a"].split() == [
        "import",
        "x",
        *used.split(),
    ]


def test_a_private_name_belongs_to_its_module(tmp_path: Path) -> None:
    """Another module may use the same private name."""
    used = "def _same():\n    pass\n\n\nTABLE = [_same]\n"
    left = pruned(tmp_path, _a=used, _b="def _same():\n    pass\n")
    assert left == {"_a": used, "_b": ""}


@pytest.mark.parametrize("name", ["__init__", "__main__", "client"])
def test_a_public_name_is_kept(tmp_path: Path, name: str) -> None:
    """Public names of public modules are kept, used or not."""
    source = "def used_elsewhere():\n    pass\n"
    assert pruned(tmp_path, **{name: source}) == {name: source}


TABLE = """\
def _one():
    pass


def _two():
    pass


ROWS = {
    "one": _one,
    "two": lambda value: _two(),
}
"""


def test_a_table_keeps_the_rows_of_the_contract(tmp_path: Path) -> None:
    """A row is kept if its key is used, and a function if a row that is kept refers to it."""
    (tmp_path / "_a.py").write_text(TABLE)
    prune(tmp_path, {"_a.ROWS": {"one"}})
    left = (tmp_path / "_a.py").read_text()
    assert "_one" in left and "_two" not in left


def test_a_name_that_all_no_longer_lists_is_pruned(tmp_path: Path) -> None:
    """This holds in a public module too, unless another definition refers to the name."""
    listed = '__all__ = [\n    "One",\n    "Two",\n]\n'
    source = f"class One:\n    pass\n\n\nclass Two:\n    pass\n\n\n{listed}"
    (tmp_path / "types.py").write_text(source)
    prune(tmp_path, {"types.__all__": {"One"}})
    assert "Two" not in (tmp_path / "types.py").read_text()


def test_a_private_module_without_definitions_is_deleted(tmp_path: Path) -> None:
    """A module that only imports serves no purpose."""
    (tmp_path / "_a.py").write_text("import x\n\n\ndef unused():\n    pass\n")
    prune(tmp_path)
    assert not (tmp_path / "_a.py").exists()


def test_every_pruned_table_exists_in_the_runtime() -> None:
    """A table that was renamed would no longer be pruned."""
    runtime = Path(__file__).resolve().parents[2] / "openapi" / "runtime"
    nothing: Any = dict.fromkeys(FeatureUsage.__annotations__, frozenset())
    usage = FeatureUsage(**nothing)
    for table in usage.tables:
        module, _, name = table.partition(".")
        assert re.search(
            rf"^{name}\b.*[{{\[]$", (runtime / f"{module}.py").read_text(), re.MULTILINE
        )


@pytest.mark.parametrize("name", names(CONTRACTS))
def test_a_generated_client_has_nothing_left_to_prune(name: str, tmp_path: Path) -> None:
    """Pruning a generated client again changes nothing."""
    package = generate_package(CONTRACTS / f"{name}.yaml", tmp_path)
    before = {path: path.read_text() for path in package.rglob("*.py")}
    prune(package)
    assert {path: path.read_text() for path in package.rglob("*.py")} == before


@pytest.mark.parametrize(
    "word",
    [
        "_encode_multipart",
        "urlencode",
        "oneOf",
        "deepObject",
        "_with_cookie",
        "BinaryIO",
        "fullmatch(date",
    ],
)
def test_the_carts_client_has_no_features_of_other_contracts(fresh: Path, word: str) -> None:
    """The Carts contract has no forms, files, composed schemas or cookies."""
    package = package_in(fresh)
    assert [path.name for path in package.rglob("*.py") if word in path.read_text()] == []
