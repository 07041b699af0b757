"""
The harness itself is broken: a function of its oracles or of what makes its cases says the same,
whatever it is asked.

One that can be dulled without a law or a proof of the harness failing is dead weight, or unproven.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

from contract_tests.harness import cases, oracles
from contract_tests.harness.spec import formats, media_types, strict_json

# Oracles that only judge a newer contract. `tests/test_drift.py` covers them.
OF_DRIFTS = (
    "response_conformance",
    "request_compatibility",
    "drifted_responses",
    "compatible_calls",
    "value_variants",
)
# What a function says instead, by how the type of what it returns begins or ends.
ANSWERS: tuple[tuple[str, str, tuple[Callable[..., Any], ...]], ...] = (
    ("", "| None", (lambda *_, **__: None,)),
    ("bool", "", (lambda *_, **__: True, lambda *_, **__: False)),
    ("Iterator[", "", (lambda *_, **__: iter(()),)),
    ("list[", "", (lambda *_, **__: [],)),
    ("tuple[", "...]", (lambda *_, **__: (),)),
    ("dict[", "", (lambda *_, **__: {},)),
    ("frozenset[", "", (lambda *_, **__: frozenset(),)),
    ("str", "", (lambda *_, **__: "",)),
)


def dull_names() -> list[str]:
    """Each function that can be dulled, and how: `module.function: number of the answer`."""
    return [
        f"{place}: {number}" for place, _, answers in _found() for number in range(len(answers))
    ]


def dull(name: str) -> None:
    """Dull the function of that name, in this process."""
    wanted, _, number = name.rpartition(": ")
    for place, function, answers in _found():
        if place == wanted:
            # In place: whoever holds the function has a dull one too.
            function.__code__ = answers[int(number)].__code__
            return
    raise LookupError(name)


def _found() -> Iterator[tuple[str, FunctionType, tuple[Any, ...]]]:
    for module in _modules():
        short = module.__name__.removeprefix("contract_tests.harness.")
        for place, function in _functions(module):
            returned = str(function.__annotations__.get("return", ""))
            for begin, end, answers in ANSWERS:
                if returned.startswith(begin) and returned.endswith(end):
                    # The code of another shape cannot be put in the place of a closure's.
                    if not function.__closure__:
                        yield f"{short}.{place}", function, answers
                    break


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        for place, function in vars(value).items() if inspect.isclass(value) else [("", value)]:
            function = inspect.unwrap(function) if callable(function) else None
            if isinstance(function, FunctionType) and not place.startswith("__"):
                yield f"{name}.{place}".rstrip("."), function


def _modules() -> Iterator[ModuleType]:
    yield from (formats, media_types, strict_json)
    for room in (oracles, cases):
        for found in pkgutil.iter_modules(room.__path__):
            if found.name not in OF_DRIFTS:
                yield import_module(f"{room.__name__}.{found.name}")
