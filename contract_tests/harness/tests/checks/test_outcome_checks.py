"""Each check of an outcome detects its faults, in records written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.checks import (
    CALL_CHECKS,
    INVALID_ARGUMENT_CHECKS,
    MISSING_CREDENTIAL_CHECKS,
    PRISM_RESPONSE_CHECKS,
    outcome,
)
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import ExpectedResult
from contract_tests.harness.spec import Call, Credential
from contract_tests.harness.tests.sample_records import (
    BODY,
    CALL,
    ERROR_BODY,
    ERROR_RESPONSE,
    REQUEST,
    RESPONSE,
    RefusedError,
    exchange,
    record,
    run_checks,
)

SECRET = "k" * 9
CALL_WITH_SECRET = Call(CALL.arguments, CALL.body, CALL.media_type, {"Token": Credential(SECRET)})
EXPECTED_ERROR = ExpectedResult("RefusedError", 401, ERROR_BODY)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(value=None, body=None),
        Outcome(value=object(), body={}),
        Outcome(value=object(), body={"name": None}),
        Outcome(value=object(), body={"name": "", "size": None}),
        Outcome(error=TypeError("no")),
        Outcome(error=RefusedError(201), documented_as="RefusedError"),
    ],
)
def test_a_value_that_differs_from_the_body_is_detected(outcome: Outcome) -> None:
    """A member is lost, changed or added, or the call raises."""
    with pytest.raises(MismatchError, match="response law"):
        run_checks(PRISM_RESPONSE_CHECKS, record(exchange(REQUEST), outcome=outcome))


def detailed(**changes: Any) -> Outcome:
    """The outcome of a detailed function that receives the correct response."""
    headers = ((b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"11"))
    parts = {"status": 201, "content": b'{"name":""}', "headers": headers, **changes}
    return Outcome(value=object(), body=BODY, **parts)


@pytest.mark.parametrize(
    "change", [{"status": None}, {"status": 200}, {"content": b""}, {"headers": ()}]
)
def test_a_detailed_response_that_differs_is_detected(change: dict[str, Any]) -> None:
    """Its status, content and headers must be those of the wire."""
    correct = record(exchange(REQUEST), outcome=detailed(), function="sync_detailed")
    run_checks(PRISM_RESPONSE_CHECKS, correct)
    with pytest.raises(MismatchError, match="detailed response"):
        run_checks(PRISM_RESPONSE_CHECKS, replace(correct, outcome=detailed(**change)))


def raised(error: Exception, body: Any = ERROR_BODY, **changes: Any) -> Outcome:
    """The outcome of a client that raises *error* for the error response."""
    response = exchange(REQUEST, ERROR_RESPONSE).response
    assert response is not None, "the exchange has a response"
    headers = tuple((name.lower(), value) for name, value in response.headers)
    parts = {"content": response.body, "headers": headers, **changes}
    return Outcome(error=error, documented_as=type(error).__name__, body=body, **parts)


def with_context(context: Exception) -> RefusedError:
    """An error whose suppressed context is another one."""
    try:
        try:
            raise context
        except Exception:
            raise RefusedError(401) from None
    except RefusedError as error:
        return error


def with_note(note: str) -> RefusedError:
    """An error with a note."""
    error = RefusedError(401)
    error.add_note(note)
    return error


@pytest.mark.parametrize(
    ("check", "response", "outcome"),
    [
        ("missing credential is rejected", RESPONSE, raised(RefusedError(401))),
        ("outcome conformance", ERROR_RESPONSE, Outcome()),
        ("outcome conformance", ERROR_RESPONSE, Outcome(value=object(), body=ERROR_BODY)),
        ("outcome conformance", ERROR_RESPONSE, Outcome(error=RefusedError(401))),
        (
            "outcome conformance",
            ERROR_RESPONSE,
            Outcome(error=TypeError(), documented_as="TypeError"),
        ),
        ("outcome conformance", ERROR_RESPONSE, raised(RefusedError(403))),
        ("outcome conformance", ERROR_RESPONSE, detailed(status=201)),
        ("body round trip", ERROR_RESPONSE, raised(RefusedError(401), body=None)),
        ("body round trip", ERROR_RESPONSE, raised(RefusedError(401), body={"code": True})),
        ("error carries response", ERROR_RESPONSE, raised(RefusedError(401), content=b"")),
        ("error carries response", ERROR_RESPONSE, raised(RefusedError(401), headers=())),
        ("no secret is exposed", ERROR_RESPONSE, raised(RefusedError(401, f"no {SECRET}"))),
        ("no secret is exposed", ERROR_RESPONSE, raised(with_note(SECRET))),
        ("no secret is exposed", ERROR_RESPONSE, raised(with_context(ValueError(SECRET)))),
    ],
)
def test_an_error_that_differs_from_the_response_is_detected(
    check: str, response: bytes, outcome: Outcome
) -> None:
    """
    The call returns a value, raises another error, or loses the status, body, content or headers;
    or the credential is in the message, in a note or in an exception behind the error.
    """
    correct = record(
        exchange(REQUEST, ERROR_RESPONSE),
        outcome=raised(RefusedError(401)),
        expected_result=EXPECTED_ERROR,
    )
    run_checks(MISSING_CREDENTIAL_CHECKS, correct)
    wrong = record(
        exchange(REQUEST, response),
        outcome=outcome,
        call=CALL_WITH_SECRET,
        expected_result=EXPECTED_ERROR,
    )
    with pytest.raises(MismatchError, match=check):
        run_checks(MISSING_CREDENTIAL_CHECKS, wrong)


def test_a_wrong_kind_of_outcome_breaks_the_law_of_the_expected_result() -> None:
    """An error breaks the response law, and a value breaks the failure law."""
    for law, expected, came in (
        ("response law", ExpectedResult(body=BODY), raised(RefusedError(401))),
        ("failure law", EXPECTED_ERROR, Outcome(value=object(), body=BODY)),
    ):
        wrong = record(exchange(REQUEST), outcome=came, expected_result=expected)
        with pytest.raises(MismatchError, match=law):
            run_checks(CALL_CHECKS, wrong)


@pytest.mark.parametrize("logs", [(f"sent {SECRET}",), ("x", "a b c")])
def test_a_secret_in_a_log_is_detected(logs: tuple[str, ...]) -> None:
    """The secret is a credential, or a text that the response declares as one."""
    wrong = record(exchange(REQUEST), call=CALL_WITH_SECRET, secrets=("a b c",), logs=logs)
    with pytest.raises(MismatchError, match="no secret is exposed"):
        outcome.no_secret_is_exposed(wrong)


def test_a_check_of_logs_needs_a_runner_that_captures_them() -> None:
    """Without captured logs, the check would always pass."""
    with pytest.raises(AssertionError, match="the runner captures logs") as error:
        run_checks(PRISM_RESPONSE_CHECKS, replace(record(exchange(REQUEST)), logs=None))
    assert not isinstance(error.value, MismatchError)


@pytest.mark.parametrize("text", ["x" * 20, "é" * 9])
def test_a_sensitive_member_in_a_repr_is_detected(text: str) -> None:
    """The sample contract marks the member `secret` as sensitive."""
    body = {"name": "", "secret": text}
    correct = record(exchange(REQUEST), outcome=Outcome(value="Part(name='')", body=body))
    outcome.sensitive_data_is_not_in_repr(correct)
    exposed = Outcome(value=f"Part(secret={text!r})", body=body)
    with pytest.raises(MismatchError, match="sensitive"):
        outcome.sensitive_data_is_not_in_repr(replace(correct, outcome=exposed))


def test_an_invalid_argument_that_is_not_refused_is_detected() -> None:
    """A request is sent, no error or another one is raised, or it lacks a name or has the value."""
    expected = ExpectedResult(
        "RefusedError",
        None,
        names=["cart-id"],
        arguments=["cart_id", "body"],
        pointers=["/0", "/1"],
    )
    refusal = Outcome(
        error=RefusedError(None, "cart_id: not a UUID"),
        documented_as="RefusedError",
        argument="cart_id",
        pointer="/1",
    )
    correct = record(outcome=refusal, expected_result=expected)
    run_checks(INVALID_ARGUMENT_CHECKS, correct)
    unnamed = replace(refusal, error=RefusedError(None, "not a UUID"))
    for wrong in (
        record(outcome=replace(refusal, argument="body"), expected_result=expected),
        record(outcome=replace(refusal, argument="a_cart_id"), expected_result=expected),
        record(outcome=replace(refusal, pointer=""), expected_result=expected),
        record(exchange(REQUEST), outcome=refusal, expected_result=expected),
        record(outcome=Outcome(), expected_result=expected),
        record(outcome=Outcome(error=KeyError("cart_id")), expected_result=expected),
        record(outcome=unnamed, expected_result=expected),
        replace(correct, secrets=["not a UUID"]),
    ):
        with pytest.raises(MismatchError):
            run_checks(INVALID_ARGUMENT_CHECKS, wrong)
    anywhere = replace(expected, arguments=[], pointers=[])
    run_checks(INVALID_ARGUMENT_CHECKS, replace(correct, expected_result=anywhere))
