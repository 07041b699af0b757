"""
Make one call to a Prism that stands in for the API: `nox -s demo [-- VALUE ...]`.

The values are those of the path parameters. Without them, the harness generates valid ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from contract_tests.harness.cases.examples import valid_calls
from contract_tests.harness.driver import Driver, DriverError
from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_PROVEN
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.prism.prism import MockServerError, Prism
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.spec import ABSENT, Call, Operation, load_contract


def main(words: Sequence[str]) -> int:
    """Print the call and each value of the response, or the error in one line."""
    contract = load_contract(SPEC)
    operation = contract.operations[0]
    call = _short_call(operation, valid_calls(contract)[operation], words)
    try:
        with Prism(SPEC) as prism, closing(Driver(only_package())) as driver:
            print(f"Prism stands in for the API at {prism.url}")
            for line in driver.reproduction(operation, call, FUNCTIONS[0], prism.url).splitlines():
                print(f">>> {line}", flush=True)
            outcome = driver.perform(operation, call, FUNCTIONS[0], prism.url)
    except (MockServerError, DriverError) as error:
        print(f"error: {error}", file=sys.stderr)
        return NOT_PROVEN
    except KeyboardInterrupt:
        return INTERRUPTED
    if outcome.error is not None:
        print(f"error: {outcome.error}", file=sys.stderr)
        return BROKEN
    for name, value in _leaves("", outcome.body):
        print(f"{name}: {value}")
    return KEPT


def _short_call(operation: Operation, call: Call, words: Sequence[str]) -> Call:
    """*call* without its optional parts, and with *words* as its path parameters."""
    required = [each for each in operation.parameters if not each.optional]
    arguments = {each.identity: call.arguments[each.identity] for each in required}
    in_path = [each.identity for each in required if each.location == "path"]
    arguments.update(zip(in_path, words, strict=False))
    if operation.request_body is None or not operation.request_body.required:
        call = replace(call, body=ABSENT, media_type=None)
    return replace(call, arguments=arguments)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """(name of the innermost member, value) of each value that is not an object or array."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(key, member)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(name, item)
    else:
        yield name, value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
