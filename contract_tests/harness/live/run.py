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

from contract_tests.harness.checks import PRISM_REQUEST_CHECKS, PRISM_RESPONSE_CHECKS
from contract_tests.harness.driver import Driver, DriverError
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
    RecordingHooks,
    ServiceError,
    deviation,
    service_keys,
    service_url,
)
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import FUNCTIONS, is_async
from contract_tests.harness.plugin.options import positive_int, seconds
from contract_tests.harness.project import SPEC, only_package
from contract_tests.harness.runners.prism_runner import CallRecord
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    ContractError,
    Operation,
    load_contract,
)

CONNECTION_FAULT_CHECKS = "no answer"
# These two are about the mock server, which is not here.
OF_THE_MOCK = {"prism_accepts_request", "response_conformance"}


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
        return _report(_records(contract, driver, operation, calls, url, options.pace))
    except (ContractError, DriverError, LineError, ServiceError) as error:
        sys.stderr.write(f"live: {error}\n")
        return USAGE
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted: no further call is made\n")
        return INTERRUPTED


def _records(
    contract: Contract,
    driver: Driver,
    operation: Operation,
    calls: Sequence[Call],
    url: str,
    pace: float,
) -> Iterator[CallRecord]:
    """Make the calls, each with the next of the functions, *pace* seconds apart or more."""
    due = time.monotonic()
    for call, function in zip(calls, _cycled(FUNCTIONS, len(calls)), strict=True):
        time.sleep(max(0.0, due - time.monotonic()))
        tap = RecordingHooks()
        hooks = {"event_hooks": tap.hooks(asynchronous=is_async(function))}
        outcome = perform_from_environment(driver, operation, call, function, hooks)
        due = time.monotonic() + pace
        expected = expected_request(operation, call, url)
        yield CallRecord(contract, operation, call, function, url, expected, tap.exchanges, outcome)


def _report(records: Iterator[CallRecord]) -> int:
    """Print what each trial showed; stop at the first that is no success."""
    for number, record in enumerate(records, 1):
        answered = bool(record.exchanges) and record.exchanges[0].response is not None
        status = str(record.response.status) if answered else CONNECTION_FAULT_CHECKS
        broken = list(_broken(record, answered))
        describe_outcome = type(record.outcome.error or record.outcome.value).__name__
        verdict = "broken" if broken else "kept" if answered and record.succeeded else "not proven"
        sys.stdout.write(
            f"{number}  {record.function:<16}  {status}  {describe_outcome}  {verdict}\n"
        )
        for line in broken:
            sys.stdout.write(f"   {line}\n")
        if verdict != "kept":
            sys.stdout.write(f"\n{_sentence(verdict, status, describe_outcome)}\n")
            return BROKEN if broken else NOT_PROVEN
    sys.stdout.write(
        "\nThe client and the service keep the contract, as far as these calls show.\n"
    )
    return KEPT


def _sentence(verdict: str, status: str, describe_outcome: str) -> str:
    if verdict == "broken":
        return "The contract is broken. No further call was made."
    said = f"the service says {status}, which the contract allows"
    if status == CONNECTION_FAULT_CHECKS:
        said = f"no answer came, which the client tells as {describe_outcome}"
    return f"The contract is not proven: {said}. No further call was made."


def _broken(record: CallRecord, answered: bool) -> Iterator[str]:
    """The checks that fail, without what they saw."""
    checks = [
        *PRISM_REQUEST_CHECKS,
        *(PRISM_RESPONSE_CHECKS if answered and record.succeeded else ()),
    ]
    for check in dict.fromkeys(check for check in checks if check.__name__ not in OF_THE_MOCK):
        try:
            check(record)
        except ContractFailure as failure:
            yield f"{failure.law} law: this does not hold: {failure.check}"
            if not record.exchanges:
                return
    if answered and (what := deviation(record.contract, record.operation, record.response)):
        yield f"response law: the contract does not have {what}"


def _cycled(items: Sequence[Any], count: int) -> list[Any]:
    return [items[number % len(items)] for number in range(count)]


def _options(words: Sequence[str]) -> argparse.Namespace:
    first, *_ = str(__doc__).strip().splitlines()
    parser = argparse.ArgumentParser(prog="nox -s live --", description=first)
    parser.add_argument("--argument", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--body", metavar="JSON")
    parser.add_argument("--operation", metavar="ID")
    parser.add_argument("--calls", type=positive_int, default=5)
    parser.add_argument("--pace", type=seconds, default=1.0, help="seconds between two calls")
    parser.add_argument("--spec", type=Path, default=SPEC)
    parser.add_argument("--package", type=Path, default=only_package())
    try:
        options = parser.parse_args(words)
    except SystemExit as end:  # argparse says 2, which is not what it says elsewhere here
        sys.exit(USAGE if end.code else KEPT)
    return options
