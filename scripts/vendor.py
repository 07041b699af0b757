#!/usr/bin/env python3
"""
Copy the client into another project, or check an existing copy.

    python scripts/vendor.py DEST            copy the package into the folder DEST
    python scripts/vendor.py DEST --check    change nothing; check whether the copy in DEST is fresh
    python scripts/vendor.py DEST --check --against FILE_OR_URL [--baseline FILE]
                                             also compare the contract with a newer one

Exit codes: 0 copied, or fresh and compatible; 1 outdated, edited, or broken by the newer contract;
2 cannot copy or check; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from generation import output_tree

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "generated_client"


class VendorError(Exception):
    """The copy cannot be written or checked. The message is one line with cause and remedy."""


def vendor(source: Path, dest: Path, *, force: bool = False) -> str:
    """
    Copy the package *source* into the folder *dest*; return a line that says what was done.

    The copy has the files that the stamp lists, and the stamp. It replaces an older copy as a
    whole.

    Raises:
        VendorError: *dest* cannot be written, or, without *force*, has files that would be lost.
    """
    copy = _copy_path(source, dest)
    if copy.exists() and not force:
        if not output_tree.read_stamp(copy):
            raise VendorError(f"{copy}: not a copy of this package; move it away first")
        if edited := output_tree.edited_files(copy):
            raise VendorError(
                f"{copy}: edited by hand ({', '.join(edited)}); "
                "save what you need, then repeat with --force"
            )
    if copy.exists() and not output_tree.differences(copy, source):
        return f"{copy} is already fresh."
    names = [output_tree.STAMP, *output_tree.read_stamp(source)["files"]]
    try:
        dest.mkdir(parents=True, exist_ok=True)
        output_tree.clean_up(copy)
        try:
            for name in names:
                path = output_tree.staging_path(copy) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes((source / name).read_bytes())
            output_tree.swap(output_tree.staging_path(copy), copy)
        finally:
            output_tree.clean_up(copy)
    except OSError as error:
        raise VendorError(f"{dest}: cannot be written: {error.strerror}") from None
    return f"{copy}: {len(names)} files copied."


def check(source: Path, dest: Path) -> list[str]:
    """
    Return why the copy of *source* in *dest* is not fresh, one line per file; empty if it is.

    Raises:
        VendorError: *dest* has no stamped copy.
    """
    copy = _copy_path(source, dest)
    if not output_tree.read_stamp(copy):
        raise VendorError(f"{copy}: no copy with a {output_tree.STAMP}; make one without --check")
    reasons = []
    if edited := output_tree.edited_files(copy):
        reasons.append("Edited by hand: these files differ from the stamp of the copy.")
        reasons += [f"  {name}" for name in edited]
    ours, theirs = _stamped(source), _stamped(copy)
    if outdated := sorted(n for n in {*ours, *theirs} if ours.get(n) != theirs.get(n)):
        reasons.append("Outdated: the client has changed since it was copied.")
        reasons += [f"  {name}" for name in outdated]
    return reasons


def compare(newer: str, baseline: Path | None) -> int:
    """
    Compare the contract of the client with a *newer* one, a file or a URL; print the changes.

    Returns:
        0 if no change breaks clients that is not in *baseline*, 1 if one does.

    Raises:
        VendorError: the contracts cannot be compared.
    """
    from upstream import CONTRACT, DownloadError, local_copy  # needs the harness; a copy does not

    with tempfile.TemporaryDirectory() as folder:
        try:
            path = local_copy(newer, Path(folder))
        except DownloadError as error:
            raise VendorError(str(error)) from None
        command = [
            sys.executable,
            "-m",
            "contract_tests.harness.comparison",
            str(CONTRACT),
            str(path),
        ]
        command += [f"--baseline={baseline}"] if baseline else []
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        code = subprocess.run(command, env=environment).returncode
    if code not in (0, 1):
        raise VendorError(f"{newer}: cannot be compared with the contract of the client")
    return code


def _copy_path(source: Path, dest: Path) -> Path:
    """The folder of the copy in *dest*, after validation of *source* and *dest*."""
    if edited := output_tree.edited_files(source):
        raise VendorError(
            f"{source}: edited by hand ({', '.join(edited)}); "
            "run `nox -s regenerate -- --force` first"
        )
    if dest.name == source.name:
        raise VendorError(
            f"{dest}: ends in the name of the package; give the folder above it, {dest.parent}"
        )
    if dest.exists() and not dest.is_dir():
        raise VendorError(f"{dest}: a file; give the folder that is to hold the package")
    return dest / source.name


def _stamped(package: Path) -> dict[str, str]:
    """The digests in the stamp of *package* by file name, and the stamp's own text."""
    text = (package / output_tree.STAMP).read_text(encoding="utf-8")
    return {output_tree.STAMP: text, **output_tree.read_stamp(package).get("files", {})}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s vendor --", description="Vendor the client.")
    parser.add_argument("dest", metavar="DEST", type=Path, help="the parent folder of the copy")
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    parser.add_argument("--against", metavar="FILE_OR_URL", help="a newer contract to compare with")
    parser.add_argument("--baseline", metavar="FILE", type=Path, help="accepted breaking changes")
    parser.add_argument("--force", action="store_true", help="overwrite files edited by hand")
    options = parser.parse_args(arguments)
    if (options.against and not options.check) or (options.baseline and not options.against):
        parser.error("--against needs --check, and --baseline needs --against")
    try:
        source = next(
            CLIENT.glob(f"*/{output_tree.STAMP}"), CLIENT / "missing" / output_tree.STAMP
        ).parent
        if not source.is_dir():
            raise VendorError(f"{CLIENT}: no client; run `nox -s regenerate` first")
        if not options.check:
            print(vendor(source, options.dest, force=options.force))
            return 0
        return _checked(source, options)
    except VendorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; an older copy is unchanged", file=sys.stderr)
        return 130


def _checked(source: Path, options: argparse.Namespace) -> int:
    copy = options.dest / source.name
    if reasons := check(source, options.dest):
        if options.against:
            reasons.append(f"Not compared with {options.against}: make a fresh copy first.")
        print("\n".join([f"{copy} is not fresh.", *reasons]), file=sys.stderr)
        return 1
    print(f"{copy} is fresh.")
    return compare(options.against, options.baseline) if options.against else 0


if __name__ == "__main__":
    raise SystemExit(main())
