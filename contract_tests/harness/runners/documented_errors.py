"""Check the documented errors that Prism returns, and its 401 for a missing credential."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from contract_tests.harness.cases.strategies import calls
from contract_tests.harness.checks import DOCUMENTED_ERROR_CHECKS, MISSING_CREDENTIAL_CHECKS
from contract_tests.harness.records import Functions
from contract_tests.harness.runners.prism_runner import PrismRunner
from contract_tests.harness.spec import Call, Operation

# The statuses that stand for a range, as its last two digits, and for `default`. No contract names
# the last one of each.
OF_A_RANGE = (0, 3, 99)
OF_THE_DEFAULT = (418, 503, 520)
# Each error is requested with its example, and with random bodies of these seeds.
PREFERENCES = ("", ", dynamic=true, seed=1", ", dynamic=true, seed=2")


def documented_errors(operation: Operation) -> Iterator[int]:
    """Each documented status that is not a success; some statuses of a range and of `default`."""
    for response in operation.responses:
        pattern = response.pattern.upper()
        statuses = [int(pattern)] if pattern.isdigit() else list(OF_THE_DEFAULT)
        if pattern.endswith("XX"):
            statuses = [int(pattern[0]) * 100 + each for each in OF_A_RANGE]
        for status in statuses:
            if status >= 300 and operation.response(status) is response:
                yield status


def check_documented_errors(
    runner: PrismRunner, operation: Operation, functions: Functions
) -> None:
    """Check each documented error, with its example and with random bodies."""
    __tracebackhide__ = True
    statuses = list(documented_errors(operation))
    if not statuses:
        runner.log.not_applicable("no error is documented")
        return
    call = runner.valid_call(operation)
    for status in statuses:
        for preference in PREFERENCES:
            prefer = f"code={status}{preference}"
            with runner.skipping_prism_deviations("undocumented errors of Prism"):
                records = runner.record_calls(operation, call, functions, prefer=prefer)
                runner.run_checks(records, DOCUMENTED_ERROR_CHECKS)


def required_credentials(operation: Operation, call: Call) -> list[str]:
    """The security schemes of *call* that every security alternative left for it requires."""
    given = call.credentials.keys()
    return [name for name in given if not operation.allows(given - {name})]


def check_missing_credential(
    runner: PrismRunner, operation: Operation, functions: Functions, data: st.DataObject
) -> None:
    """Check that a call from which a required credential is removed ends in the error of 401."""
    __tracebackhide__ = True
    call = data.draw(calls(runner.contract, operation, mocked=True), label="call")
    required = required_credentials(operation, call)
    if not required:
        runner.log.not_applicable("no credential is required by every alternative")
        return
    lost = data.draw(st.sampled_from(required), label="lost credential")
    in_header = runner.contract.security_schemes[lost].location == "header"
    if in_header and data.draw(st.booleans(), label="emptied"):
        records = runner.record_calls(operation, call, functions, empty_credentials=[lost])
    else:
        records = runner.record_calls(operation, call, functions, drop_credentials=[lost])
    runner.run_checks(records, MISSING_CREDENTIAL_CHECKS)
