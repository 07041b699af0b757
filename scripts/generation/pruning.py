"""
Remove from a client what its contract does not reach.

The runtime serves every contract. Three kinds of code are optional and kept only where something
that is kept refers to them:

- functions, classes and constants of private modules, and private ones of public modules,
- rows of the dispatch tables, which also need a key that the contract uses,
- public names that a pruned `__all__` no longer lists.

A private module without definitions is deleted.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Table as `module.NAME` -> keys of the rows to keep.
Tables = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Definition:
    """
    A function, class or constant at the top of a module.

    Args:
        name: after the name of its module if it is private.
        lines: the first and the last, from 1, with the comment above.
        needs: every name that occurs in it, in the same form.
    """

    path: Path
    name: str
    lines: tuple[int, int]
    needs: frozenset[str]


def prune(package: Path, tables: Tables | None = None) -> None:
    """Rewrite the modules of *package* without rows, definitions and modules that are not used."""
    removed = _prune_rows(package, tables or {})
    optional: list[Definition] = []
    needed: set[str] = set()
    for path in sorted(package.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        for node in ast.parse(source).body:
            found = _definition(path, node, lines, removed)
            if found is None:
                needed |= _names_in(path, node)
            else:
                optional.append(found)
    while reached := [each for each in optional if each.name in needed]:
        optional = [each for each in optional if each.name not in needed]
        needed.update(*(each.needs for each in reached))
    for path in {each.path for each in optional}:
        _remove_lines(path, [each.lines for each in optional if each.path == path])
    _delete_empty_modules(package)


def _prune_rows(package: Path, tables: Tables) -> set[tuple[Path, str]]:
    """Remove the rows whose key is not to be kept; return (module, key) of each."""
    removed: set[tuple[Path, str]] = set()
    modules = {table.partition(".")[0] for table in tables}
    for path in sorted(package.rglob("*.py")):
        if path.stem not in modules:
            continue
        source = path.read_text(encoding="utf-8")
        ranges: list[tuple[int, int]] = []
        for node in ast.parse(source).body:
            kept = tables.get(f"{path.stem}.{_name_of(node)}")
            for key, lines in _rows(node) if kept is not None else ():
                if kept is not None and key not in kept:
                    removed.add((path, key))
                    ranges.append(lines)
        _remove_lines(path, ranges)
    return removed


def _rows(node: ast.stmt) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield (key, lines) for each row of a dict or list literal with one row per line."""
    value = getattr(node, "value", None)
    if isinstance(value, ast.Dict):
        pairs: Iterable[tuple[ast.expr | None, ast.expr]] = zip(
            value.keys, value.values, strict=True
        )
    elif isinstance(value, ast.List):
        pairs = ((item, item) for item in value.elts)
    else:
        return
    for key, row in pairs:
        name = getattr(key, "value", None) or getattr(key, "id", None)
        if key is not None and isinstance(name, str):
            yield name, (key.lineno, row.end_lineno or row.lineno)


def _definition(
    path: Path, node: ast.stmt, lines: list[str], removed: Collection[tuple[Path, str]]
) -> Definition | None:
    """Return what *node* defines, if it is optional."""
    name = _name_of(node)
    is_table = isinstance(node, ast.Assign | ast.AnnAssign)  # other modules may read it
    in_private_module = path.stem.startswith("_") and not path.stem.startswith("__")
    optional = (in_private_module and not is_table) or name.startswith("_")
    if not name or name.startswith("__") or not (optional or (path, name) in removed):
        return None
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    while lines[first - 2].startswith("#"):
        first -= 1
    return Definition(
        path, _qualified(path, name), (first, node.end_lineno or first), _names_in(path, node)
    )


def _names_in(path: Path, node: ast.stmt) -> frozenset[str]:
    """Return every name in *node*. The target of an import is needed where it is used."""
    return frozenset(_qualified(path, name) for name in _names(node))


def _names(node: ast.stmt) -> Iterator[str]:
    # `ast.walk` takes twice as long, and a large client has a million nodes.
    left: list[ast.AST] = [node]
    while left:
        inner = left.pop()
        if isinstance(inner, ast.Name):
            yield inner.id
            continue
        if isinstance(inner, ast.Attribute):
            yield inner.attr
        for value in vars(inner).values():
            if isinstance(value, ast.AST):
                left.append(value)
            elif isinstance(value, list):
                left += [each for each in value if isinstance(each, ast.AST)]


def _qualified(path: Path, name: str) -> str:
    """Prefix a private name with its module: another module may use the same name."""
    return f"{path.stem}.{name}" if name.startswith("_") else name


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    only = targets[0] if len(targets) == 1 else None
    return only.id if isinstance(only, ast.Name) else ""


def _remove_lines(path: Path, ranges: list[tuple[int, int]]) -> None:
    if not ranges:
        return
    gone = {number for first, last in ranges for number in range(first, last + 1)}
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines, 1) if number not in gone]
    path.write_text("".join(kept), encoding="utf-8", newline="\n")


def _delete_empty_modules(package: Path) -> None:
    """Delete each private module that only imports."""
    for path in sorted(package.glob("_[!_]*.py")):
        body = ast.parse(path.read_bytes()).body
        if not any(_name_of(node) for node in body):
            path.unlink()
