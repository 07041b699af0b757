"""A client holds what its contract makes use of, and nothing else."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.tests.test_other_specs import CONTRACTS, names
from generate import package_in
from generation.pruning import prune
from generation.uses import only


def pruned(folder: Path, **modules: str) -> dict[str, str]:
    """What is left of the *modules*."""
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(dedent(source))
    prune(folder)
    return {name: (folder / f"{name}.py").read_text() for name in modules}


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
    assert pruned(tmp_path, _a=f"import x\n{source}")["_a"].strip() == "import x"


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


def test_a_table_keeps_the_entries_that_are_named() -> None:
    """An entry a line; what is no entry stays."""
    lines = '    "a": one,  # 1\n    "b": lambda x: {"c": x},\n    # c\n'
    assert only(lines, {"b", "c"}) == '    "b": lambda x: {"c": x},\n    # c\n'


@pytest.mark.parametrize("name", names(CONTRACTS))
def test_nothing_in_a_client_is_idle(name: str, tmp_path: Path) -> None:
    """What is pruned once, and tidied up after, has nothing left that goes."""
    package = generate_package(CONTRACTS / f"{name}.yaml", tmp_path)
    before = {path: path.read_text() for path in package.rglob("*.py")}
    prune(package)
    assert {path: path.read_text() for path in package.rglob("*.py")} == before


@pytest.mark.parametrize(
    "word",
    ["multipart", "urlencode", "oneOf", "deepObject", "_with_cookie", "BinaryIO", "fullmatch(date"],
)
def test_this_client_knows_nothing_that_its_contract_does_not_have(fresh: Path, word: str) -> None:
    """Of forms, files, composed schemas, cookies and the like; other clients do."""
    package = package_in(fresh)
    assert [path.name for path in package.rglob("*.py") if word in path.read_text()] == []
