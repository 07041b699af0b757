"""Generates the client of a contract that has no checked-in client."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


class GenerationFailedError(Exception):
    """The generator cannot make a client of a contract. The message is one line."""


def make_package(spec: Path, add_cleanup: Callable[[Callable[[], None]], object]) -> Path:
    """
    Generate a client in a temporary folder and return the folder of its package.

    Args:
        spec: the contract.
        add_cleanup: receives the function that removes the folder.

    Raises:
        GenerationFailedError: the generator rejects the contract, or fails.
    """
    folder = Path(tempfile.mkdtemp(prefix="client-"))
    add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    return generate_package(spec, folder)


def generate_package(spec: Path, folder: Path, **options: str) -> Path:
    """
    Generate a client from *spec* in the empty *folder*, and return the folder of its package.

    *options* replace those of the checked-in configuration.

    Raises:
        GenerationFailedError: the generator rejects the contract, or fails.
    """
    # Loading the generator takes a second; a run with an existing client does not need it.
    from generation.contract import GenerationError
    from generation.naming import write_config
    from generation.regeneration import GeneratorInputs, package_in

    target = folder / "client"
    try:
        config = write_config(spec, GeneratorInputs.config, folder, **options)
        GeneratorInputs(contract=spec, config=config, target=target).build(target)
        return package_in(target)
    except GenerationError as error:
        raise GenerationFailedError(str(error)) from error
    except Exception as error:  # openapi-python-client raises many types
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise GenerationFailedError(f"{spec}: the generator fails: {reason[:300]}") from error
