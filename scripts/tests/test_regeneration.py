"""Regeneration: stale clients are detected, edits are kept, and trees are swapped safely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.harness.tests.generator_fixtures import INPUTS, edit, module
from generation import build, output_tree
from generation.errors import GenerationError
from generation.regeneration import GeneratorInputs

UPSTREAM = Path(build.__file__).parent


class TestFreshness:
    """A client is fresh if it is, byte for byte, what its inputs produce."""

    def test_the_checked_in_client_is_fresh(self) -> None:
        """The checked-in client matches its contract, templates and runtime."""
        assert INPUTS.check() == []

    @pytest.mark.parametrize(
        ("change", "cause"),
        [
            (lambda r: edit(r.contract, "store_hash}/v3", "store_hash}/v2"), "contract changed"),
            (lambda r: edit(r.config, "literal_enums: true", "literal_enums: false"), "generator"),
            (lambda r: edit(r.templates / "errors.py.jinja", "The errors", "Errors"), "templates"),
            (lambda r: edit(r.runtime / "retry.py", "When a failed", "If a failed"), "runtime"),
            (lambda r: edit(r.target / "pyproject.toml", "MIT", "BSD"), "edited by hand"),
            (lambda r: edit(module(r, "client.py"), "USER_AGENT", "AGENT"), "edited by hand"),
            (lambda r: module(r, "py.typed").unlink(), "edited by hand"),
            (lambda r: module(r, "extra.py").write_text(""), "edited by hand"),
            (lambda r: module(r, output_tree.STAMP).unlink(), "has no GENERATED.json"),
        ],
        ids=["contract", "config", "template", "runtime", "project file", "package file", "removed",
             "added", "stamp"],
    )  # fmt: skip
    def test_staleness_is_named_by_its_cause(
        self,
        generator_inputs: GeneratorInputs,
        change: Callable[[GeneratorInputs], object],
        cause: str,
    ) -> None:
        """The first lines name the cause (contract, generator or edit), the others the files."""
        change(generator_inputs)
        reasons = generator_inputs.check()
        assert cause in reasons[0] and len(reasons) > 1

    def test_a_hand_edit_is_seen_beside_a_changed_contract(
        self, generator_inputs: GeneratorInputs
    ) -> None:
        """A changed contract does not hide an edit."""
        edit(generator_inputs.contract, "store_hash}/v3", "store_hash}/v2")
        edit(module(generator_inputs, "types.py"), "UNSET", "UNSET ")
        assert [
            "contract" in generator_inputs.check()[0],
            "by hand" in generator_inputs.check()[1],
        ] == [True, True]

    def test_check_changes_nothing(self, generator_inputs: GeneratorInputs) -> None:
        """A check of a stale client writes no file."""
        edit(module(generator_inputs, "client.py"), "USER_AGENT", "AGENT")
        before = output_tree.contents(generator_inputs.target.parent)
        generator_inputs.check()
        assert output_tree.contents(generator_inputs.target.parent) == before


class TestEdits:
    """Edits by hand are not lost silently."""

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            (lambda r: edit(module(r, "client.py"), "USER_AGENT", "AGENT"), "client.py"),
            (lambda r: module(r, "py.typed").unlink(), "py.typed deleted"),
            (lambda r: module(r, "extra.py").write_text(""), "extra.py added"),
        ],
        ids=["edited", "deleted", "added"],
    )
    def test_an_edit_stops_a_regeneration(
        self,
        generator_inputs: GeneratorInputs,
        change: Callable[[GeneratorInputs], object],
        name: str,
    ) -> None:
        """One line names the file and the remedy; with force, the edit is overwritten."""
        change(generator_inputs)
        edit(generator_inputs.contract, "store_hash}/v3", "store_hash}/v2")
        before = output_tree.contents(generator_inputs.target)
        with pytest.raises(GenerationError, match=rf"edited by hand \({name}\); .* --force"):
            generator_inputs.regenerate()
        assert output_tree.contents(generator_inputs.target) == before
        generator_inputs.regenerate(force=True)
        assert generator_inputs.check() == []

    def test_a_stamp_that_cannot_be_read_stops_nothing(
        self, generator_inputs: GeneratorInputs
    ) -> None:
        """A merge may leave conflict marks in the stamp, and regeneration resolves them."""
        edit(module(generator_inputs, output_tree.STAMP), "{", "<<<<<<< ours")
        generator_inputs.regenerate()
        assert generator_inputs.check() == []


class TestSwap:
    def test_new_tree_replaces_the_old_one_whole(self, generator_inputs: GeneratorInputs) -> None:
        """A file that generation does not write is deleted."""
        module(generator_inputs, "stale.py").write_text("")
        module(generator_inputs, "types.py").unlink()
        lines = [line.split() for line in generator_inputs.regenerate(force=True).splitlines()]
        assert ["removed", "bigcommerce_carts/stale.py"] in lines
        assert ["added", "bigcommerce_carts/types.py"] in lines
        assert generator_inputs.check() == []

    @pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "two renames"])
    def test_a_failing_swap_leaves_the_old_tree(
        self, generator_inputs: GeneratorInputs, monkeypatch: pytest.MonkeyPatch, exchange: bool
    ) -> None:
        """The old tree is restored even after Ctrl-C between two renames."""
        if not exchange:
            monkeypatch.setattr(output_tree, "_exchange", lambda *_: False)
        before = output_tree.contents(generator_inputs.target)
        edit(generator_inputs.contract, "store_hash}/v3", "store_hash}/v2")
        rename, calls = Path.rename, []

        def interrupted(self: Path, target: Path) -> Path:
            calls.append(target)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", interrupted)
        if exchange:
            generator_inputs.regenerate()
            assert calls == [] and generator_inputs.check() == []
        else:
            with pytest.raises(KeyboardInterrupt):
                generator_inputs.regenerate()
            assert output_tree.contents(generator_inputs.target) == before

    @pytest.mark.skipif(sys.platform == "win32", reason="signals")
    def test_a_killed_run_leaves_the_old_tree_and_the_next_one_tidies(
        self, generator_inputs: GeneratorInputs
    ) -> None:
        """After SIGKILL the client is unchanged, and the next run deletes the staging folder."""
        before = output_tree.contents(generator_inputs.target)
        edit(generator_inputs.contract, "store_hash}/v3", "store_hash}/v2")
        code = (
            "import pathlib, sys\n"
            "from generation import output_tree, regeneration\n"
            "output_tree.swap = lambda *_: (print('built', flush=True), sys.stdin.read())\n"
            f"regeneration.{generator_inputs!r}.regenerate()".replace("PosixPath", "pathlib.Path")
        )
        child = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(UPSTREAM.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None and child.stdout.readline() == b"built\n"
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert output_tree.contents(generator_inputs.target) == before
        assert list(generator_inputs.target.parent.glob(".client.*"))
        generator_inputs.regenerate()
        assert generator_inputs.check() == [] and not list(
            generator_inputs.target.parent.glob(".client.*")
        )
