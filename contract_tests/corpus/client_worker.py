"""
Generate one client for the corpus, import it, and print the measurement as a line of JSON.

    python -W error -m contract_tests.corpus.client_worker SPEC FOLDER [CHECK ...]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from contract_tests.corpus.client_checks import CHECKS
from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError, generate_client
from contract_tests.harness.plugin.generate_stock import generate_stock_package
from generation.document import METHODS
from generation.errors import GenerationError
from generation.reading import read


def main(spec: Path, folder: Path, checks: list[str]) -> dict[str, object]:
    """Return the members of a measurement that this process knows."""
    found: dict[str, object] = {"operations": count_operations(spec)}
    start = time.monotonic()
    try:
        client = generate_client(spec, folder)
    except GenerationFailedError as error:
        outcome = "refused" if isinstance(error.__cause__, GenerationError) else "failed"
        return {**found, "outcome": outcome, "reason": str(error)}
    found["generation_seconds"] = time.monotonic() - start
    found["generated"] = len(operation_modules(client.package))
    for kind in ("skipped", "untyped"):
        found[kind] = sum(each.kind == kind for each in client.limitations)
    skipped = [str(each) for each in client.limitations if each.kind == "skipped"]
    found["reason"] = next(iter(skipped), "")
    load_modules(load_package(client.package))
    found["relative_size"] = relative_size(client.package, spec, folder)
    for name in checks:
        if problem := CHECKS[name](client):
            return {**found, "outcome": f"{name} fails", "reason": problem}
    return {**found, "outcome": "imported"}


def operation_modules(package: Path) -> list[Path]:
    """Return the modules of the operations in a client of either generator."""
    return list(package.glob("api/*/[!_]*.py"))


def relative_size(package: Path, spec: Path, folder: Path) -> float:
    """
    Return the bytes of the client, divided by those of stock openapi-python-client.

    It is 0 if that cannot generate a client of the same number of operations.
    """
    with TemporaryDirectory(dir=folder) as scratch:
        try:
            stock = generate_stock_package(spec, Path(scratch))
        except GenerationFailedError:
            return 0.0
        if len(operation_modules(stock)) != len(operation_modules(package)):
            return 0.0
        ours, theirs = (
            sum(path.stat().st_size for path in each.rglob("*.py")) for each in (package, stock)
        )
        return ours / theirs


def count_operations(spec: Path) -> int:
    """Return the number of operations in the file, whether or not they are valid."""
    try:
        paths = read(spec)["paths"].values()
    except (GenerationError, AttributeError, LookupError, TypeError):
        return 0
    return sum(method in item for item in paths if isinstance(item, dict) for method in METHODS)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])) + "\n")
