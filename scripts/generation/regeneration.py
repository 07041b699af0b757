"""Build, check and replace a generated client: what `scripts/generate.py` and the tests call."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from generation import build, output_tree
from generation.errors import GenerationError
from generation.file_lock import exclusive

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class GeneratorInputs:
    """
    The files that a client is generated from, and the folder that it is written to.

    Args:
        contract: the OpenAPI document.
        config: the options of openapi-python-client, in YAML.
        templates: overrides of the templates of openapi-python-client.
        runtime: Python modules that every client is built on.
        licence: the licence of templates and runtime, which each client carries along.
        target: the generated project: a folder with one package in it.
        strict: whether every part of the contract must be in the client.
    """

    contract: Path = ROOT / "openapi" / "carts.yaml"
    config: Path = ROOT / "openapi" / "generator.yaml"
    templates: Path = ROOT / "openapi" / "templates"
    runtime: Path = ROOT / "openapi" / "runtime"
    licence: Path = ROOT / "LICENSE"
    target: Path = ROOT / "generated_client"
    strict: bool = True

    def build(self, folder: Path) -> build.Built:
        """
        Build the project, with its stamp, in the new folder *folder*.

        Raises:
            GenerationError: an input cannot be used.
        """
        inputs = self.contract, self.config, self.templates, self.runtime
        built = build.build(*inputs, folder, strict=self.strict)
        build.add_licence(self.licence, package_in(folder))
        output_tree.write_stamp(package_in(folder), self.fingerprint())
        return built

    def fingerprint(self) -> dict[str, object]:
        """Return the digests (sha256) of all inputs and the versions of the tools, by name."""
        return {
            "contract": hashlib.sha256(self.contract.read_bytes()).hexdigest(),
            "config": hashlib.sha256(self.config.read_bytes()).hexdigest(),
            "templates": build.digest(self.templates, "*.jinja"),
            "runtime": build.digest(self.runtime, "*.py"),
            "licence": hashlib.sha256(self.licence.read_bytes()).hexdigest(),
            "tools": build.TOOLS,
        }

    def regenerate(self, *, force: bool = False) -> str:
        """
        Build the project in a staging folder and swap it with the target.

        Args:
            force: whether to overwrite files that were edited by hand.

        Returns:
            A report for the user: one line, or one line per changed file after the first.

        Raises:
            GenerationError: an input cannot be used; or, without *force*, edits would be lost.
        """
        try:
            with exclusive(self.target.parent, self.target.name):
                output_tree.clean_up(self.target)
                if not force:
                    self._refuse_to_lose_edits()
                return self._regenerate()
        except OSError as error:
            raise GenerationError(f"{self.target} cannot be written: {error.strerror}") from error

    def _refuse_to_lose_edits(self) -> None:
        # Without a readable stamp edits cannot be told apart: a merge may leave conflict marks.
        for stamp in self.target.glob(f"*/{output_tree.STAMP}"):
            package = stamp.parent
            if output_tree.read_stamp(package) and (edited := output_tree.edited_files(package)):
                raise GenerationError(
                    f"{package}: was edited by hand ({', '.join(edited)}); move the edits into "
                    "the contract, a template or the runtime, then repeat with --force"
                )

    def _regenerate(self) -> str:
        staging = output_tree.staging_path(self.target)
        try:
            self.build(staging)
            changed = output_tree.differences(self.target, staging, ("added", "removed", "changed"))
            if changed:
                output_tree.swap(staging, self.target)
        finally:
            output_tree.clean_up(self.target)
        if not changed:
            count = len(output_tree.contents(self.target))
            return f"{self.target.name} was fresh already: {count} files."
        lines = [f"{self.target.name} regenerated from {self.contract.name}:", *_indent(changed)]
        return "\n".join(lines)

    def check(self) -> list[str]:
        """Return why the target is not fresh: causes, then one line per file. Empty if fresh."""
        with tempfile.TemporaryDirectory() as scratch:
            fresh = Path(scratch) / "client"
            self.build(fresh)
            changed = output_tree.differences(self.target, fresh)
        return [*self._causes(), *_indent(changed)] if changed else []

    def _causes(self) -> list[str]:
        package = package_in(self.target)
        stamp, now = output_tree.read_stamp(package), self.fingerprint()
        if not stamp:
            return [f"{self.target.name} has no {output_tree.STAMP}: run `nox -s regenerate`."]
        causes = []
        if stamp.get("contract") != now["contract"]:
            causes.append(f"The contract changed ({self.contract.name}): run `nox -s regenerate`.")
        if any(stamp.get(part) != now[part] for part in now if part != "contract"):
            causes.append(
                "The generator, its templates or the runtime changed: run `nox -s regenerate`."
            )
        if output_tree.edited_files(package) or not causes:
            causes.append(
                "The output was edited by hand: change the contract, a template or the runtime "
                "instead, then run `nox -s regenerate -- --force`."
            )
        return causes


def package_in(folder: Path) -> Path:
    """
    Return the one package in the project *folder*.

    Raises:
        GenerationError: there is none, or more than one.
    """
    found = sorted(folder.glob("*/__init__.py"))
    if len(found) != 1:
        raise GenerationError(f"{folder}: contains {len(found)} packages, expected 1")
    return found[0].parent


def _indent(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
