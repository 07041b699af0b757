"""Proofs about `scripts/vendor.py`: copies are whole, stamped, and never lose a hand's work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import vendor
from generation import output_tree
from vendor import VendorError

SOURCE = next(vendor.CLIENT.glob(f"*/{output_tree.STAMP}")).parent


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """Return a folder of another project with a fresh copy in it."""
    vendor.vendor(SOURCE, tmp_path / "acme" / "_vendor")
    return tmp_path / "acme" / "_vendor"


def test_a_copy_is_the_package_byte_for_byte(dest: Path) -> None:
    """Its stamp comes along, and nothing else is in the folder."""
    assert output_tree.differences(dest / SOURCE.name, SOURCE) == []
    assert [path.name for path in dest.iterdir()] == [SOURCE.name]
    assert vendor.check(SOURCE, dest) == []


def test_python_caches_do_not_make_a_copy_stale(dest: Path) -> None:
    """Importing the copy leaves bytecode beside it."""
    cache = dest / SOURCE.name / "__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"")
    assert vendor.check(SOURCE, dest) == []


def test_an_edited_copy_is_told_with_its_files(dest: Path) -> None:
    """Edited, added, removed: each by its name."""
    copy = dest / SOURCE.name
    (copy / "types.py").write_text("")
    (copy / "extra.py").write_text("")
    (copy / "py.typed").unlink()
    assert vendor.check(SOURCE, dest) == [
        "Edited by hand: these files differ from the stamp.",
        "  extra.py",
        "  py.typed",
        "  types.py",
    ]


def test_a_stale_copy_is_told_with_its_files(dest: Path) -> None:
    """It is what its stamp says, and the stamp is an older one."""
    copy = dest / SOURCE.name
    (copy / "types.py").write_text("# as it was last year\n")
    facts = {k: v for k, v in output_tree.read_stamp(copy).items() if k not in ("", "files")}
    output_tree.write_stamp(copy, facts | {"contract": "0" * 64})
    assert vendor.check(SOURCE, dest) == [
        "Stale: the client has changed since it was copied.",
        "  GENERATED.json",
        "  types.py",
    ]


def test_a_stale_copy_is_replaced_whole(dest: Path) -> None:
    """A file that the client no longer has does not stay."""
    copy = dest / SOURCE.name
    (copy / "gone.py").write_text("")
    output_tree.write_stamp(copy, {})
    vendor.vendor(SOURCE, dest)
    assert vendor.check(SOURCE, dest) == []


def test_a_hand_edit_is_not_lost_unless_it_is_said_so(dest: Path) -> None:
    """The refusal names the file; --force replaces it."""
    edited = dest / SOURCE.name / "types.py"
    edited.write_text("mine")
    with pytest.raises(VendorError, match=r"edited by hand \(types.py\)"):
        vendor.vendor(SOURCE, dest)
    assert edited.read_text() == "mine"
    vendor.vendor(SOURCE, dest, force=True)
    assert vendor.check(SOURCE, dest) == []


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    """A package of the same name without a stamp stays."""
    theirs = tmp_path / SOURCE.name / "__init__.py"
    theirs.parent.mkdir()
    theirs.write_text("theirs")
    with pytest.raises(VendorError, match="not a copy of this package"):
        vendor.vendor(SOURCE, tmp_path)
    assert theirs.read_text() == "theirs"


def test_an_edited_source_is_not_spread(tmp_path: Path) -> None:
    """What is copied is what the generator made."""
    vendor.vendor(SOURCE, tmp_path)
    (tmp_path / SOURCE.name / "types.py").write_text("")
    with pytest.raises(VendorError, match="run `nox -s regenerate -- --force` first"):
        vendor.vendor(tmp_path / SOURCE.name, tmp_path / "other")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([f"x/{SOURCE.name}"], "ends in the name of the package"),
        (["file"], "is a file"),
        (["file/x"], "cannot be written"),
        (["nowhere", "--check"], "no copy with a GENERATED.json"),
    ],
    ids=["package", "file", "below a file", "no copy"],
)
def test_bad_input_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    """It names the thing, the exit code is 2, and nothing is made."""
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    assert vendor.main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_command_line_tells_fresh_from_not(
    dest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0 or 1."""
    assert vendor.main([str(dest), "--check"]) == 0
    (dest / SOURCE.name / "py.typed").unlink()
    assert vendor.main([str(dest), "--check"]) == 1
    assert "py.typed" in capsys.readouterr().err


def test_a_copy_says_what_it_was_made_from(dest: Path) -> None:
    """The stamp can be read by other tools."""
    stamp = json.loads((dest / SOURCE.name / output_tree.STAMP).read_text())
    assert set(stamp["tools"]) == {"openapi-python-client", "ruff"}
