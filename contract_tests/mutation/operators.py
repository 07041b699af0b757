"""
Small changes of Python code, one at a time, made by the operators of mutmut.

Left out are annotations, imports, `__all__` and docstrings, which have no effect on a call, and
strings with a space, which are messages for people. Two operators are left out, `None` for an
argument and `None` for an assigned value: nearly all of their mutants are killed at once, which
would inflate the score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import libcst as cst
import libcst.matchers as m
from libcst.metadata import (
    CodePosition,
    CodeRange,
    MetadataWrapper,
    WhitespaceInclusivePositionProvider,
)
from mutmut.mutation.mutators import mutation_operators

Operator = Callable[[Any], Iterable[cst.CSTNode]]
LEFT_OUT = ("operator_arg_removal", "operator_assignment")
OPERATORS = [
    (kind, operator)
    for kind, operator in cast("list[tuple[type, Operator]]", mutation_operators)
    if operator.__name__ not in LEFT_OUT
]
MAX_CODE_LENGTH = 60
WITHOUT_EFFECT = (
    m.Annotation()
    | m.Import()
    | m.ImportFrom()
    | m.Subscript(value=m.Name("Literal"))
    | m.Assign(targets=[m.AssignTarget(m.Name("__all__"))])
)
CAST = m.Call(func=m.Name("cast"))


@dataclass(frozen=True)
class Change:
    """
    One change of a module.

    Args:
        name: the function, and the code before and after; independent of line numbers.
        line: the first changed line, from 1.
        after: the whole changed source.
    """

    name: str
    line: int
    after: str


def changes(source: str) -> Iterator[Change]:
    """Yield each change of *source*, the text of a module."""
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    lines = source.splitlines(keepends=True)
    visitor = _Visitor(wrapper)
    wrapper.module.visit(visitor)
    seen, names = {source}, Counter[str]()
    for position, scope, node, replacement in visitor.found:
        old, new = (wrapper.module.code_for_node(each) for each in (node, replacement))
        start, end = (_offset(lines, place) for place in (position.start, position.end))
        if (after := source[:start] + new + source[end:]) not in seen:
            seen.add(after)
            name = f"{scope or 'module'}: {_shortened(old)} -> {_shortened(new)}"
            names[name] += 1
            number = f" ({names[name]})" if names[name] > 1 else ""
            yield Change(name + number, position.start.line, after)


def _offset(lines: list[str], position: CodePosition) -> int:
    return sum(map(len, lines[: position.line - 1])) + position.column


def _shortened(code: str) -> str:
    text = " ".join(code.split())
    return text if len(text) <= MAX_CODE_LENGTH else f"{text[:MAX_CODE_LENGTH]}…"


class _Visitor(cst.CSTVisitor):
    """Collects what can be changed: (position, scope, node, its replacement)."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        super().__init__()
        # The positions include the spaces and parentheses that libcst prints with a node.
        self._positions = wrapper.resolve(WhitespaceInclusivePositionProvider)
        self._scope: list[str] = []
        self._types: set[cst.CSTNode] = set()
        self.found: list[tuple[CodeRange, str, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, WITHOUT_EFFECT) or _is_text(node) or node in self._types:
            return False
        if m.matches(node, CAST):
            self._types.add(cst.ensure_type(node, cst.Call).args[0].value)
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._scope.append(node.name.value)
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                replacements = list(operator(node))
                if isinstance(node, cst.SimpleString):  # one changed string is enough
                    replacements = replacements[:1]
                position, scope = self._positions[node], ".".join(self._scope)
                self.found += [(position, scope, node, each) for each in replacements]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._scope.pop()


def _is_text(node: cst.CSTNode) -> bool:
    """Tell whether *node* is a docstring or a message for people."""
    if isinstance(node, cst.Expr):
        return isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
    if isinstance(node, cst.SimpleString):
        return " " in node.raw_value
    return isinstance(node, cst.FormattedStringText | cst.ConcatenatedString)
