"""
Leave out of a client what nothing in it reaches.

The templates of the modules know every kind of contract; what they dispatch to is decided by the
one at hand. A function or class of a private module, and whatever is private itself, is kept only
where something that is kept refers to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Definition:
    """
    A function, class or constant at the top of a module.

    Args:
        name: after its module's, if it is private.
        lines: the first and the last, from 1, with the comment above.
        needs: every name that occurs in it, in the same form.
    """

    path: Path
    name: str
    lines: tuple[int, int]
    needs: frozenset[str]


def prune(package: Path) -> None:
    """Rewrite the modules of *package* without what cannot be reached."""
    optional: list[Definition] = []
    needed: set[str] = set()
    for path in sorted(package.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            found = definition(path, node, source.splitlines())
            if found is None:
                needed |= names_in(path, node)
            else:
                optional.append(found)
    while reached := [each for each in optional if each.name in needed]:
        optional = [each for each in optional if each.name not in needed]
        needed.update(*(each.needs for each in reached))
    for path in {each.path for each in optional}:
        _remove(path, [each.lines for each in optional if each.path == path])


def definition(path: Path, node: ast.stmt, lines: list[str]) -> Definition | None:
    """What *node* defines, if it can be left out."""
    name = _name_of(node)
    is_table = isinstance(node, ast.Assign | ast.AnnAssign)  # which others may read
    private = path.stem.startswith("_") and not path.stem.startswith("__") and not is_table
    if not name or name.startswith("__") or not (private or name.startswith("_")):
        return None
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    while lines[first - 2].startswith("#"):
        first -= 1
    return Definition(
        path, _within(path, name), (first, node.end_lineno or first), names_in(path, node)
    )


def names_in(path: Path, node: ast.stmt) -> frozenset[str]:
    """Every name that occurs in *node*. What it imports is needed where that is used."""
    return frozenset(_within(path, name) for name in _names(node))


def _names(node: ast.stmt) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr


def _within(path: Path, name: str) -> str:
    """A private name is that of one module."""
    return f"{path.stem}.{name}" if name.startswith("_") else name


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    only = targets[0] if len(targets) == 1 else None
    return only.id if isinstance(only, ast.Name) else ""


def _remove(path: Path, ranges: list[tuple[int, int]]) -> None:
    gone = {number for first, last in ranges for number in range(first, last + 1)}
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines, 1) if number not in gone]
    path.write_text("".join(kept), encoding="utf-8", newline="\n")
