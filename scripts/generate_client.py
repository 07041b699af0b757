"""
Generate a client of any contract into a folder of another project, or check one.

    python scripts/generate_client.py SPEC DEST [--name NAME] [--http httpx|httpx2] [--force]
    python scripts/generate_client.py SPEC DEST [--name NAME] [--http httpx|httpx2] --check

The package DEST/NAME has a stamp, its README and its licence. `--check` needs the same options and
changes nothing. Exit codes: 0 written or fresh, 1 not fresh, 2 cannot generate, 130 interrupted.
"""

from __future__ import annotations

import argparse
import keyword
import re
import shutil
import sys
import tempfile
from pathlib import Path

import vendor
from generation import output_tree
from generation.errors import GenerationError
from generation.limitations import Limitation
from generation.naming import write_config
from generation.regeneration import GeneratorInputs, package_in
from vendor import VendorError

# The most limitations that are printed; a run of the laws lists all.
MAX_LINES = 20


def generate(spec: Path, folder: Path, **options: str) -> tuple[Path, tuple[Limitation, ...]]:
    """
    Generate a client into the empty *folder*.

    Args:
        spec: the contract.
        folder: receives the project.
        options: replace those of `openapi/generator.yaml`.

    Returns:
        The folder of the package, and what it does not have as the contract describes it.

    Raises:
        GenerationError: the contract cannot be used.
    """
    config = write_config(spec, GeneratorInputs.config, folder, **options)
    inputs = GeneratorInputs(contract=spec, config=config, target=folder / "client", strict=False)
    built = inputs.build(inputs.target)
    package = package_in(inputs.target)
    shutil.copy(inputs.target / "README.md", package)
    output_tree.write_stamp(package, inputs.fingerprint())
    return package, built.limitations


def package_name(text: str) -> str:
    """An `argparse` type: a name that Python can import, with `_` in place of `-`."""
    name = text.replace("-", "_")
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise argparse.ArgumentTypeError(f"{text!r}: use lower-case letters, digits and _")
    return name


def main(arguments: list[str] | None = None) -> int:
    """Run the command line *arguments* and return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s generate --", description="Generate a client.")
    parser.add_argument("spec", metavar="SPEC", type=Path, help="an OpenAPI 3 contract")
    parser.add_argument("dest", metavar="DEST", type=Path, help="the parent folder of the package")
    parser.add_argument(
        "--name", type=package_name, help="of the package; default: from the title of the contract"
    )
    parser.add_argument(
        "--http", choices=["httpx", "httpx2"], default="httpx", help="the HTTP library"
    )
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    parser.add_argument("--force", action="store_true", help="overwrite files edited by hand")
    given = parser.parse_args(arguments)
    options = {"http_library": given.http}
    if given.name:
        options |= {
            "package_name_override": given.name,
            "project_name_override": given.name.replace("_", "-"),
        }
    try:
        with tempfile.TemporaryDirectory() as folder:
            package, limitations = generate(given.spec, Path(folder), **options)
            if given.check:
                reasons = vendor.check(package, given.dest)
            else:
                print(vendor.vendor(package, given.dest, force=given.force))
                _print_limitations(limitations)
                return 0
    except (GenerationError, VendorError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; an older client is unchanged", file=sys.stderr)
        return 130
    copy = given.dest / package.name
    if reasons:
        print("\n".join([f"{copy} is not fresh.", *reasons]), file=sys.stderr)
        return 1
    print(f"{copy} is fresh.")
    return 0


def _print_limitations(limitations: tuple[Limitation, ...]) -> None:
    for each in limitations[:MAX_LINES]:
        print(f"  {each}")
    if (more := len(limitations) - MAX_LINES) > 0:
        print(f"  and {more} more; a run with --spec lists all in its report")


if __name__ == "__main__":
    raise SystemExit(main())
