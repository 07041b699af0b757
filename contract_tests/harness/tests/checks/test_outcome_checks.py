"""Each check of an outcome sees the fault that it is there for, in hand-made trials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.checks import (
    CALL_CHECKS,
    INVALID_ARGUMENT_CHECKS,
    MISSING_CREDENTIAL_CHECKS,
    PRISM_REQUEST_CHECKS,
    PRISM_RESPONSE_CHECKS,
    STILL_ACCEPTED,
    STILL_RETURNED,
    Check,
    outcome,
    request,
    server,
    sync_async_parity,
)
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.spec import Call, Credential
from contract_tests.harness.tests.sample_records import (
    BODY,
    CALL,
    ERROR_RESPONSE,
    REFUSED,
    REQUEST,
    RESPONSE,
    Refused,
    changed,
    exchange,
    record,
    run_checks,
)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(value=None, body=None),
        Outcome(value=object(), body={}),
        Outcome(value=object(), body={"name": None}),
        Outcome(value=object(), body={"name": "", "size": None}),
        Outcome(error=TypeError("no"), documented=False),
        Outcome(error=Refused(201), documented=True),
    ],
)
def test_a_value_that_is_not_the_body_is_seen(outcome: Outcome) -> None:
    """Something lost, something added, or an error."""
    with pytest.raises(ContractFailure, match="response law"):
        run_checks(PRISM_RESPONSE_CHECKS, record(exchange(REQUEST), outcome=outcome))


def detailed(**changes: Any) -> Outcome:
    """What a detailed function says of the good response."""
    headers = ((b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"11"))
    facts = {"status": 201, "content": b'{"name":""}', "headers": headers, **changes}
    return Outcome(value=object(), body=BODY, **facts)


@pytest.mark.parametrize(
    "change", [{"status": None}, {"status": 200}, {"content": b""}, {"headers": ()}]
)
def test_a_detailed_response_that_differs_is_seen(change: dict[str, Any]) -> None:
    """Its status, bytes and headers are those of the wire."""
    run_checks(
        PRISM_RESPONSE_CHECKS,
        record(exchange(REQUEST), outcome=detailed(), function="sync_detailed"),
    )
    bad = record(exchange(REQUEST), outcome=detailed(**change), function="sync_detailed")
    with pytest.raises(ContractFailure, match="detailed response"):
        run_checks(PRISM_RESPONSE_CHECKS, bad)


def refused(status: int, text: str = "", body: Any = REFUSED) -> Outcome:
    """What a client says of the refusal."""
    return told_by(Refused(status, text), body)


def told_by(error: Exception, told: Any = REFUSED, **changes: Any) -> Outcome:
    """What a client says with that error."""
    answer = exchange(REQUEST, ERROR_RESPONSE).response
    assert answer is not None, "there is one"
    headers = tuple((name.lower(), value) for name, value in answer.headers)
    facts = {"content": answer.body, "headers": headers, **changes}
    return Outcome(error=error, documented=True, body=told, **facts)


SECRET = "k" * 9
KEYED = Call(CALL.arguments, CALL.body, CALL.media_type, {"Token": Credential(SECRET)})
DUE = ExpectedResult("Refused", 401, REFUSED)


def raised(error: Exception) -> Refused:
    """A refusal that another error led to."""
    try:
        try:
            raise error
        except Exception:
            raise Refused(401) from None
    except Refused as refused:
        return refused


def noted(note: str) -> Refused:
    """A refusal with a note."""
    error = Refused(401)
    error.add_note(note)
    return error


@pytest.mark.parametrize(
    ("check", "response", "outcome"),
    [
        ("missing credential is rejected", RESPONSE, refused(401)),
        ("outcome conformance", ERROR_RESPONSE, Outcome()),
        (
            "outcome conformance",
            ERROR_RESPONSE,
            Outcome(value=object(), body=REFUSED),
        ),
        (
            "outcome conformance",
            ERROR_RESPONSE,
            Outcome(error=Refused(401), documented=False),
        ),
        (
            "outcome conformance",
            ERROR_RESPONSE,
            Outcome(error=TypeError(), documented=True),
        ),
        ("outcome conformance", ERROR_RESPONSE, refused(403)),
        ("outcome conformance", ERROR_RESPONSE, detailed(status=201)),
        ("body round trip", ERROR_RESPONSE, refused(401, body=None)),
        ("body round trip", ERROR_RESPONSE, refused(401, body={"code": True})),
        ("error carries response", ERROR_RESPONSE, told_by(Refused(401), content=b"")),
        ("error carries response", ERROR_RESPONSE, told_by(Refused(401), headers=())),
        ("no secret is exposed", ERROR_RESPONSE, refused(401, f"no {SECRET}")),
        ("no secret is exposed", ERROR_RESPONSE, told_by(noted(SECRET))),
        ("no secret is exposed", ERROR_RESPONSE, told_by(raised(ValueError(SECRET)))),
    ],
)
def test_a_refusal_that_is_not_told_is_seen(check: str, response: bytes, outcome: Outcome) -> None:
    """
    A value in place of the error, another error, another status, no body; or a key in its message,
    its notes, or an error that led to it, also one that a traceback would not show.
    """
    good = record(exchange(REQUEST, ERROR_RESPONSE), outcome=refused(401), expected_result=DUE)
    run_checks(MISSING_CREDENTIAL_CHECKS, good)
    bad = record(exchange(REQUEST, response), outcome=outcome, call=KEYED, expected_result=DUE)
    with pytest.raises(ContractFailure, match=check):
        run_checks(MISSING_CREDENTIAL_CHECKS, bad)


def test_an_error_in_place_of_a_value_is_seen_and_the_other_way_round() -> None:
    """By the law that it breaks."""
    for law, due, came in (
        ("response law", ExpectedResult(body=BODY), refused(401)),
        ("failure law", DUE, Outcome(value=object(), body=BODY)),
    ):
        with pytest.raises(ContractFailure, match=law):
            run_checks(CALL_CHECKS, record(exchange(REQUEST), outcome=came, expected_result=due))


@pytest.mark.parametrize("facts", [{"logs": (f"sent {SECRET}",)}, {"logs": ("x", "a b c")}])
def test_a_secret_in_a_log_is_seen(facts: dict[str, Any]) -> None:
    """A key, or a text of the body that the reply names."""
    bad = record(exchange(REQUEST), call=KEYED, secrets=("a b c",), **facts)
    with pytest.raises(ContractFailure, match="no secret is exposed"):
        outcome.no_secret_is_exposed(bad)


def test_a_check_of_logs_needs_a_lane_that_listened() -> None:
    """Else it would find nothing in nothing, and nobody would know."""
    with pytest.raises(AssertionError, match="the lane listens") as error:
        run_checks(PRISM_RESPONSE_CHECKS, replace(record(exchange(REQUEST)), logs=None))
    assert not isinstance(error.value, ContractFailure)


@pytest.mark.parametrize("text", ["x" * 20, "é" * 9])
def test_a_sensitive_member_in_a_repr_is_seen(text: str) -> None:
    """The contract of the tests marks the member `secret`."""
    told = {"name": "", "secret": text}
    good = Outcome(value="Part(name='')", body=told)
    outcome.sensitive_data_is_not_in_repr(record(exchange(REQUEST), outcome=good))
    bad = Outcome(value=f"Part(secret={text!r})", body=told)
    with pytest.raises(ContractFailure, match="sensitive"):
        outcome.sensitive_data_is_not_in_repr(record(exchange(REQUEST), outcome=bad))


def test_an_argument_that_gets_out_is_seen() -> None:
    """Nothing may be sent, and the error is the one of an argument."""
    due = ExpectedResult("Refused", None, names=["cart-id"])
    silent = Outcome(error=Refused(None, "cart_id: is no UUID"), documented=True)
    run_checks(INVALID_ARGUMENT_CHECKS, record(outcome=silent, expected_result=due))
    for bad in (
        record(exchange(REQUEST), outcome=silent, expected_result=due),
        record(outcome=Outcome(), expected_result=due),
        record(outcome=Outcome(error=KeyError("cart_id")), expected_result=due),
        record(
            outcome=Outcome(error=Refused(None, "is no UUID"), documented=True), expected_result=due
        ),
        record(outcome=silent, expected_result=due, secrets=["is no UUID"]),
    ):
        with pytest.raises(ContractFailure):
            run_checks(INVALID_ARGUMENT_CHECKS, bad)


@pytest.mark.parametrize(
    "other",
    [
        record(exchange(changed(b"limit=3", b"limit=03"))),
        record(exchange(changed(b"POST", b"PUT"))),
        record(exchange(changed(b"X-Token: a-token\r\n", b""))),
        record(exchange(REQUEST), outcome=Outcome(value=object(), body={})),
        record(exchange(REQUEST), outcome=Outcome(error=TypeError("no"))),
        record(),
    ],
)
def test_two_stories_are_seen(other: CallRecord) -> None:
    """Other bytes, another value, an error, or nothing sent."""
    good = record(exchange(REQUEST))
    sync_async_parity(good, good)
    with pytest.raises(ContractFailure):
        sync_async_parity(good, other)
    with pytest.raises(ContractFailure):
        sync_async_parity(other, good)


def test_every_check_is_in_a_law() -> None:
    """A check that nobody runs proves nothing."""
    made: set[Check] = {
        each
        for module in (server, outcome, request)
        for each in vars(module).values()
        if hasattr(each, "__wrapped__") and each.__module__ == module.__name__
    }
    laws = (
        PRISM_REQUEST_CHECKS,
        PRISM_RESPONSE_CHECKS,
        CALL_CHECKS,
        MISSING_CREDENTIAL_CHECKS,
        INVALID_ARGUMENT_CHECKS,
    )
    drift = (STILL_ACCEPTED, STILL_RETURNED)
    assert made.issubset({check for law in (*laws, *drift) for check in law})
