"""A client holds what its contract makes use of, and nothing else."""

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
    """What is left of the *modules*."""
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(dedent(source))
    prune(folder)
    return {
        name: path.read_text() if (path := folder / f"{name}.py").exists() else ""
        for name in modules
    }


def test_what_is_reached_stays(tmp_path: Path) -> None:
    """From a public module, over others, by name and as an attribute, also in a table."""
    modules = {
        "client": "from . import _a\nfrom ._b import table\n_a.one()\n",
        "_a": "def one() -> int:\n    return _two()\n\n\ndef _two() -> int:\n    return 2\n",
        "_b": "def _three() -> int:\n    return 3\n\n\ntable = {3: _three}\n",
    }
    assert pruned(tmp_path, **modules) == modules


@pytest.mark.parametrize(
    "source",
    [
        "def nobody():\n    pass\n",
        "async def nobody():\n    pass\n",
        "@cache\ndef nobody():\n    pass\n",
        "# Nobody asks for it.\n# Nobody.\nclass Nobody:\n    pass\n",
        "_NOBODY = {1: 2}\n",
        "_NOBODY: int = 2\n",
        "def one():\n    two()\n\n\ndef two():\n    one()\n",
    ],
)
def test_what_is_not_reached_goes(tmp_path: Path, source: str) -> None:
    """With its decorators and comments; that it needs itself does not help."""
    used = "\n\nLIMIT = 1\n"
    assert pruned(tmp_path, _a=f"import x\n{source}{used}")["_a"].split() == [
        "import",
        "x",
        *used.split(),
    ]


def test_a_private_name_is_that_of_its_module(tmp_path: Path) -> None:
    """Another module may have one that is called the same, and needs it."""
    used = "def _same():\n    pass\n\n\nTABLE = [_same]\n"
    left = pruned(tmp_path, _a=used, _b="def _same():\n    pass\n")
    assert left == {"_a": used, "_b": ""}


@pytest.mark.parametrize("name", ["__init__", "__main__", "client"])
def test_what_others_may_import_stays(tmp_path: Path, name: str) -> None:
    """Whether something in the package refers to it or not."""
    source = "def anybody():\n    pass\n"
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
    """In a public module too, unless another definition refers to it."""
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
def test_nothing_in_a_client_is_idle(name: str, tmp_path: Path) -> None:
    """What is pruned once, and tidied up after, has nothing left that goes."""
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
def test_this_client_knows_nothing_that_its_contract_does_not_have(fresh: Path, word: str) -> None:
    """Of forms, files, composed schemas, cookies and the like; other clients do."""
    package = package_in(fresh)
    assert [path.name for path in package.rglob("*.py") if word in path.read_text()] == []
