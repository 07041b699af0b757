"""
Checks of the outcome of a call.

Response law: everything the contract allows the server to send reaches the caller completely.
Failure law: everything else ends in one documented error, which contains no secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.harness.checks.base import (
    OUTCOME_LAW,
    Mismatch,
    check,
    compare,
    describe_outcome,
)
from contract_tests.harness.driver import alphanumeric
from contract_tests.harness.driver.model_attributes import first_mismatch, is_model
from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.expected_request import encoded_forms
from contract_tests.harness.oracles.sensitive import sensitive_texts
from contract_tests.harness.oracles.spellings import with_one_spelling
from contract_tests.harness.outcome import is_detailed
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.spec.strict_json import json_equal
from contract_tests.harness.wire.canned_response import content_of


@check(OUTCOME_LAW)
def outcome_conformance(record: CallRecord) -> Mismatch | None:
    """The call returns where a value is expected, else it raises the expected documented error."""
    outcome, expected = record.outcome, _expected_result(record)
    if outcome.error is None:
        return Mismatch(describe_outcome(outcome), expected.error) if expected.error else None
    if not expected.error or outcome.documented_as != expected.error:
        return Mismatch(f"the call {describe_outcome(outcome)}", expected.error or "a value")
    return compare(outcome.error_status, expected.status)


@check(OUTCOME_LAW)
def body_round_trip(record: CallRecord) -> Mismatch | None:
    """The value, or the body of the error, as JSON equals the documented body of the response."""
    received, documented = (
        with_one_spelling(record.contract, _response_schema(record), body, ("date-time", "uuid"))
        for body in (record.outcome.body, _expected_result(record).body)
    )
    return None if json_equal(received, documented) else Mismatch(received, documented)


@check(OUTCOME_LAW)
def attribute_conformance(record: CallRecord) -> Mismatch | None:
    """Each attribute of a model has the value of its member; `to_dict` alone could hide a swap."""
    outcome = record.outcome
    value = getattr(outcome.error, "parsed", None) if outcome.error else outcome.value
    if not (is_model(value) or isinstance(value, list)):
        return None
    place = first_mismatch(value, outcome.body, record.contract.member_names)
    return None if place is None else Mismatch(f"another value at {place}", outcome.body)


@check("response")
def detailed_response_conformance(record: CallRecord) -> Mismatch | None:
    """A detailed response has the status, headers and decompressed content of the wire."""
    outcome = record.outcome
    if outcome.error is not None or not is_detailed(record.function):
        return None
    content, headers = _content_and_headers(record)
    received = outcome.content if content is not None else None
    return compare(
        (outcome.status, received, sorted(outcome.headers)),
        (record.response.status, content, headers),
    )


@check("failure")
def error_carries_response(record: CallRecord) -> Mismatch | None:
    """An error with a status also has the headers and the decompressed content of the response."""
    outcome = record.outcome
    if outcome.error is None or _expected_result(record).status is None:
        return None
    content, headers = _content_and_headers(record)
    received = outcome.content if content is not None else None
    return compare((received, sorted(outcome.headers)), (content, headers))


@check("failure")
def error_is_one_line(record: CallRecord) -> Mismatch | None:
    """The message has no line break or control character, not even in a name that it quotes."""
    text = str(record.outcome.error or "")
    return None if text.isprintable() else Mismatch(ascii(text), "a line of printable characters")


@check("failure")
def error_names_argument(record: CallRecord) -> Mismatch | None:
    """The error and its message name the argument, as the contract or the client calls it."""
    assert record.expected_result is not None, "the runner sets the expected result"
    names = record.expected_result.names
    for text in (str(record.outcome.error), record.outcome.argument):
        if not any(alphanumeric(name) in alphanumeric(text) for name in names):
            return Mismatch(f"{describe_outcome(record.outcome)} ({text})", " or ".join(names))
    arguments = record.expected_result.arguments
    if arguments and record.outcome.argument not in arguments:
        return Mismatch(record.outcome.argument, " or ".join(arguments))
    return None


@check("failure")
def error_points_to_violation(record: CallRecord) -> Mismatch | None:
    """The JSON pointer of the error is the place of a violation of the schema."""
    assert record.expected_result is not None, "the runner sets the expected result"
    pointer, pointers = record.outcome.pointer, record.expected_result.pointers
    if not pointers or pointer in pointers:
        return None
    return Mismatch(f"the pointer {pointer!r}", " or ".join(map(repr, pointers)))


@check("request")
def no_request_is_sent(record: CallRecord) -> Mismatch | None:
    """The call sends nothing."""
    return compare(len(record.exchanges), 0)


@check("failure")
def no_secret_is_exposed(record: CallRecord) -> Mismatch | None:
    """
    No credential and no secret of the response is in the error, its notes, its causes or the logs.

    Short credentials are not searched for: they may be part of an ordinary word.
    """
    texts = [*_texts(record.outcome.error), *_log_messages(record)]
    if not texts:
        return None
    text = "\n".join(texts)
    schemes = {scheme.name: scheme for some in record.operation.security for scheme in some}
    exposed = [
        f"the credential {name}"
        for name, credential in record.call.credentials.items()
        if any(_is_exposed(form, text) for form in encoded_forms(schemes.get(name), credential))
    ]
    exposed += ["a secret of the body" for secret in record.secrets if secret in text]
    return Mismatch(", ".join(exposed), "no secret") if exposed else None


@check(OUTCOME_LAW)
def sensitive_data_is_not_in_repr(record: CallRecord) -> Mismatch | None:
    """No member marked `x-sensitive` is in the `repr` of the value or of the error."""
    shown = f"{record.outcome.value!r} {record.outcome.error!r}"
    if record.outcome.body is None:
        return None
    for response in record.operation.responses:
        for schema in response.content.values():
            for text in sensitive_texts(record.contract, schema, record.outcome.body):
                if len(text) > SHORT and (text in shown or repr(text)[1:-1] in shown):
                    return Mismatch("a sensitive member in the repr", "no `x-sensitive` member")
    return None


def _expected_result(record: CallRecord) -> ExpectedResult:
    if record.expected_result is not None:
        return record.expected_result
    content_type = b"".join(record.response.header("content-type")).decode("latin-1")
    body = record.response.body
    return ExpectedResult(body=read_body(content_type, body) if body else None)


def _response_schema(record: CallRecord) -> Any:
    """The schema of the body of the response, or None if the contract has none."""
    message = record.exchanges[0].response if record.exchanges else None
    response = record.operation.response(message.status) if message else None
    if message is None or response is None:
        return None
    content_type = b"".join(message.header("content-type")).decode("latin-1")
    # A client that tolerates a missing Content-Type reads the first media type.
    media_type = response.media_type(content_type or next(iter(response.content), ""))
    return response.content.get(media_type or "")


def _content_and_headers(record: CallRecord) -> tuple[bytes | None, list[tuple[bytes, bytes]]]:
    """The decompressed body of the response, None where this is invalid, and its headers."""
    headers = sorted((name.lower(), value) for name, value in record.response.headers)
    return content_of(record.response), headers


def _is_exposed(secret: str, text: str) -> bool:
    """Whether *text* contains the secret or one half of it: a part is enough to guess the rest."""
    half = len(secret) // 2
    parts = (secret, secret[:half], secret[-half:])
    return any(len(part) > SHORT and (part in text or repr(part)[1:-1] in text) for part in parts)


def _log_messages(record: CallRecord) -> Iterator[str]:
    """
    The log messages without the request target, which httpx logs.

    Where the contract puts a credential into the query, the target must contain it; elsewhere the
    request law finds it.
    """
    assert record.logs is not None, "the runner captures logs for the checks that read them"
    target = record.exchanges[0].request.target.decode("latin-1") if record.exchanges else ""
    return (line.replace(target, "") if target else line for line in record.logs)


def _texts(error: BaseException | None) -> Iterator[str]:
    """The messages, representations and notes of *error* and of the exceptions behind it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{error}\n{error!r}"
        yield from getattr(error, "__notes__", ())
        error = error.__cause__ or error.__context__
