"""How the client meets the messages that a newer contract changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from contract_tests.harness.checks import CALL_CHECKS
from contract_tests.harness.comparison.changes import Change
from contract_tests.harness.outcome import SYNC_AND_ASYNC
from contract_tests.harness.records import CallRecord
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Call, Operation


def with_client(
    runner: InProcessRunner, operation: Operation, changes: Iterable[Change]
) -> Iterator[Change]:
    """
    Yield *changes*; those that break clients with what this client does.

    The client makes each call that the newer contract refuses, and gets each response that the
    older one does not document.

    Raises:
        MismatchError: it does not send the call, or does not end in the documented way.
    """
    __tracebackhide__ = True
    for change in changes:
        client = _outcome(runner, operation, change) if change.breaks else ""
        yield replace(change, client=client)


def _outcome(runner: InProcessRunner, operation: Operation, change: Change) -> str:
    __tracebackhide__ = True
    call, response = runner.valid_call(operation), runner.usual_response(operation)
    if isinstance(change.message, Call):
        names = {parameter.identity for parameter in operation.parameters}
        sent = {k: value for k, value in change.message.arguments.items() if k in names}
        if None in sent.values():
            return ""  # in Python, None leaves the argument out
        call = replace(change.message, arguments=sent)
    elif change.message is not None:
        response = change.message
    (records,) = runner.record_calls(operation, call, [(response, SYNC_AND_ASYNC)])
    runner.run_checks(records, CALL_CHECKS)
    return "sends the request" if isinstance(change.message, Call) else _end(records[0])


def _end(record: CallRecord) -> str:
    """Describe how the call ended."""
    if record.outcome.error is not None:
        return f"raises {type(record.outcome.error).__name__}"
    used = record.expected_result.tolerances_used if record.expected_result else ()
    because = f", because it tolerates {', '.join(sorted(used))}" if used else ""
    return f"returns the response{because}"
