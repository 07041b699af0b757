"""A client of a contract that has none yet: generated for one run, and thrown away after it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


class GenerationFailed(Exception):
    """There is no client of that contract. The message is one line."""


def make_package(spec: Path, clean_up: Callable[[Callable[[], None]], object]) -> Path:
    """
    Generate a client from *spec* in a temporary folder and return the package's folder.

    *clean_up* is called with what removes it again.

    Raises:
        GenerationFailed: the generator refuses the contract, or fails on it.
    """
    folder = Path(tempfile.mkdtemp(prefix="client-"))
    clean_up(partial(shutil.rmtree, folder, ignore_errors=True))
    return generate_package(spec, folder)


def generate_package(spec: Path, folder: Path) -> Path:
    """
    Generate a client from *spec* in the empty *folder*, as `scripts/generate.py` does from the
    checked-in contract, and return the package's folder.

    Raises:
        GenerationFailed: the generator refuses the contract, or fails on it.
    """
    # Imported here: the generator takes a second to load, and a run with a client needs none.
    from generation.contract import GenerationError
    from generation.naming import write_config
    from generation.regeneration import GeneratorInputs, package_in

    target = folder / "client"
    try:
        config = write_config(spec, GeneratorInputs.config, folder)
        GeneratorInputs(contract=spec, config=config, target=target).build(target)
        return package_in(target)
    except GenerationError as error:
        raise GenerationFailed(str(error)) from error
    except Exception as error:  # the generator knows more of OpenAPI than it can do
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise GenerationFailed(f"{spec}: the generator fails on it: {reason[:300]}") from error
