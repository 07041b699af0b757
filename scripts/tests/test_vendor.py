"""`scripts/vendor.py` copies the complete package and never overwrites edits without --force."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import yaml

import vendor
from generation import output_tree
from vendor import VendorError

ROOT = vendor.ROOT
SOURCE = next(vendor.CLIENT.glob(f"*/{output_tree.STAMP}")).parent


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """Return a folder of another project that holds a fresh copy."""
    vendor.vendor(SOURCE, tmp_path / "acme" / "_vendor")
    return tmp_path / "acme" / "_vendor"


def test_a_copy_is_the_package_byte_for_byte(dest: Path) -> None:
    """The folder holds the package with its stamp, which names the generator, and nothing else."""
    assert set(output_tree.read_stamp(dest / SOURCE.name)["tools"]) == {
        "openapi-python-client",
        "ruff",
    }
    assert output_tree.differences(dest / SOURCE.name, SOURCE) == []
    assert [path.name for path in dest.iterdir()] == [SOURCE.name]
    assert vendor.check(SOURCE, dest) == []


def test_the_licence_is_copied(tmp_path: Path) -> None:
    """Every file that the stamp lists is copied, not only Python modules."""
    source = tmp_path / "package"
    source.mkdir()
    (source / "LICENSE").write_text("MIT")
    output_tree.write_stamp(source, {})
    vendor.vendor(source, tmp_path / "dest")
    assert (tmp_path / "dest" / "package" / "LICENSE").read_text() == "MIT"


def test_python_caches_do_not_make_a_copy_outdated(dest: Path) -> None:
    """Bytecode that an import leaves in the copy is ignored."""
    cache = dest / SOURCE.name / "__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"")
    assert vendor.check(SOURCE, dest) == []


def test_edited_files_are_listed(dest: Path) -> None:
    """Changed, added and removed files are listed by name."""
    copy = dest / SOURCE.name
    (copy / "types.py").write_text("")
    (copy / "extra.py").write_text("")
    (copy / "py.typed").unlink()
    assert vendor.check(SOURCE, dest) == [
        "Edited by hand: these files differ from the stamp of the copy.",
        "  extra.py added",
        "  py.typed deleted",
        "  types.py",
    ]


def test_outdated_files_are_listed(dest: Path) -> None:
    """A copy that agrees with an older stamp is outdated, not edited."""
    copy = dest / SOURCE.name
    (copy / "types.py").write_text("# an older version\n")
    output_tree.write_stamp(copy, {"contract": "0" * 64})
    assert vendor.check(SOURCE, dest) == [
        "Outdated: the client has changed since it was copied.",
        "  GENERATED.json",
        "  types.py",
    ]


def test_an_outdated_copy_is_replaced_as_a_whole(dest: Path) -> None:
    """A file that the client no longer has is removed."""
    copy = dest / SOURCE.name
    (copy / "gone.py").write_text("")
    output_tree.write_stamp(copy, {})
    vendor.vendor(SOURCE, dest)
    assert vendor.check(SOURCE, dest) == []


def test_only_force_overwrites_an_edited_file(dest: Path) -> None:
    """The error names the file; --force replaces it."""
    edited = dest / SOURCE.name / "types.py"
    edited.write_text("mine")
    with pytest.raises(VendorError, match=r"edited by hand \(types.py\)"):
        vendor.vendor(SOURCE, dest)
    assert edited.read_text() == "mine"
    vendor.vendor(SOURCE, dest, force=True)
    assert vendor.check(SOURCE, dest) == []


def test_a_foreign_package_is_not_replaced(tmp_path: Path) -> None:
    """A package of the same name without a stamp is left alone."""
    foreign = tmp_path / SOURCE.name / "__init__.py"
    foreign.parent.mkdir()
    foreign.write_text("foreign")
    with pytest.raises(VendorError, match="not a copy of this package"):
        vendor.vendor(SOURCE, tmp_path)
    assert foreign.read_text() == "foreign"


def test_an_edited_client_is_not_copied(tmp_path: Path) -> None:
    """Only the output of the generator is copied."""
    vendor.vendor(SOURCE, tmp_path)
    (tmp_path / SOURCE.name / "types.py").write_text("")
    with pytest.raises(VendorError, match="run `nox -s regenerate -- --force` first"):
        vendor.vendor(tmp_path / SOURCE.name, tmp_path / "other")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([f"x/{SOURCE.name}"], "ends in the name of the package"),
        (["file"], "a file; give the folder"),
        (["file/x"], "cannot be written"),
        (["nowhere", "--check"], "no copy with a GENERATED.json"),
    ],
    ids=["package", "file", "below a file", "no copy"],
)
def test_a_wrong_destination_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    """The message names the path, the exit code is 2, and no file is created."""
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    assert vendor.main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_exit_code_of_a_check_is_0_or_1(dest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fresh copy exits with 0; any other exits with 1 and lists the files."""
    assert vendor.main([str(dest), "--check"]) == 0
    (dest / SOURCE.name / "py.typed").unlink()
    assert vendor.main([str(dest), "--check"]) == 1
    assert "py.typed" in capsys.readouterr().err


def test_the_hook_of_pre_commit_checks_a_copy(dest: Path) -> None:
    """The entry runs in the repository of the consumer, with Python alone."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["language"] == "script"
    script, *options = hook["entry"].split()
    command = [str(ROOT / script), *options, str(dest.relative_to(dest.parents[1]))]
    environment = {"PATH": os.defpath + os.pathsep + str(Path(sys.base_prefix, "bin"))}
    run = partial(
        subprocess.run,
        command,
        cwd=dest.parents[1],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run().returncode == 0
    (dest / SOURCE.name / "types.py").write_text("")
    failed = run()
    assert failed.returncode == 1 and "types.py" in failed.stderr


REQUIRED = "        - {name: X-Store, in: header, required: true, schema: {type: string}}\n"
FIRST = '        - $ref: "#/components/parameters/CartId"\n'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [(FIRST, FIRST, 0), (FIRST, FIRST + REQUIRED, 1), ("openapi: 3.0.3", "swagger: '2.0'", 2)],
    ids=["same", "a required header", "unusable"],
)
def test_a_copy_is_compared_with_a_newer_contract(
    dest: Path, capfd: pytest.CaptureFixture[str], old: str, new: str, code: int
) -> None:
    """One command checks that a copy is fresh, and that the newer contract does not break it."""
    newer = dest.parent / "newer.yaml"
    text = (ROOT / "openapi" / "carts.yaml").read_text()
    assert old in text
    newer.write_text(text.replace(old, new))
    assert vendor.main([str(dest), "--check", "--against", str(newer)]) == code
    output = capfd.readouterr()
    assert " is fresh." in output.out
    assert ("X-Store" in output.out) is (code == 1)
    assert ("cannot be compared" in output.err) is (code == 2)


def test_an_outdated_copy_is_not_compared(dest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict would be about another client."""
    (dest / SOURCE.name / "types.py").write_text("")
    assert vendor.main([str(dest), "--check", "--against", "newer.yaml"]) == 1
    assert "Not compared with newer.yaml: make a fresh copy first." in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [["--against", "x"], ["--check", "--baseline", "x"]], ids=["copy", "no contract"]
)
def test_options_that_have_no_effect_are_refused(dest: Path, options: list[str]) -> None:
    """A newer contract needs a check, and a baseline needs a newer contract."""
    with pytest.raises(SystemExit):
        vendor.main([str(dest), *options])
