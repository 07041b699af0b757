"""Load a client package from its folder, and find names in it."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import sys
import traceback
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any


class DriverError(Exception):
    """The package is not a client for this contract. The message is one line."""


def has_texts(folder: Path, texts: Mapping[str, str]) -> bool:
    """Whether *folder* has each file that *texts* names, and the file contains its text."""
    paths = {folder / name: text for name, text in texts.items()}
    return all(
        path.is_file() and text in path.read_text(encoding="utf-8", errors="replace")
        for path, text in paths.items()
    )


def load_package(folder: Path) -> types.ModuleType:
    """
    Import the package in *folder* under the folder's name; replace another package of that name.

    Raises:
        DriverError: *folder* is not a package, or the package cannot be imported.
    """
    folder = folder.resolve()
    entry = folder / "__init__.py"
    loaded = sys.modules.get(folder.name)
    if loaded is not None and loaded.__file__ == str(entry):
        return loaded
    if not entry.is_file():
        raise DriverError(f"{folder} is not a client package: generate it or name another folder")
    for name in [n for n in sys.modules if n == folder.name or n.startswith(f"{folder.name}.")]:
        del sys.modules[name]
    spec = importlib.util.spec_from_file_location(
        folder.name, entry, submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None, f"{entry} is a file"
    package = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = package
    with _importing(folder.name):
        spec.loader.exec_module(package)
    return package


@contextmanager
def _importing(name: str) -> Iterator[None]:
    """Turn any exception of an import into a `DriverError` that names the place in the source."""
    try:
        yield
    except DriverError:
        raise
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.line]
        where = Path(frames[-1].filename).name, frames[-1].lineno
        if isinstance(error, SyntaxError) and error.filename:
            where = Path(error.filename).name, error.lineno
        reason = " ".join(str(getattr(error, "msg", error)).split())
        raise DriverError(
            f"{name} cannot be imported: {where[0]}:{where[1]}: {type(error).__name__}: {reason}"
        ) from error


def load_modules(package: types.ModuleType) -> dict[str, types.ModuleType]:
    """
    The modules under ``<package>.api``, one for each operation.

    Each is there by the label of its operation, such as ``GET /things``, and by its `alphanumeric`
    name, which may be that of another module too.

    Raises:
        DriverError: one of them, or a model, cannot be imported.
    """
    with _importing(package.__name__):
        models = importlib.import_module(f"{package.__name__}.models")
        for name in getattr(models, "__all__", ()):
            getattr(models, name)  # Models may be imported on first access.
        api = importlib.import_module(f"{package.__name__}.api")
        infos = pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
        modules = [importlib.import_module(info.name) for info in infos if not info.ispkg]
    by_name = {alphanumeric(module.__name__.rpartition(".")[2]): module for module in modules}
    by_label = {
        module._OPERATION.label: module for module in modules if hasattr(module, "_OPERATION")
    }
    return by_name | by_label


@cache
def alphanumeric(name: str) -> str:
    """The letters and digits of *name*, in lower case."""
    return "".join(filter(str.isalnum, name)).lower()


@cache
def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """`inspect.signature`, cached."""
    return inspect.signature(function)


@cache
def names_of(function: Callable[..., Any]) -> Mapping[str, str]:
    """The names of a function's arguments, by their `alphanumeric` form."""
    return {alphanumeric(name): name for name in signature_of(function).parameters}


def argument_name(function: Callable[..., Any], location: str, wire_name: str) -> str | None:
    """
    The argument of *function* for the parameter *wire_name*, or None.

    The generator adds the location if two parameters share a name, the word "field" to a name that
    is not an identifier in Python, and a number if nothing else distinguishes two names.
    """
    name = alphanumeric(wire_name)
    module = sys.modules[function.__module__]
    rows = module._OPERATION.parameters if hasattr(module, "_OPERATION") else ()
    alike = [row for row in rows if alphanumeric(row.name) == name and row.location == location]
    if len(alike) > 1:  # only the client itself can tell them apart
        return next((row.python_name for row in alike if row.name == wire_name), None)
    return _first_name(function, (name + location, name, f"field{name}"))


def credential_name(client: Callable[..., Any], scheme: str) -> str | None:
    """The argument of the class *client* for the credential of *scheme*, or None."""
    without_prefix = [alphanumeric(scheme[2:])] if scheme[:2] in ("X-", "x-") else []
    names = [*without_prefix, alphanumeric(scheme)]
    # The generator adds a number to a name that the client uses itself.
    return _first_name(client, (*(f"{name}2" for name in names), *names))


def _first_name(function: Callable[..., Any], candidates: Iterable[str]) -> str | None:
    names = names_of(function)
    return next((names[name] for name in candidates if name in names), None)
