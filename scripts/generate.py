"""
Generate the client from the contract, or check that the checked-in one is fresh.

    python scripts/generate.py            regenerate generated_client/; edits by hand stop it
    python scripts/generate.py --force    the same, edits or not
    python scripts/generate.py --check    change nothing; exit 1 unless it is fresh, byte for byte

Exit codes: 0 done or fresh, 1 not fresh, 2 cannot generate.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from generation import package, tree
from generation.contract import GenerationError
from lock import alone

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Recipe:
    """What a client is made from, and where it goes."""

    contract: Path = ROOT / "openapi" / "carts.yaml"
    config: Path = ROOT / "openapi" / "generator.yaml"
    templates: Path = ROOT / "openapi" / "templates"
    modules: Path = ROOT / "openapi" / "modules"
    target: Path = ROOT / "generated_client"

    def build(self, folder: Path) -> None:
        """Build the whole tree in the new *folder*, with its stamp."""
        package.build(self.contract, self.config, self.templates, self.modules, folder)
        tree.write_stamp(package_in(folder), self.inputs())

    def inputs(self) -> dict[str, object]:
        """What decides every byte of the output: digests of the inputs, versions of the tools."""
        return {
            "contract": hashlib.sha256(self.contract.read_bytes()).hexdigest(),
            "config": hashlib.sha256(self.config.read_bytes()).hexdigest(),
            "templates": package.digest_templates(self.templates, self.modules),
            "tools": package.TOOLS,
        }

    def regenerate(self, *, force: bool = False) -> str:
        """
        Build aside, then swap the result in. Return a line that says what was done.

        Raises:
            GenerationError: it cannot be built; or, without *force*, edits by hand would be lost.
        """
        with alone(self.target):
            tree.tidy(self.target)
            if not force:
                self._keep_edits()
            return self._regenerate()

    def _keep_edits(self) -> None:
        """Without a stamp nobody can tell; a merge may have left marks of a conflict in it."""
        for stamp in self.target.glob(f"*/{tree.STAMP}"):
            if tree.read_stamp(stamp.parent) and (edited := tree.edited(stamp.parent)):
                raise GenerationError(
                    f"{stamp.parent}: was edited by hand ({', '.join(edited)}); save what you "
                    "need for the contract or a template, then repeat with --force"
                )

    def _regenerate(self) -> str:
        aside = tree.aside(self.target)
        try:
            self.build(aside)
            changed = tree.differences(self.target, aside)
            if changed:
                tree.swap(aside, self.target)
        finally:
            tree.tidy(self.target)
        if not changed:
            return f"{self.target.name} was fresh already: {_count(self.target)} files."
        return "\n".join(
            [f"{self.target.name} regenerated from {self.contract.name}:", *_indent(changed)]
        )

    def check(self) -> list[str]:
        """The reasons why the checked-in client is not fresh; none when it is."""
        with tempfile.TemporaryDirectory() as scratch:
            fresh = Path(scratch) / "client"
            self.build(fresh)
            changed = tree.differences(self.target, fresh)
        return [*self._causes(), *_indent(changed)] if changed else []

    def _causes(self) -> list[str]:
        checked_in = package_in(self.target)
        stamp, now = tree.read_stamp(checked_in), self.inputs()
        if not stamp:
            return [f"{self.target.name} has no {tree.STAMP}: run `nox -s regenerate`."]
        causes = []
        if stamp.get("contract") != now["contract"]:
            causes.append(f"The contract changed ({self.contract.name}): run `nox -s regenerate`.")
        if any(stamp.get(part) != now[part] for part in ("config", "templates", "tools")):
            causes.append("The generator or its templates changed: run `nox -s regenerate`.")
        if tree.edited(checked_in) or not causes:
            causes.append(
                "The output was edited by hand: change the contract or a template instead, "
                "then run `nox -s regenerate -- --force`."
            )
        return causes


def package_in(folder: Path) -> Path:
    """The one importable package in the project *folder*."""
    found = sorted(folder.glob("*/__init__.py"))
    if len(found) != 1:
        raise GenerationError(f"{folder}: holds {len(found)} packages where one is expected")
    return found[0].parent


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    parser.add_argument("--force", action="store_true", help="overwrite what was edited by hand")
    given = parser.parse_args(arguments)
    recipe = Recipe()
    try:
        if not given.check:
            print(recipe.regenerate(force=given.force))
            return 0
        reasons = recipe.check()
    except GenerationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; the checked-in client is as it was", file=sys.stderr)
        return 130
    if reasons:
        print("\n".join([f"{recipe.target.name} is not fresh.", *reasons]), file=sys.stderr)
        return 1
    print(
        f"{recipe.target.name} is fresh: {_count(recipe.target)} files, byte for byte what "
        f"{recipe.contract.name} gives."
    )
    return 0


def _count(folder: Path) -> int:
    return len(tree.contents(folder))


def _indent(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


if __name__ == "__main__":
    raise SystemExit(main())
