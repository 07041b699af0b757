"""
Small changes of Python code, one at a time: the operators of mutmut.

Not changed are annotations, types as values, imports, `__all__` and docstrings, which do nothing
when a call is made, and texts with a blank, which are messages for people. Two operators are left
out, `None` for an argument and for what is assigned: nearly all that they make is caught at once,
and would flatter the score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import libcst as cst
import libcst.matchers as m
from attrs import frozen
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
LONGEST = 60
# What does nothing when a call is made; and what has a type for its first argument.
IDLE = (
    m.Annotation()
    | m.Import()
    | m.ImportFrom()
    | m.Subscript(value=m.Name("Literal"))
    | m.Assign(targets=[m.AssignTarget(m.Name("__all__"))])
)
CAST = m.Call(func=m.Name("cast"))


@frozen
class Change:
    """
    One change of a source.

    Args:
        name: what is changed into what, and in which function; the same when lines move.
        line: where it begins, from 1.
        after: the whole source.
    """

    name: str
    line: int
    after: str


def changes(source: str) -> Iterator[Change]:
    """Each change of *source*."""
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    lines = source.splitlines(keepends=True)
    finder = _Finder(wrapper)
    wrapper.module.visit(finder)
    seen, names = {source}, Counter[str]()
    for where, scope, node, replacement in finder.found:
        old, new = (wrapper.module.code_for_node(each) for each in (node, replacement))
        start, end = (_offset(lines, place) for place in (where.start, where.end))
        if (after := source[:start] + new + source[end:]) not in seen:
            seen.add(after)
            name = f"{scope or 'module'}: {_short(old)} -> {_short(new)}"
            names[name] += 1
            number = f" ({names[name]})" if names[name] > 1 else ""
            yield Change(name + number, where.start.line, after)


def _offset(lines: list[str], place: CodePosition) -> int:
    return sum(map(len, lines[: place.line - 1])) + place.column


def _short(code: str) -> str:
    text = " ".join(code.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class _Finder(cst.CSTVisitor):
    """Finds what can be changed: (where, scope, node, what it becomes)."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        super().__init__()
        # With the blanks and parentheses that belong to a node: what is printed in its place.
        self._positions = wrapper.resolve(WhitespaceInclusivePositionProvider)
        self._scope: list[str] = []
        self._types: set[cst.CSTNode] = set()
        self.found: list[tuple[CodeRange, str, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, IDLE) or _is_text(node) or node in self._types:
            return False
        if m.matches(node, CAST):
            self._types.add(cst.ensure_type(node, cst.Call).args[0].value)
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._scope.append(node.name.value)
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                found = list(operator(node))
                taken = found[:1] if isinstance(node, cst.SimpleString) else found
                where, scope = self._positions[node], ".".join(self._scope)
                self.found += [(where, scope, node, each) for each in taken]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._scope.pop()


def _is_text(node: cst.CSTNode) -> bool:
    """A statement that is a text, or a text for people."""
    if isinstance(node, cst.Expr):
        return isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
    if isinstance(node, cst.SimpleString):
        return " " in node.raw_value
    return isinstance(node, cst.FormattedStringText | cst.ConcatenatedString)
