"""
Live mode: call the real service a few times, and read back what passed.

    python -m contract_tests.harness.live --argument NAME=VALUE
        [--calls 5] [--pace 1.0] [--body JSON]

Where the service is, and the keys, come from the environment variables that the contract names.
Each call is made once, and the next one waits. Nothing is written but the table: a check that fails
is named, and what it saw is not shown, because it may hold a key or a secret of the answer.

Exit codes are those of `python -m contract_tests`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contract_tests.harness.checks import REQUEST_LAW, RESPONSE_LAW
from contract_tests.harness.driver import FUNCTIONS, Driver, DriverError, is_async
from contract_tests.harness.driver.environment import perform_from_environment
from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_PROVEN, USAGE
from contract_tests.harness.live.cli_arguments import (
    JSON,
    LineError,
    arguments,
    bodies,
    the_operation,
)
from contract_tests.harness.live.service import (
    ServiceError,
    Tap,
    service_keys,
    service_url,
    undocumented,
)
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.plugin.argparse_types import from_one, seconds
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.runners.prism_runner import Trial
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    ContractError,
    Operation,
    load_contract,
)

NO_ANSWER = "no answer"
# These two are about the mock server, which is not here.
OF_THE_MOCK = {"the_mock_server_accepts_it", "the_answer_is_in_the_contract"}


def main(words: Sequence[str]) -> int:
    """Make the calls, print a line for each, return the exit code."""
    options = _options(words)
    try:
        contract = load_contract(options.spec)
        operation = the_operation(contract, options.operation)
        given = arguments(contract, operation, options.argument)
        said = bodies(contract, operation, options.body)
        url = service_url(contract, os.environ)
        keys = service_keys(contract, operation, os.environ)
        calls = [
            Call(given, body, None if body is ABSENT else JSON, keys)
            for body in _cycled(said, options.calls)
        ]
        driver = Driver(options.package)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        sys.stdout.write(f"{operation.label} at {origin}\n")
        return _report(_trials(contract, driver, operation, calls, url, options.pace))
    except (ContractError, DriverError, LineError, ServiceError) as error:
        sys.stderr.write(f"live: {error}\n")
        return USAGE
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted: no further call is made\n")
        return INTERRUPTED


def _trials(
    contract: Contract,
    driver: Driver,
    operation: Operation,
    calls: Sequence[Call],
    url: str,
    pace: float,
) -> Iterator[Trial]:
    """Make the calls, each with the next of the functions, *pace* seconds apart or more."""
    due = time.monotonic()
    for call, function in zip(calls, _cycled(FUNCTIONS, len(calls)), strict=True):
        time.sleep(max(0.0, due - time.monotonic()))
        tap = Tap()
        hooks = {"event_hooks": tap.hooks(asynchronous=is_async(function))}
        outcome = perform_from_environment(driver, operation, call, function, hooks)
        due = time.monotonic() + pace
        expected = expected_request(operation, call, url)
        yield Trial(contract, operation, call, function, url, expected, tap.exchanges, outcome)


def _report(trials: Iterator[Trial]) -> int:
    """Print what each trial showed; stop at the first that is no success."""
    for number, trial in enumerate(trials, 1):
        answered = bool(trial.exchanges) and trial.exchanges[0].response is not None
        status = str(trial.response.status) if answered else NO_ANSWER
        broken = list(_broken(trial, answered))
        came_to = type(trial.outcome.error or trial.outcome.value).__name__
        verdict = "broken" if broken else "kept" if answered and trial.succeeded else "not proven"
        sys.stdout.write(f"{number}  {trial.function:<16}  {status}  {came_to}  {verdict}\n")
        for line in broken:
            sys.stdout.write(f"   {line}\n")
        if verdict != "kept":
            sys.stdout.write(f"\n{_sentence(verdict, status, came_to)}\n")
            return BROKEN if broken else NOT_PROVEN
    sys.stdout.write(
        "\nThe client and the service keep the contract, as far as these calls show.\n"
    )
    return KEPT


def _sentence(verdict: str, status: str, came_to: str) -> str:
    if verdict == "broken":
        return "The contract is broken. No further call was made."
    said = f"the service says {status}, which the contract allows"
    if status == NO_ANSWER:
        said = f"no answer came, which the client tells as {came_to}"
    return f"The contract is not proven: {said}. No further call was made."


def _broken(trial: Trial, answered: bool) -> Iterator[str]:
    """The checks that fail, without what they saw."""
    checks = [*REQUEST_LAW, *(RESPONSE_LAW if answered and trial.succeeded else ())]
    for check in dict.fromkeys(check for check in checks if check.__name__ not in OF_THE_MOCK):
        try:
            check(trial)
        except ContractFailure as failure:
            yield f"{failure.law} law: this does not hold: {failure.check}"
            if not trial.exchanges:
                return
    if answered and (what := undocumented(trial.contract, trial.operation, trial.response)):
        yield f"response law: the contract does not have {what}"


def _cycled(items: Sequence[Any], count: int) -> list[Any]:
    return [items[number % len(items)] for number in range(count)]


def _options(words: Sequence[str]) -> argparse.Namespace:
    first, *_ = str(__doc__).strip().splitlines()
    parser = argparse.ArgumentParser(prog="nox -s live --", description=first)
    parser.add_argument("--argument", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--body", metavar="JSON")
    parser.add_argument("--operation", metavar="ID")
    parser.add_argument("--calls", type=from_one, default=5)
    parser.add_argument("--pace", type=seconds, default=1.0, help="seconds between two calls")
    parser.add_argument("--spec", type=Path, default=SPEC)
    parser.add_argument("--package", type=Path, default=only_package())
    try:
        options = parser.parse_args(words)
    except SystemExit as end:  # argparse says 2, which is not what it says elsewhere here
        sys.exit(USAGE if end.code else KEPT)
    return options
