"""
Mutants of the code that is generated from the contract, where a call runs the changed line.

The other modules are the same for every contract, and a call of this contract needs only a part of
them. Their faults are in the catalogue.
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
    Yield the changes of *package* that a call runs.

    Args:
        package: the checked-in client.
        lines: the lines that calls run, by file.
    """
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package).as_posix()
        if not file.startswith(OF_THE_CONTRACT):
            continue
        before = path.read_text(encoding="utf-8")
        statements = _statements(before)
        for change in changes(before):
            statement = statements.get(change.line)
            # Code outside of functions runs when its module is imported.
            if statement is None or statement in lines.get(file, ()):
                yield Mutant(f"{CODE}: {file} {change.name}", CODE, file, before, change.after)


def _statements(source: str) -> dict[int, int]:
    """Map each line in a function to the first line of its statement or of its block."""
    found: dict[int, int] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(ast.Module(node.body, [])):
                if isinstance(inner, ast.stmt):
                    body = getattr(inner, "body", None)
                    last = body[0].lineno - 1 if body else inner.end_lineno or inner.lineno
                    found.update(dict.fromkeys(range(inner.lineno, last + 1), inner.lineno))
    return found
