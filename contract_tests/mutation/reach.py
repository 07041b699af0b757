"""
Which changes of a client's code a call of its contract can meet.

Changed is what is made of the contract, line by line. The other modules are the same for any
contract, and half of what they do serves others than this one: what breaks in them is in the
catalogue.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from contract_tests.mutation.mutants import CODE, Mutant
from contract_tests.mutation.operators import changes

OF_THE_CONTRACT = ("api/", "models/", "_contract.py", "errors.py")


def mutants(package: Path, lines: Mapping[str, Collection[int]]) -> Iterator[Mutant]:
    """
    The changes of *package* that a call meets.

    Args:
        package: the sound client.
        lines: by file, those that calls run.
    """
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package).as_posix()
        if not file.startswith(OF_THE_CONTRACT):
            continue
        before = path.read_text(encoding="utf-8")
        inside = _statements(before)
        for change in changes(before):
            statement = inside.get(change.line)
            # What is outside of any function runs when it is loaded.
            if statement is None or statement in lines.get(file, ()):
                yield Mutant(f"{CODE}: {file} {change.name}", CODE, file, before, change.after)


def _statements(source: str) -> dict[int, int]:
    """By each line in a function, the first line of the simple statement or head that it is in."""
    found: dict[int, int] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(ast.Module(node.body, [])):
                if isinstance(inner, ast.stmt):
                    body = getattr(inner, "body", None)
                    last = body[0].lineno - 1 if body else inner.end_lineno or inner.lineno
                    found.update(dict.fromkeys(range(inner.lineno, last + 1), inner.lineno))
    return found
