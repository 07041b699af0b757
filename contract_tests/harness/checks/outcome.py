"""
What a call comes to.

Response law: whatever the contract allows the server to say reaches the caller whole.
Failure law: what it does not allow ends in one documented error, with no secret in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.harness.checks.base import Check, Mismatch, check, describe_outcome, mismatch
from contract_tests.harness.checks.request import REQUEST_CHECKS, one_request_is_sent
from contract_tests.harness.checks.server import (
    missing_credential_is_rejected,
    prism_returns_requested_status,
    response_conformance,
    server_still_accepts_request,
    success_is_still_returned,
)
from contract_tests.harness.driver import alphanumeric
from contract_tests.harness.driver.model_attributes import first_mismatch, is_model
from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.expected_request import encoded_forms
from contract_tests.harness.oracles.sensitive import sensitive_texts
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.spec.strict_json import json_equal
from contract_tests.harness.wire.canned_response import content_of


@check("response")
def detailed_response_conformance(record: CallRecord) -> Mismatch:
    """Status, headers and bytes, where these can be decompressed."""
    outcome = record.outcome
    if outcome.error is not None or not is_detailed(record.function):
        return None
    content, headers = _answer(record)
    received = outcome.content if content is not None else None
    return mismatch(
        (outcome.status, received, sorted(outcome.headers)),
        (record.response.status, content, headers),
    )


@check(None)
def outcome_conformance(record: CallRecord) -> Mismatch:
    """A value where one is due, else the error that is due, of the client's own `errors`."""
    outcome, due = record.outcome, _expected_result(record)
    if outcome.error is None:
        return None if not due.error else (describe_outcome(outcome), due.error)
    kind = type(outcome.error).__name__
    if not outcome.documented or kind != due.error:
        return f"the call {describe_outcome(outcome)}", due.error or "a value"
    return mismatch(outcome.error_status, due.status)


@check("failure")
def error_carries_response(record: CallRecord) -> Mismatch:
    """Headers and bytes, for whoever has to find out what went wrong."""
    outcome, due = record.outcome, _expected_result(record)
    if outcome.error is None or due.status is None:
        return None
    content, headers = _answer(record)
    received = outcome.content if content is not None else None
    return mismatch((received, sorted(outcome.headers)), (content, headers))


@check(None)
def body_round_trip(record: CallRecord) -> Mismatch:
    """The value, or the body of the error; nothing where the contract does not have the body."""
    told, due = record.outcome.body, _expected_result(record).body
    return None if json_equal(told, due) else (told, due)


@check(None)
def attribute_conformance(record: CallRecord) -> Mismatch:
    """Each by its own attribute: what `to_dict` puts together again may have been mixed up."""
    outcome = record.outcome
    value = getattr(outcome.error, "body", None) if outcome.error else outcome.value
    if not (is_model(value) or isinstance(value, list)):
        return None
    place = first_mismatch(value, outcome.body, record.contract.member_names)
    return None if place is None else (f"another value at {place}", outcome.body)


@check("failure")
def error_is_one_line(record: CallRecord) -> Mismatch:
    """Of a terminal: what it quotes, such as the name of a member, may hold line breaks."""
    text = str(record.outcome.error or "")
    return None if text.isprintable() else (ascii(text), "a line without control characters")


@check("failure")
def no_secret_is_exposed(record: CallRecord) -> Mismatch:
    """
    Neither by the error, in any of its texts and those of what caused it, nor by a log.

    A short key is not looked for: it may stand there by chance.
    """
    texts = [*_texts(record.outcome.error), *_logs(record)]
    if not texts:
        return None
    text = "\n".join(texts)
    schemes = {scheme.name: scheme for some in record.operation.security for scheme in some}
    shown = [
        f"the key of {name}"
        for name, key in record.call.credentials.items()
        if any(_shown(each, text) for each in encoded_forms(schemes.get(name), key))
    ]
    shown += ["a secret of the body" for secret in record.secrets if secret in text]
    return (", ".join(shown), "no secret") if shown else None


@check(None)
def sensitive_data_is_not_in_repr(record: CallRecord) -> Mismatch:
    """Members that the contract marks so: neither in the value's `repr` nor in an error's."""
    shown = f"{record.outcome.value!r} {record.outcome.error!r}"
    if record.outcome.body is None:
        return None
    for response in record.operation.responses:
        for schema in response.content.values():
            for text in sensitive_texts(record.contract, schema, record.outcome.body):
                if len(text) > SHORT and (text in shown or repr(text)[1:-1] in shown):
                    return "a sensitive member in the repr", "an `x-sensitive` member is in none"
    return None


def _answer(record: CallRecord) -> tuple[bytes | None, list[tuple[bytes, bytes]]]:
    """The bytes, None where these cannot be decompressed, and the headers of what was answered."""
    headers = sorted((name.lower(), value) for name, value in record.response.headers)
    return content_of(record.response), headers


def _expected_result(record: CallRecord) -> ExpectedResult:
    if record.expected_result is not None:
        return record.expected_result
    content_type = b"".join(record.response.header("content-type")).decode("latin-1")
    body = record.response.body
    return ExpectedResult(body=read_body(content_type, body) if body else None)


def _shown(key: str, text: str) -> bool:
    """The key or half of it: to leave some letters out does not hide the rest."""
    half = len(key) // 2
    parts = (key, key[:half], key[-half:])
    return any(len(part) > SHORT and (part in text or repr(part)[1:-1] in text) for part in parts)


def _logs(record: CallRecord) -> Iterator[str]:
    """
    Without the target of the request, which the HTTP library logs. Where the contract puts a key
    into the query, that is what it asks for; where it does not, the request law sees it there.
    """
    assert record.logs is not None, "the lane listens, for the laws that ask for it"
    target = record.exchanges[0].request.target.decode("latin-1") if record.exchanges else ""
    return (line.replace(target, "") if target else line for line in record.logs)


def _texts(error: BaseException | None) -> Iterator[str]:
    """What a traceback of *error* shows of it, without the lines of source."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{error}\n{error!r}"
        yield from getattr(error, "__notes__", ())
        error = error.__cause__ or error.__context__


@check("failure")
def error_names_argument(record: CallRecord) -> Mismatch:
    """By the error, in the words of the client or of the contract."""
    assert record.expected_result is not None, "the lane knows what is due"
    text = alphanumeric(str(record.outcome.error))
    named = any(alphanumeric(name) in text for name in record.expected_result.names)
    return (
        None
        if named
        else (describe_outcome(record.outcome), " or ".join(record.expected_result.names))
    )


@check("request")
def no_request_is_sent(record: CallRecord) -> Mismatch:
    return mismatch(len(record.exchanges), 0)


OUTCOME_CHECKS: tuple[Check, ...] = (
    outcome_conformance,
    body_round_trip,
    attribute_conformance,
    detailed_response_conformance,
    error_carries_response,
    no_secret_is_exposed,
    error_is_one_line,
    sensitive_data_is_not_in_repr,
)
# The wire lane: the mock server speaks.
PRISM_RESPONSE_CHECKS: tuple[Check, ...] = (
    one_request_is_sent,
    response_conformance,
    *OUTCOME_CHECKS,
)
DOCUMENTED_ERROR_CHECKS: tuple[Check, ...] = (
    *REQUEST_CHECKS,  # else a request that is wrong would be the mock server's fault
    prism_returns_requested_status,
    response_conformance,
    *OUTCOME_CHECKS,
)
MISSING_CREDENTIAL_CHECKS: tuple[Check, ...] = (
    one_request_is_sent,
    missing_credential_is_rejected,
    *OUTCOME_CHECKS,
)
# The in-process lane: anybody may have spoken.
CALL_CHECKS: tuple[Check, ...] = (*REQUEST_CHECKS, *OUTCOME_CHECKS)
# Against a newer contract: what the server still takes, what it may now say, what still comes.
STILL_ACCEPTED: tuple[Check, ...] = (server_still_accepts_request, *CALL_CHECKS)
STILL_DOCUMENTED: tuple[Check, ...] = (response_conformance, *CALL_CHECKS)
STILL_RETURNED: tuple[Check, ...] = (success_is_still_returned,)
# An argument that the contract does not allow.
INVALID_ARGUMENT_CHECKS: tuple[Check, ...] = (
    no_request_is_sent,
    outcome_conformance,
    error_names_argument,
    no_secret_is_exposed,
    error_is_one_line,
)
# A connection that breaks off.
CONNECTION_FAULT_CHECKS: tuple[Check, ...] = (
    outcome_conformance,
    body_round_trip,
    no_secret_is_exposed,
    error_is_one_line,
)
