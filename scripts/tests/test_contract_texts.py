"""Texts of a contract appear in a generated client as literals, never as code or structure."""

from __future__ import annotations

import ast
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client_structure import assert_same, python_structure, structure
from tests.hostile_contract import MARKER, contract, generate, harmless

Check = Callable[[Path], None]

#: Characters and words that end a literal, a comment, a docstring, a template or a line.
PIECES = (
    '"', "'", '"""', "'''", "\\", "\\\\", "{", "}", "{{ 7 * 7 }}", "{% raw %}", "{# #}", "\n",
    "\r", "\t", "\x01", "\x1b[0m", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\ufeff", "#",
    "-->", "<!--", "]]", "`", "```", "${PWNED}", "</script>", "<b>", "|", "\n\n# PWNED\n\n", "\n- ",
    "\n    ", "[a](b)", "![a](b)", "*", "_", "~~", "&lt;", "\\N{DIGIT ONE}", "\\x4", "\\u1", "\\U",
    "\\s", "%s", "%", " = ", ", ", ")", "]", "UUID", "# noqa", "# type: ignore", "# fmt: off",
    " object at 0x1", MARKER, "\U0001f600", "é", "x", " ", "a" * 90,
)  # fmt: skip
#: Texts that have broken, or could break, one of the templates.
WORST = (
    f'"""\n{MARKER}\n"""',
    f"'''\n{MARKER}\n'''",
    f'" + {MARKER} + "',
    f"' + {MARKER} + '",
    f'\\"""\n{MARKER}\n\\',
    f'"\n{MARKER}\n"\\',
    f"x\r{MARKER}\r\n{MARKER}\x85{MARKER}\u2028{MARKER}\u2029",
    f"{{{{ {MARKER} }}}}{{% include 'client.py.jinja' %}}{{# #}}${{{MARKER}}}",
    f"x\n\n```\n\n# {MARKER}\n\n<script>`|`</script> --> ]]\n\n| a | b |\n|---|---|\n",
    f"{{{MARKER}}} %s %(x)s \\s \\d \\N{{x}} \\x \\u \\U " + '\\"' * 60,
    "UUID = UUID | <A object at 0x1>",
    '"',
    "\\",
    '""" ',
    "*[a](b)*",
)


@pytest.fixture(scope="module")
def check_structure(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Return a check that a client has the structure of that of a harmless contract."""
    plain = structure(generate(contract(harmless), tmp_path_factory.mktemp("harmless") / "plain"))
    return lambda target: assert_same(plain, target)


@pytest.mark.parametrize("payload", WORST)
def test_the_worst_texts_change_no_structure(
    tmp_path: Path, check_structure: Check, payload: str
) -> None:
    """A payload in every text leaves syntax trees, Markdown tokens and package data equal."""
    check_structure(generate(contract(lambda _: payload), tmp_path / "hostile"))


#: A text with a letter: without a description, a member has no docstring.
MIXTURE = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(payload=st.tuples(MIXTURE, MIXTURE).map("x".join))
def test_random_texts_change_no_structure(
    tmp_path_factory: pytest.TempPathFactory, check_structure: Check, payload: str
) -> None:
    """Any mixture of delimiters, escapes and controls is a text; ruff is not run."""
    folder = tmp_path_factory.mktemp("random") / "hostile"
    check_structure(generate(contract(lambda _: payload), folder))


def test_formatting_changes_no_structure(tmp_path: Path) -> None:
    """The rules of ruff that are applied to a client treat hostile texts as texts."""
    plain = structure(generate(contract(harmless), tmp_path / "plain", hooks=True))
    text = "\n".join(WORST)
    assert_same(plain, generate(contract(lambda _: text), tmp_path / "hostile", hooks=True))


@pytest.mark.parametrize("payload", ['"', "'", "\\", "".join(WORST)])
def test_defaults_and_constants_are_exact(tmp_path: Path, payload: str) -> None:
    """Quotes and backslashes of a value are those of the contract."""
    target = generate(contract(lambda place: f"{place} {payload}"), tmp_path / "hostile")
    [model] = target.rglob("models/words.py")
    [endpoint] = target.rglob("add_word.py")
    places = ["const", "secret", "default", "either", "additional"]
    assert {f"{place} {payload}" for place in places} <= types_and_defaults(model)
    places = ["query default", "query const", "header default"]
    assert {f"{place} {payload}" for place in places} <= types_and_defaults(endpoint)


def types_and_defaults(path: Path) -> set[object]:
    """Return the constants in the literal types and the default values of a module."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            roots.append(node)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            roots.append(ast.parse(str(node.slice.value)))  # a type in quotes
        elif isinstance(node, ast.AnnAssign):
            roots.append(node.value)
        elif isinstance(node, ast.arguments):
            roots += node.kw_defaults
    constants = [each for root in roots if root for each in ast.walk(root)]
    return {each.value for each in constants if isinstance(each, ast.Constant)}


@pytest.mark.parametrize("length", range(107, 112))
def test_a_long_word_does_not_break_a_docstring(tmp_path: Path, length: int) -> None:
    """The end of a line, which is at most 112 characters long, breaks no quotes and no escape."""
    generate(contract(lambda _: "a" * length), tmp_path / "word")
    generate(contract(lambda _: "a" * length + '"'), tmp_path / "quote")
    generate(contract(lambda _: "a" * length + "\\"), tmp_path / "backslash")


@pytest.mark.parametrize("payload", ["", " ", "\n", "\x01", "\u202e", "\u2028"])
def test_a_text_may_be_empty(tmp_path: Path, payload: str) -> None:
    """Spaces and controls, which docstrings and Markdown leave out, may be the whole text."""
    for source in generate(contract(lambda _: payload), tmp_path / "empty").rglob("*.py"):
        python_structure(source.read_text(encoding="utf-8"), source.name)


def test_a_client_has_no_undefined_name(tmp_path: Path) -> None:
    """A text that is printed without quotes may be a valid name, which Python does not know."""
    target = generate(contract(harmless), tmp_path / "plain")
    ruff = Path(sysconfig.get_path("scripts")) / "ruff"
    command = [str(ruff), "check", "--isolated", "--no-cache", "--select=F821", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
