"""`nox -s api-diff` lists changes of the client's public API, and asks for changelog entries."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import api_diff
from api_changes import Change, compare
from api_diff import ApiDiffError, main, without_entry
from contract_tests.harness.tests.checked_in_success import OPTIONAL_URL
from generation import output_tree

OLD = """
class Model:
    title: str
    note: str | None

    def rename(self, title: str, *, force: bool = False) -> str | None: ...

class _Base:
    def close(self) -> None: ...

class Client(_Base): ...

class Failed(ValueError): ...

LIMIT = 5
def _private(): ...
"""


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("def rename", "def retitle", "breaks Model.rename: removed"),
        ("def rename", "def retitle", "compatible Model.retitle: added"),
        ("title: str, *", "*", "breaks Model.rename: title: parameter was removed"),
        ("title: str, *", "name: str, *", "breaks Model.rename: name: parameter was added"),
        ("bool = False", "bool", "breaks Model.rename: force: parameter is now required"),
        ("force: bool", "force: bool | int", "compatible Model.rename: force was bool"),
        ("title: str, *", "title: str | None, *", "compatible Model.rename: title was str"),
        ("-> str | None", "-> str", "compatible Model.rename: the result was str | None"),
        ("-> str | None", "-> str | None | int", "breaks Model.rename: the result was str | None"),
        ("-> str | None", "-> bytes", "unclear Model.rename: the result was str | None"),
        ("*, force", "*, a: int = 1, force", "compatible Model.rename: a: parameter was added"),
        ("title: str\n", "title: str | None\n", "breaks Model.title: it was str"),
        ("note: str | None", "note: str", "compatible Model.note: it was str | None"),
        ("LIMIT = 5", "LIMIT = 6", "unclear LIMIT: 5 is now 6"),
        ("def close", "def aclose", "breaks Client.close: removed"),
        ("class Model:", "class Model(ValueError):", ""),
        ("class Model:", "class Model:\n    def __init__(self, a: int): ...", "compatible"),
        ("def _private", "def _other", ""),
        ("class Client(_Base)", "class Client", "breaks Client.close: removed"),
        ("(ValueError)", "(Exception)", "breaks Failed: no longer derived from ValueError"),
        ("LIMIT = 5", "def LIMIT(): ...", "breaks LIMIT: attribute is now function"),
    ],
)
def test_each_change_has_a_verdict(tmp_path: Path, old: str, new: str, change: str) -> None:
    """A change of a public name is listed once with its verdict, a private one is not."""
    assert old in OLD
    packages = []
    for folder, text in {"old": OLD, "new": OLD.replace(old, new)}.items():
        package = tmp_path / folder / "shop"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text('from .things import Model\n__all__ = ["Model"]\n')
        (package / "things.py").write_text(text)
        packages.append(package)
    found = [" ".join(str(each).split()) for each in compare(*packages)]
    # The package exports this class, so its changes have the shorter name.
    expected = change if "Model" in change else change.replace(" ", " things.", 1)
    assert any(line.startswith(expected) for line in found) if change else not found, found
    assert len(found) == len(set(found))


def test_a_breaking_change_needs_a_new_line_that_names_it() -> None:
    """An entry of before, or one about another name, is not enough."""
    breaking = Change("breaks", "errors.ApiError.parsed", "removed")
    changes = [breaking, Change("unclear", "LIMIT", "5 is now 6")]
    assert without_entry(changes, "", "- `parsed` is gone.") == []
    assert without_entry(changes, "- `parsed` is gone.", "- `parsed` is gone.") == [breaking]
    assert without_entry(changes, "", "- `unparsed` is gone.") == [breaking]


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """Return a function that edits a file in a repository with one commit, the project of now."""
    for name in (api_diff.CLIENTS, api_diff.CONSUMER):
        shutil.copytree(api_diff.ROOT / name, tmp_path / name)
    shutil.copy(api_diff.ROOT / api_diff.CHANGELOG, tmp_path)
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    package = next(path.parent for path in tmp_path.glob(f"{api_diff.CLIENTS}/*/__init__.py"))

    def edit(pattern: str, old: str, new: str) -> None:
        """Replace a text in the files of the package that match, and write a stamp for them."""
        paths = [path for path in package.glob(pattern) if old in path.read_text()]
        assert paths
        for path in paths:
            path.write_text(path.read_text().replace(old, new))
        output_tree.write_stamp(package, {})

    monkeypatch.setattr(api_diff, "ROOT", tmp_path)
    return edit


def test_an_unchanged_client_has_no_changes(
    edit: Callable[[str, str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The consumer project at the revision is accepted too."""
    assert main(["HEAD"]) == 0
    assert capsys.readouterr().out.endswith("since HEAD: 0\n")


def test_a_renamed_member_breaks_the_consumer_until_it_is_in_the_changelog(
    edit: Callable[[str, str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The output has the change and the line of the consumer that no longer has a valid type."""
    edit("models/*.py", f"{OPTIONAL_URL}: str", "framed_url: str")
    assert main(["HEAD"]) == 1
    output = capsys.readouterr().out
    assert re.search(rf"breaks      models\.\w+\.{OPTIONAL_URL}: removed", output)
    assert re.search(r"compatible  models\.\w+\.framed_url: added", output)
    assert "checkout.py" in output and f'no attribute "{OPTIONAL_URL}"' in output
    assert f"without an entry in CHANGELOG.md: {OPTIONAL_URL}" in output
    changelog = api_diff.ROOT / api_diff.CHANGELOG
    changelog.write_text(changelog.read_text() + f"- `{OPTIONAL_URL}` is now `framed_url`.\n")
    assert main(["HEAD"]) == 0


@pytest.mark.parametrize(
    ("rev", "message"),
    [("nowhere", "nowhere: no such revision"), ("--output=x", "--output=x: no such revision")],
)
def test_a_revision_that_git_does_not_know_is_one_line(
    edit: Callable[[str, str, str], None], rev: str, message: str
) -> None:
    """The message names the revision."""
    with pytest.raises(ApiDiffError, match=message):
        api_diff.checkout(rev, api_diff.ROOT)
