"""
The usual test of a generated client, to compare with: call each function once against the same
Prism, with one fixed example of each argument, and assert the type of what comes back. Of a drift
of the server: against a Prism that serves it.

    python -m contract_tests.mutation.types_only --forks TASKS,RESULTS
"""

from __future__ import annotations

import json
import sys
import tempfile
import typing
from contextlib import closing
from pathlib import Path
from typing import Any

from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.spec import Contract, load_contract
from contract_tests.mutation.drift_nodes import without
from contract_tests.mutation.drifting import known
from contract_tests.mutation.drifts import Drift
from contract_tests.mutation.forks import Result, Task, pipes, serve

# What caught a fault, over Prism.
TEST = "test_types_only.py"


def main(words: list[str]) -> None:
    """Serve tasks; each names the folder of a client `package`, or a drift."""
    contract = load_contract(SPEC)
    valid_calls(contract)
    known()
    with Prism(contract.path) as prism:
        serve(lambda task: run(task, contract, prism.url), *pipes(words[-1]))


def run(task: Task, contract: Contract, url: str) -> Result:
    """Whether each call returns what its type says."""
    if "package" not in task:
        return drifted(known()[task["name"]], contract)
    folder = Path(task["package"])
    try:
        load_modules(load_package(folder))
    except Exception as error:
        return {"outcome": "stillborn", "message": str(error)}
    return _called(folder, contract, url)


def drifted(drift: Drift, contract: Contract) -> Result:
    """Whether each call of the sound client does, when the server says what has drifted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "openapi.json")
        path.write_text(json.dumps(_without_examples(drift.document)), encoding="utf-8")
        with Prism(path) as prism:
            return _called(only_package(), contract, prism.url)


def _without_examples(node: Any) -> Any:
    """Prism would say them, and not what the schemas have become."""
    if isinstance(node, list):
        return [_without_examples(item) for item in node]
    if not isinstance(node, dict):
        return node
    left = without(node, "example", "examples")
    return {name: _without_examples(value) for name, value in left.items()}


def _called(package: Path, contract: Contract, url: str) -> Result:
    with closing(Driver(package)) as driver:
        for operation, call in valid_calls(contract).items():
            for function in FUNCTIONS:
                outcome = driver.perform(operation, call, function, url)
                expected = _returns(driver, operation, function)
                if outcome.error is not None or not isinstance(outcome.value, expected):
                    return {"outcome": "killed", "test": TEST, "law": "types"}
    return {"outcome": "alive"}


def _returns(driver: Driver, operation: Any, function: str) -> Any:
    """The type that the function says it returns; of a detailed one, the body's."""
    hint = typing.get_type_hints(driver.function(operation, function))["return"]
    (inner,) = typing.get_args(hint) if typing.get_origin(hint) else (hint,)
    return inner


if __name__ == "__main__":
    main(sys.argv[1:])
