"""The structure of a generated client: what a text of the contract must not change."""

from __future__ import annotations

import ast
import json
import re
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token


class WithoutTexts(ast.NodeTransformer):
    """Replaces every string by a placeholder, but parses the types that `cast` has as strings."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        first = node.args[0] if node.args else None
        if (
            isinstance(node.func, ast.Name)
            and node.func.id == "cast"
            and isinstance(first, ast.Constant)
        ):
            node.args[0] = ast.parse(str(first.value), mode="eval").body
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("text") if isinstance(node.value, str) else node


def structure(target: Path) -> dict[str, Any]:
    """Return what a text must not change of each file of a client, by the name of the file."""
    found: dict[str, Any] = {}
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if path.is_dir() or path.name in ("LICENSE", ".gitignore", "py.typed"):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            found[name] = python_structure(source, name)
        elif path.suffix == ".md":
            found[name] = list(markdown_structure(MarkdownIt().enable("table").parse(source)))
        elif path.suffix == ".toml":
            project = tomllib.loads(source)
            assert isinstance(project["project"].pop("description"), str)
            assert re.fullmatch(r"[0-9a-z.+]+", project["project"].pop("version"))
            found[name] = project
        else:
            found[name] = list(json.loads(source)["files"])
    return found


@cache  # the modules of the runtime are the same in each client
def python_structure(source: str, name: str) -> str:
    """Return the syntax tree of *source* without strings; a warning of the compiler is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(source, name, "exec")
        tree = WithoutTexts().visit(ast.parse(source))
    return ast.dump(tree)


def markdown_structure(tokens: list[Token]) -> Iterator[str]:
    """Yield the type of each token; of a block of Python its syntax tree too."""
    for token in tokens:
        if token.type in ("text", "text_special"):
            continue
        yield token.type
        if token.type == "fence":
            yield python_structure(token.content, "README.md").replace("AsyncWith", "With")
        yield from markdown_structure(token.children or [])


def assert_same(plain: dict[str, Any], target: Path) -> None:
    """Fail for the first file of *target* that has another structure than in *plain*."""
    found = structure(target)
    assert list(found) == list(plain)
    for name, expected in plain.items():
        assert found[name] == expected, name
