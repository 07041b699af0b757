"""Generates the client of a contract that has no checked-in client."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.harness.plugin.missing_parts import missing_parts
from contract_tests.harness.spec.yaml12 import read_document

if TYPE_CHECKING:
    from generation.limitations import Limitation


class GenerationFailedError(Exception):
    """The generator cannot make a client of a contract. The message is one line."""


@dataclass(frozen=True)
class GeneratedClient:
    """
    A generated client.

    Args:
        package: the folder of its package.
        contract: what it supports of the contract: the file itself, or a copy without the parts
            that the client does not have.
        limitations: what the client does not have as the contract describes it.
    """

    package: Path
    contract: Path
    limitations: tuple[Limitation, ...]


def make_client(spec: Path, add_cleanup: Callable[[Callable[[], None]], object]) -> GeneratedClient:
    """
    Generate a client in a temporary folder.

    Args:
        spec: the contract.
        add_cleanup: receives the function that removes the folder.

    Raises:
        GenerationFailedError: the generator rejects the contract, or fails.
    """
    folder = Path(tempfile.mkdtemp(prefix="client-"))
    add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    return generate_client(spec, folder)


def generate_package(spec: Path, folder: Path, **options: str) -> Path:
    """Generate a client as `generate_client` does, and return the folder of its package."""
    return generate_client(spec, folder, **options).package


def generate_client(spec: Path, folder: Path, **options: str) -> GeneratedClient:
    """
    Generate a client from *spec* in the empty *folder*.

    *options* replace those of the checked-in configuration.

    Raises:
        GenerationFailedError: the generator rejects the contract, or fails.
    """
    # Loading the generator takes a second; a run with an existing client does not need it.
    from generation.errors import GenerationError
    from generation.naming import write_config
    from generation.regeneration import GeneratorInputs, package_in

    target = folder / "client"
    try:
        config = write_config(spec, GeneratorInputs.config, folder, **options)
        inputs = GeneratorInputs(contract=spec, config=config, target=target, strict=False)
        built = inputs.build(target)
        contract = spec
        if any(_changes_the_document(each) for each in built.limitations):
            contract = folder / f"{spec.stem}.json"
            contract.write_text(json.dumps(built.contract), encoding="utf-8")
            pointers = [each.pointer for each in built.limitations]
            lost = next(missing_parts(read_document(spec), built.contract, pointers), None)
            if lost is not None:
                raise GenerationFailedError(f"{spec}: the generator lost {lost} without a reason")
        return GeneratedClient(package_in(target), contract, built.limitations)
    except GenerationError as error:
        raise GenerationFailedError(str(error)) from error
    except GenerationFailedError:
        raise
    except Exception as error:  # openapi-python-client raises many types
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise GenerationFailedError(f"{spec}: the generator fails: {reason[:300]}") from error


def _changes_the_document(limitation: Limitation) -> bool:
    """Whether the client was made of another document: without a part, or bundled from files."""
    return limitation.kind in ("skipped", "repaired") or limitation.pointer == "#"
