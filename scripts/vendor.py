"""
Copy the client into another project, or check a copy that is there.

    python scripts/vendor.py DEST            put the package into the folder DEST, with its stamp
    python scripts/vendor.py DEST --check    change nothing; say whether DEST's copy is fresh

Exit codes: 0 copied or fresh, 1 stale or edited by hand, 2 cannot be done.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generation import output_tree

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "generated_client"


class VendorError(Exception):
    """The copy cannot be made or checked. The message is one line: the problem and the remedy."""


def vendor(source: Path, dest: Path, *, force: bool = False) -> str:
    """
    Copy the package *source* into the folder *dest*, in place of an older copy.

    Returns:
        A report of one line.

    Raises:
        VendorError: *dest* cannot be written, or contains files that would be lost.
    """
    copy = _copy_in(source, dest)
    if copy.exists() and not force:
        if not output_tree.read_stamp(copy):
            raise VendorError(f"{copy}: not a copy of this package; move it away first")
        if edited := output_tree.edited_files(copy):
            raise VendorError(
                f"{copy}: was edited by hand ({', '.join(edited)}); "
                "save what you need, then repeat with --force"
            )
    if copy.exists() and not output_tree.differences(copy, source):
        return f"{copy} was fresh already."
    try:
        dest.mkdir(parents=True, exist_ok=True)
        output_tree.clean_up(copy)
        try:
            _write(source, output_tree.staging_path(copy))
            output_tree.swap(output_tree.staging_path(copy), copy)
        finally:
            output_tree.clean_up(copy)
    except OSError as error:
        raise VendorError(f"{dest}: cannot be written: {error.strerror}") from None
    return f"{copy}: {len(output_tree.contents(copy))} files copied."


def check(source: Path, dest: Path) -> list[str]:
    """
    Return why the copy in the folder *dest* is not fresh, a line for each file; empty if it is.

    Raises:
        VendorError: *dest* contains no copy with a stamp.
    """
    copy = _copy_in(source, dest)
    if not output_tree.read_stamp(copy):
        raise VendorError(f"{copy}: no copy with a {output_tree.STAMP}; make one without --check")
    reasons = []
    edited = output_tree.edited_files(copy)
    if edited:
        reasons += ["Edited by hand: these files differ from the stamp.", *_indent(edited)]
    ours = {output_tree.STAMP: _stamp_text(source), **output_tree.read_stamp(source)["files"]}
    theirs = {output_tree.STAMP: _stamp_text(copy), **output_tree.read_stamp(copy).get("files", {})}
    stale = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    if stale:
        reasons += ["Stale: the client has changed since it was copied.", *_indent(stale)]
    return reasons


def _copy_in(source: Path, dest: Path) -> Path:
    if edited := output_tree.edited_files(source):
        raise VendorError(
            f"{source}: was edited by hand ({', '.join(edited)}); "
            "run `nox -s regenerate -- --force` first"
        )
    if dest.name == source.name:
        raise VendorError(
            f"{dest}: ends in the name of the package; give its parent folder, {dest.parent}"
        )
    if dest.exists() and not dest.is_dir():
        raise VendorError(f"{dest}: is a file; give the folder to copy the package into")
    return dest / source.name


def _stamp_text(package: Path) -> str:
    return (package / output_tree.STAMP).read_text(encoding="utf-8")


def _write(source: Path, target: Path) -> None:
    for name, data in output_tree.contents(source).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _indent(names: list[str]) -> list[str]:
    return [f"  {name}" for name in names]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line *arguments* and return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s vendor --", description="Vendor the client.")
    parser.add_argument("dest", metavar="DEST", type=Path, help="the parent folder of the copy")
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    parser.add_argument("--force", action="store_true", help="overwrite edits by hand")
    given = parser.parse_args(arguments)
    try:
        source = next(
            CLIENT.glob(f"*/{output_tree.STAMP}"), CLIENT / "missing" / output_tree.STAMP
        ).parent
        if not source.is_dir():
            raise VendorError(f"{CLIENT}: no client; run `nox -s regenerate` first")
        if not given.check:
            print(vendor(source, given.dest, force=given.force))
            return 0
        reasons = check(source, given.dest)
    except VendorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; an older copy is unchanged", file=sys.stderr)
        return 130
    if reasons:
        print("\n".join([f"{given.dest / source.name} is not fresh.", *reasons]), file=sys.stderr)
        return 1
    print(f"{given.dest / source.name} is fresh.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
