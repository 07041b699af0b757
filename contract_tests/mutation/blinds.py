"""
The harness itself is broken: one of its checks sees nothing any more.

A check that can be blinded without a fault of the client, or a drift of the server, escaping is
dead weight. What a mock server would still see does not count: it is no part of the harness.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import FunctionType, ModuleType

from contract_tests.harness import checks
from contract_tests.mutation.forks import Result

# What they see, a mock server has to say.
OF_THE_MOCK = "prism", "missing_credential"


def check_names() -> list[str]:
    """Each check that needs no mock server, by the name of its function."""
    return [name for name, _ in _checks() if not any(part in name for part in OF_THE_MOCK)]


def blind(name: str) -> None:
    """Have the check of that name see nothing, in this process."""
    for found, function in _checks():
        if found == name:
            # In place: whoever holds the function is blinded too.
            function.__code__ = (lambda *records: None).__code__
            return
    raise LookupError(name)


def candidates(name: str, results: Iterable[Result]) -> list[str]:
    """The faults that the check of that name caught, by their names."""
    module = dict(_checks())[name].__module__
    if module.endswith(".parity"):  # whose failures are named after the functions that differ
        return [result["name"] for result in results if result.get("law") == "parity"]
    spoken = name.replace("_", " ")
    return [result["name"] for result in results if result.get("check") == spoken]


def _checks() -> Iterator[tuple[str, FunctionType]]:
    for module in _modules():
        for name, value in vars(module).items():
            function = inspect.unwrap(value) if callable(value) else None
            if isinstance(function, FunctionType) and _is_check(name, function, module):
                yield name, function


def _is_check(name: str, function: FunctionType, module: ModuleType) -> bool:
    """A function of this module that takes trials and is no helper."""
    first = next(iter(inspect.signature(function).parameters.values()), None)
    own = function.__module__ == module.__name__ and not name.startswith("_")
    return own and first is not None and first.annotation == "CallRecord"


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(checks.__path__):
        yield import_module(f"{checks.__name__}.{found.name}")
