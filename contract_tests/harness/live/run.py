"""
Call the real service a few times and check the requests and responses.

    python -m contract_tests.harness.live --argument NAME=VALUE
        [--calls 5] [--pace 1.0] [--body JSON]

The URL and the credentials of the service come from the environment variables that the contract
names. Calls are made one after the other, and never repeated. The output names a failed check but
not what it received, because that may contain a credential or a secret of the response.

The exit codes are those of `python -m contract_tests`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from contract_tests.harness.checks import OUTCOME_CHECKS, REQUEST_CHECKS
from contract_tests.harness.driver import Driver, DriverError
from contract_tests.harness.exit_codes import (
    BROKEN,
    INTERRUPTED,
    KEPT,
    NOT_VERIFIED,
    USAGE,
    CommandLineParser,
)
from contract_tests.harness.live.cli_arguments import (
    JSON,
    CommandLineError,
    parse_arguments,
    parse_bodies,
    select_operation,
)
from contract_tests.harness.live.recording_hooks import RecordingHooks
from contract_tests.harness.live.service import ServiceError, service_credentials, service_url
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.oracles.response_violations import deviation
from contract_tests.harness.outcome import FUNCTIONS, is_async
from contract_tests.harness.plugin.options import positive_int, seconds
from contract_tests.harness.project import SPEC, checked_in_package
from contract_tests.harness.records import CallRecord
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    ContractError,
    Operation,
    load_contract,
)


def main(words: Sequence[str]) -> int:
    """Make the calls, print one line for each, and return the exit code."""
    options = _options(words)
    try:
        contract = load_contract(options.spec)
        operation = select_operation(contract, options.operation)
        arguments = parse_arguments(contract, operation, options.argument)
        bodies = parse_bodies(contract, operation, options.body)
        url = service_url(contract, os.environ)
        credentials = service_credentials(contract, operation, os.environ)
        calls = [
            Call(arguments, body, None if body is ABSENT else JSON, credentials)
            for body, _ in zip(cycle(bodies), range(options.calls), strict=False)
        ]
        with closing(Driver(options.package)) as driver:
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
            sys.stdout.write(f"{operation.label} at {origin}\n")
            return _report(_records(contract, driver, operation, calls, url, options.pace))
    except (ContractError, DriverError, MismatchError, CommandLineError, ServiceError) as error:
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
    """Make the calls, with each function in turn, at least *pace* seconds apart."""
    next_start = time.monotonic()
    for call, function in zip(calls, cycle(FUNCTIONS), strict=False):
        time.sleep(max(0.0, next_start - time.monotonic()))
        recorder = RecordingHooks()
        httpx_args = {"event_hooks": recorder.hooks(asynchronous=is_async(function))}
        make_client = partial(driver.adapter.from_environment, operation, call, httpx_args)
        outcome = driver.perform_on(make_client, operation, call, function)
        next_start = time.monotonic() + pace
        yield CallRecord(
            contract=contract,
            operation=operation,
            call=call,
            function=function,
            base_url=url,
            expected_request=expected_request(operation, call, url),
            exchanges=recorder.exchanges,
            outcome=outcome,
        )


def _report(records: Iterator[CallRecord]) -> int:
    """Print one line for each record; stop at the first that is not a verified success."""
    for number, record in enumerate(records, 1):
        responded = bool(record.exchanges) and record.exchanges[0].response is not None
        succeeded = responded and record.succeeded
        status = str(record.response.status) if responded else "no response"
        outcome = type(record.outcome.error or record.outcome.value).__name__
        failures = list(_failures(record, responded=responded))
        verdict = "broken" if failures else "kept" if succeeded else "not verified"
        sys.stdout.write(f"{number}  {record.function:<16}  {status}  {outcome}  {verdict}\n")
        for failure in failures:
            sys.stdout.write(f"   {failure}\n")
        if failures:
            sys.stdout.write("\nThe contract is broken. No further call was made.\n")
            return BROKEN
        if not succeeded:
            reason = f"the service returned {status}, which the contract allows"
            if not responded:
                reason = f"the service sent no response, and the client raised {outcome}"
            sys.stdout.write(
                f"\nThe contract is not verified: {reason}. No further call was made.\n"
            )
            return NOT_VERIFIED
    sys.stdout.write("\nThe client and the service kept the contract in these calls.\n")
    return KEPT


def _failures(record: CallRecord, *, responded: bool) -> Iterator[str]:
    """One line for each check that fails, without any value that the check received."""
    outcome_checks = OUTCOME_CHECKS if responded and record.succeeded else ()
    for check in (*REQUEST_CHECKS, *outcome_checks):
        try:
            check(record)
        except MismatchError as failure:
            yield f"{failure.law} law: {failure.check} failed"
            if not record.exchanges:
                return
    if responded:
        different = deviation(record.contract, record.operation, record.response, redact=True)
        if different is not None:
            yield f"response law: the contract does not document {different[0]}"


def _options(words: Sequence[str]) -> argparse.Namespace:
    first_line = str(__doc__).strip().splitlines()[0]
    parser = CommandLineParser(prog="nox -s live --", description=first_line)
    parser.add_argument("--argument", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--body", metavar="JSON")
    parser.add_argument("--operation", metavar="ID")
    parser.add_argument("--calls", type=positive_int, default=5)
    parser.add_argument("--pace", type=seconds, default=1.0, help="seconds between two calls")
    parser.add_argument("--spec", type=Path, default=SPEC)
    parser.add_argument("--package", type=Path, default=checked_in_package())
    return parser.parse_args(words)
