"""Proofs about `scripts/generate.py`: what it makes, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import generate
from contract_tests.harness.tests.generator_fixtures import RECIPE, edit
from generate import Recipe
from generation import package, tree
from generation.contract import GenerationError

UPSTREAM = Path(package.__file__).parent


class TestOutput:
    def test_every_file_says_first_that_it_is_generated(self, fresh: Path) -> None:
        """The mark is on line 1; in the stamp, which is JSON, it is the first member."""
        for name, data in tree.contents(fresh).items():
            head = "\n".join(data.decode().splitlines()[:2])
            assert "Generated" in head and "Do not edit" in head, name

    def test_output_does_not_depend_on_where_it_is_built(self, fresh: Path, tmp_path: Path) -> None:
        """A ruff configuration in a parent folder changes nothing."""
        (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 60\n")
        RECIPE.build(tmp_path / "client")
        assert tree.differences(fresh, tmp_path / "client") == []

    @pytest.mark.parametrize("seed", ["0", "1", "4242"])
    def test_output_does_not_depend_on_the_hash_seed(
        self, fresh: Path, tmp_path: Path, seed: str
    ) -> None:
        """Nothing is printed in the order of a set."""
        code = "import generate, pathlib, sys; generate.Recipe().build(pathlib.Path(sys.argv[1]))"
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "client")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(UPSTREAM.parent)},
            check=True,
        )
        assert tree.differences(fresh, tmp_path / "client") == []

    def test_no_cache_is_left_in_it(self, fresh: Path) -> None:
        """Every file on disk is one that the comparison sees."""
        files = [path for path in fresh.rglob("*") if path.is_file()]
        assert len(files) == len(tree.contents(fresh))

    def test_module_names_are_whole_words(self, fresh: Path) -> None:
        """No name is cut up, as upstream does with a plural of capitals: `ur_ls`."""
        names = [path.stem for path in fresh.rglob("*.py")]
        assert not [name for name in names if re.search(r"(^|_)[a-z]_|_ls$", name.strip("_"))]


class TestOverrides:
    """Design: "an override that changes nothing (a test proves each one has an effect)"."""

    NAMES = sorted(
        path.relative_to(RECIPE.templates).as_posix() for path in RECIPE.templates.rglob("*.jinja")
    )

    @pytest.mark.parametrize("name", NAMES)
    def test_each_override_has_an_effect(self, workshop: Recipe, opened: Recipe, name: str) -> None:
        """Without it the output is another one, or there is none: for ours, or where files are."""
        (workshop.templates / name).unlink()
        for recipe in (workshop, replace(opened, templates=workshop.templates)):
            without = workshop.target.with_name(f"without, {recipe.contract.stem}")
            try:
                recipe.build(without)
            except GenerationError:
                return  # upstream's own text fails our checks
            changed = tree.differences(recipe.target, without)
            if any(not line.endswith(tree.STAMP) for line in changed):
                return
        pytest.fail("the output is the same")

    @pytest.mark.parametrize("name", NAMES)
    def test_each_override_says_why_on_its_first_line(self, name: str) -> None:
        """The reason stands in a comment that the output does not show."""
        first = (RECIPE.templates / name).read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"\{# why: .{20,} #\}", first)


Spoil = Callable[[Recipe], object]


def swap_in(old: str, new: str) -> Spoil:
    """Return a spoiler that replaces a text of the contract."""
    return lambda recipe: edit(recipe.contract, old, new)


def configure(old: str, new: str) -> Spoil:
    """Return a spoiler that replaces a text of the generator's config."""
    return lambda recipe: edit(recipe.config, old, new)


BODY = 'json:\n            schema:\n              $ref: "#/components/schemas/RedirectUrlsRequest'
SECOND = (
    "    get:\n      operationId: createCartRedirectURL\n"
    "      responses: {'204': {description: x}}\n    post:"
)

#: What is wrong -> (how, what the one line says).
REFUSALS: dict[str, tuple[Spoil, str]] = {
    "missing": (lambda r: r.contract.unlink(), "carts.yaml: the contract cannot be read"),
    "binary": (lambda r: r.contract.write_bytes(b"\xff\xfe"), "carts.yaml: the contract cannot"),
    "not YAML": (lambda r: r.contract.write_text("a: [1"), "carts.yaml: line 1: not YAML"),
    "not OpenAPI": (lambda r: r.contract.write_text("a: 1"), "not an OpenAPI 3 document"),
    "a list": (lambda r: r.contract.write_text("- 1"), "not an OpenAPI 3 document"),
    "invalid": (swap_in("title: Carts", "titel: Carts"), "info:"),
    "dangling": (
        swap_in("parameters/CartId", "parameters/Cart"),
        "`$ref: #/components/parameters/Cart` leads nowhere",
    ),
    "remote": (
        swap_in('"#/components/parameters/CartId"', "other.yaml#/a"),
        "`$ref: other.yaml#/a` leads nowhere in this file",
    ),
    "duplicate": (swap_in("    post:", SECOND), "operationId `createCartRedirectURL` names both"),
    "skipped": (swap_in(BODY, BODY.replace("json", "csv")), "the generator leaves something out"),
    "form": (swap_in("in: path", "in: pfad"), "not valid OpenAPI: components/parameters/CartId:"),
    "place": (
        swap_in("description: The HTTP", "minLength: many\n          description: The HTTP"),
        "components/schemas/ErrorResponse/properties/status/minLength: ",
    ),
    "block": (
        lambda r: r.contract.write_text("a: |\n    \n      b\n"),
        "carts.yaml: line 3: not YAML: more indented",
    ),
    "pattern": (swap_in("format: uuid", "pattern: '(?<a'"), "'(?<a' is not a 'regex'"),
    "key": (configure("literal_enums", "literal_enum"), "unknown key `literal_enum`"),
    "value": (configure("enums: true", "enums: maybe"), "generator.yaml: `literal_enums`:"),
    "no config": (lambda r: r.config.unlink(), "generator.yaml: the config cannot be read"),
    "template": (
        lambda r: (r.templates / "cleint.py.jinja").write_text("x"),
        "upstream has no template `cleint.py.jinja`",
    ),
    "syntax": (
        lambda r: edit(r.templates / "types.py.jinja", "{# why", "{% if %}{# why"),
        "a template fails",
    ),
    "not Python": (
        lambda r: edit(r.templates / "types.py.jinja", "class Unset:", "class Unset(:"),
        "bigcommerce_carts/types.py:15: a template makes what is not Python: ",
    ),
    "hook": (configure("ruff check", "roff check"), "`roff` is not in this"),
    "hook fails": (configure("ruff format", "ruff formt"), "failed:"),
    "repr": (
        lambda r: edit(r.templates / "types.py.jinja", "What the", "{{ openapi.title }}"),
        "a template prints an object",
    ),
}


class TestRefusals:
    """Bad input ends in one line that names the thing, and leaves the client as it was."""

    @pytest.mark.parametrize(("spoil", "message"), REFUSALS.values(), ids=REFUSALS.keys())
    def test_bad_input_is_one_line_and_changes_nothing(
        self,
        workshop: Recipe,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        spoil: Callable[[Recipe], object],
        message: str,
    ) -> None:
        """The exit code is 2, the client on disk stays, nothing is left beside it."""
        spoil(workshop)
        before = tree.contents(workshop.target.parent)
        monkeypatch.setattr(generate, "Recipe", lambda: workshop)
        assert generate.main([]) == 2
        output = capsys.readouterr()
        assert message in output.err and output.err.count("\n") == 1 and output.out == ""
        assert tree.contents(workshop.target.parent) == before


def test_the_stamp_names_every_input(fresh: Path) -> None:
    """Digests of contract, config and templates; versions of the tools; each file's digest."""
    stamp = json.loads((fresh / "bigcommerce_carts" / tree.STAMP).read_text())
    assert {"contract", "config", "templates", "tools", "files"} < set(stamp)
    assert stamp["tools"] == package.TOOLS
    assert set(stamp["files"]) == set(tree.contents(fresh / "bigcommerce_carts")) - {tree.STAMP}
