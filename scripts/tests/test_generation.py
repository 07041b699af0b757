"""Generation: its output, the effect of the templates, and the inputs that it refuses."""

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
from contract_tests.harness.tests.generator_fixtures import INPUTS, edit
from generation import build, output_tree
from generation.errors import GenerationError
from generation.regeneration import GeneratorInputs

UPSTREAM = Path(build.__file__).parent


class TestOutput:
    def test_every_file_says_first_that_it_is_generated(self, fresh: Path) -> None:
        """The mark is on line 1 of a file, and the first member of the stamp, which is JSON."""
        for name, data in output_tree.contents(fresh).items():
            if name.endswith("/LICENSE"):
                continue  # its text is kept as it is
            head = "\n".join(data.decode().splitlines()[:2])
            assert "Generated" in head and "Do not edit" in head, name

    def test_output_does_not_depend_on_where_it_is_built(self, fresh: Path, tmp_path: Path) -> None:
        """A ruff configuration in a parent folder has no effect."""
        (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 60\n")
        INPUTS.build(tmp_path / "client")
        assert output_tree.differences(fresh, tmp_path / "client") == []

    @pytest.mark.parametrize("seed", ["0", "1", "4242"])
    def test_output_does_not_depend_on_the_hash_seed(
        self, fresh: Path, tmp_path: Path, seed: str
    ) -> None:
        """No template prints a set in its own order."""
        code = (
            "import pathlib, sys; from generation.regeneration import GeneratorInputs; "
            "GeneratorInputs().build(pathlib.Path(sys.argv[1]))"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "client")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(UPSTREAM.parent)},
            check=True,
        )
        assert output_tree.differences(fresh, tmp_path / "client") == []

    def test_no_cache_is_left_in_it(self, fresh: Path) -> None:
        """The comparison of trees ignores caches, so it must see every file on disk."""
        files = [path for path in fresh.rglob("*") if path.is_file()]
        assert len(files) == len(output_tree.contents(fresh))

    def test_module_names_are_whole_words(self, fresh: Path) -> None:
        """openapi-python-client splits the plural of an acronym: `ur_ls`."""
        names = [path.stem for path in fresh.rglob("*.py")]
        assert not [name for name in names if re.search(r"(^|_)[a-z]_|_ls$", name.strip("_"))]


class TestOverrides:
    """Every template that overrides one of openapi-python-client is needed."""

    NAMES = sorted(
        path.relative_to(INPUTS.templates).as_posix() for path in INPUTS.templates.rglob("*.jinja")
    )

    @pytest.mark.parametrize("name", NAMES)
    def test_each_override_has_an_effect(
        self,
        generator_inputs: GeneratorInputs,
        file_inputs: GeneratorInputs,
        shape_inputs: GeneratorInputs,
        name: str,
    ) -> None:
        """Without it, the output of one of three contracts differs, or generation fails."""
        (generator_inputs.templates / name).unlink()
        for inputs in (
            generator_inputs,
            replace(file_inputs, templates=generator_inputs.templates),
            replace(shape_inputs, templates=generator_inputs.templates),
        ):
            without = generator_inputs.target.with_name(f"without, {inputs.contract.stem}")
            try:
                inputs.build(without)
            except GenerationError:
                return  # upstream's own text fails our checks
            changed = output_tree.differences(inputs.target, without)
            if any(not line.endswith(output_tree.STAMP) for line in changed):
                return
        pytest.fail("the output is the same")

    @pytest.mark.parametrize("name", NAMES)
    def test_each_override_says_why_on_its_first_line(self, name: str) -> None:
        """The reason is a comment of Jinja, which the output does not contain."""
        first = (INPUTS.templates / name).read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"\{# why: .{20,} #\}", first)


Spoil = Callable[[GeneratorInputs], object]


def swap_in(old: str, new: str) -> Spoil:
    """Return a function that replaces a string of the contract."""
    return lambda inputs: edit(inputs.contract, old, new)


def configure(old: str, new: str) -> Spoil:
    """Return a function that replaces a string of the config."""
    return lambda inputs: edit(inputs.config, old, new)


BODY = 'json:\n            schema:\n              $ref: "#/components/schemas/RedirectUrlsRequest'
SECOND = (
    "    get:\n      operationId: createCartRedirectURL\n"
    "      responses: {'204': {description: x}}\n    post:"
)

#: What is wrong -> (how, what the one line says).
REFUSALS: dict[str, tuple[Spoil, str]] = {
    "missing": (lambda r: r.contract.unlink(), "carts.yaml: cannot be read"),
    "binary": (lambda r: r.contract.write_bytes(b"\xff\xfe"), "carts.yaml: cannot be read"),
    "not YAML": (lambda r: r.contract.write_text("a: [1"), "carts.yaml: line 2: invalid YAML"),
    "not OpenAPI": (lambda r: r.contract.write_text("a: 1"), "not an OpenAPI 3 document"),
    "a list": (lambda r: r.contract.write_text("- 1"), "not an OpenAPI 3 document"),
    "invalid": (swap_in("title: Carts", "titel: Carts"), "info:"),
    "dangling": (
        swap_in("parameters/CartId", "parameters/Cart"),
        "unresolvable `$ref: #/components/parameters/Cart`",
    ),
    "remote": (
        swap_in('"#/components/parameters/CartId"', "other.yaml#/a"),
        "`$ref: other.yaml#/a` refers to another file",
    ),
    "duplicate": (swap_in("    post:", SECOND), "operationId `createCartRedirectURL` names both"),
    "untyped": (swap_in(BODY, BODY.replace("json", "csv")), "a body that is not JSON is a text"),
    "form": (swap_in("in: path", "in: pfad"), "invalid OpenAPI: components/parameters/CartId:"),
    "place": (
        swap_in("description: The HTTP", "minLength: many\n          description: The HTTP"),
        "components/schemas/ErrorResponse/properties/status/minLength: ",
    ),
    "pattern": (swap_in("format: uuid", "pattern: '(?<a'"), "'(?<a' is not a 'regex'"),
    "key": (configure("literal_enums", "literal_enum"), "unknown key `literal_enum`"),
    "value": (configure("enums: true", "enums: maybe"), "generator.yaml: `literal_enums`:"),
    "no config": (lambda r: r.config.unlink(), "generator.yaml: the config cannot be read"),
    "template": (
        lambda r: (r.templates / "cleint.py.jinja").write_text("x"),
        "openapi-python-client has no template `cleint.py.jinja`",
    ),
    "syntax": (
        lambda r: edit(r.templates / "errors.py.jinja", "{# why", "{% if %}{# why"),
        "a template fails",
    ),
    "not Python": (
        lambda r: edit(
            r.templates / "errors.py.jinja", "class ApiStatusError(", "class ApiStatusError(("
        ),
        "bigcommerce_carts/errors.py:33: invalid Python: ",
    ),
    "hook": (configure("ruff check", "roff check"), "`roff` is not installed"),
    "hook fails": (configure("ruff format", "ruff formt"), "failed:"),
    "repr": (
        lambda r: edit(r.templates / "client.py.jinja", "The client:", "{{ openapi.title }}"),
        "a template prints an object",
    ),
}


class TestRefusals:
    """An invalid input ends in one line that names it, and leaves the client unchanged."""

    @pytest.mark.parametrize(("spoil", "message"), REFUSALS.values(), ids=REFUSALS.keys())
    def test_bad_input_is_one_line_and_changes_nothing(
        self,
        generator_inputs: GeneratorInputs,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        spoil: Callable[[GeneratorInputs], object],
        message: str,
    ) -> None:
        """The exit code is 2, and no file is left beside the client."""
        spoil(generator_inputs)
        before = output_tree.contents(generator_inputs.target.parent)
        monkeypatch.setattr(generate, "GeneratorInputs", lambda: generator_inputs)
        assert generate.main([]) == 2
        output = capsys.readouterr()
        assert message in output.err and output.err.count("\n") == 1 and output.out == ""
        assert output_tree.contents(generator_inputs.target.parent) == before


def test_the_stamp_names_every_input(fresh: Path) -> None:
    """Digests of all inputs, versions of the tools, and the digest of each file."""
    stamp = json.loads((fresh / "bigcommerce_carts" / output_tree.STAMP).read_text())
    inputs = {"contract", "config", "templates", "runtime", "licence", "tools"}
    assert set(stamp) == {"comment", "files", *inputs}
    assert stamp["tools"] == build.TOOLS
    files = output_tree.contents(fresh / "bigcommerce_carts")
    assert set(stamp["files"]) == set(files) - {output_tree.STAMP}


def test_the_licence_travels_with_the_package(fresh: Path) -> None:
    """The package contains the licence of the repository, unchanged."""
    assert (fresh / "bigcommerce_carts" / "LICENSE").read_bytes() == INPUTS.licence.read_bytes()
