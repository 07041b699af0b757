"""Each check of an outcome sees the fault that it is there for, in hand-made trials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.checks import (
    ANSWER_LAW,
    ARGUMENT_LAW,
    MISSING_KEY,
    REQUEST_LAW,
    RESPONSE_LAW,
    STILL_COMES,
    STILL_TAKEN,
    Check,
    outcome,
    request,
    same_story,
    server,
)
from contract_tests.harness.driver import Outcome
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.records import Due, Trial
from contract_tests.harness.spec import Call, Key
from contract_tests.harness.tests.sample_records import (
    BODY,
    CALL,
    REFUSAL,
    REFUSED,
    REQUEST,
    RESPONSE,
    Refused,
    changed,
    exchange,
    prove,
    trial,
)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(value=None, told=None),
        Outcome(value=object(), told={}),
        Outcome(value=object(), told={"name": None}),
        Outcome(value=object(), told={"name": "", "size": None}),
        Outcome(error=TypeError("no"), documented=False),
        Outcome(error=Refused(201), documented=True),
    ],
)
def test_a_value_that_is_not_the_body_is_seen(outcome: Outcome) -> None:
    """Something lost, something added, or an error."""
    with pytest.raises(ContractFailure, match="response law"):
        prove(RESPONSE_LAW, trial(exchange(REQUEST), outcome=outcome))


def detailed(**changes: Any) -> Outcome:
    """What a detailed function says of the good response."""
    headers = ((b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"11"))
    facts = {"status": 201, "content": b'{"name":""}', "headers": headers, **changes}
    return Outcome(value=object(), told=BODY, **facts)


@pytest.mark.parametrize(
    "change", [{"status": None}, {"status": 200}, {"content": b""}, {"headers": ()}]
)
def test_a_detailed_response_that_differs_is_seen(change: dict[str, Any]) -> None:
    """Its status, bytes and headers are those of the wire."""
    prove(RESPONSE_LAW, trial(exchange(REQUEST), outcome=detailed(), function="sync_detailed"))
    bad = trial(exchange(REQUEST), outcome=detailed(**change), function="sync_detailed")
    with pytest.raises(ContractFailure, match="detailed response"):
        prove(RESPONSE_LAW, bad)


def refused(status: int, text: str = "", told: Any = REFUSED) -> Outcome:
    """What a client says of the refusal."""
    return told_by(Refused(status, text), told)


def told_by(error: Exception, told: Any = REFUSED, **changes: Any) -> Outcome:
    """What a client says with that error."""
    answer = exchange(REQUEST, REFUSAL).response
    assert answer is not None, "there is one"
    headers = tuple((name.lower(), value) for name, value in answer.headers)
    facts = {"content": answer.body, "headers": headers, **changes}
    return Outcome(error=error, documented=True, told=told, **facts)


SECRET = "k" * 9
KEYED = Call(CALL.arguments, CALL.body, CALL.media_type, {"Token": Key(SECRET)})
DUE = Due("Refused", 401, REFUSED)


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
        ("missing key is refused", RESPONSE, refused(401)),
        ("comes to what is documented", REFUSAL, Outcome()),
        ("comes to what is documented", REFUSAL, Outcome(value=object(), told=REFUSED)),
        ("comes to what is documented", REFUSAL, Outcome(error=Refused(401), documented=False)),
        ("comes to what is documented", REFUSAL, Outcome(error=TypeError(), documented=True)),
        ("comes to what is documented", REFUSAL, refused(403)),
        ("comes to what is documented", REFUSAL, detailed(status=201)),
        ("what is told is the body", REFUSAL, refused(401, told=None)),
        ("what is told is the body", REFUSAL, refused(401, told={"code": True})),
        ("error has the answer", REFUSAL, told_by(Refused(401), content=b"")),
        ("error has the answer", REFUSAL, told_by(Refused(401), headers=())),
        ("no secret is shown", REFUSAL, refused(401, f"no {SECRET}")),
        ("no secret is shown", REFUSAL, told_by(noted(SECRET))),
        ("no secret is shown", REFUSAL, told_by(raised(ValueError(SECRET)))),
    ],
)
def test_a_refusal_that_is_not_told_is_seen(check: str, response: bytes, outcome: Outcome) -> None:
    """
    A value in place of the error, another error, another status, no body; or a key in its message,
    its notes, or an error that led to it, also one that a traceback would not show.
    """
    good = trial(exchange(REQUEST, REFUSAL), outcome=refused(401), due=DUE)
    prove(MISSING_KEY, good)
    bad = trial(exchange(REQUEST, response), outcome=outcome, call=KEYED, due=DUE)
    with pytest.raises(ContractFailure, match=check):
        prove(MISSING_KEY, bad)


def test_an_error_in_place_of_a_value_is_seen_and_the_other_way_round() -> None:
    """By the law that it breaks."""
    for law, due, came in (
        ("response law", Due(told=BODY), refused(401)),
        ("failure law", DUE, Outcome(value=object(), told=BODY)),
    ):
        with pytest.raises(ContractFailure, match=law):
            prove(ANSWER_LAW, trial(exchange(REQUEST), outcome=came, due=due))


@pytest.mark.parametrize("facts", [{"logs": (f"sent {SECRET}",)}, {"logs": ("x", "a b c")}])
def test_a_secret_in_a_log_is_seen(facts: dict[str, Any]) -> None:
    """A key, or a text of the body that the reply names."""
    bad = trial(exchange(REQUEST), call=KEYED, secrets=("a b c",), **facts)
    with pytest.raises(ContractFailure, match="no secret is shown"):
        outcome.no_secret_is_shown(bad)


def test_a_check_of_logs_needs_a_lane_that_listened() -> None:
    """Else it would find nothing in nothing, and nobody would know."""
    with pytest.raises(AssertionError, match="the lane listens") as error:
        prove(RESPONSE_LAW, replace(trial(exchange(REQUEST)), logs=None))
    assert not isinstance(error.value, ContractFailure)


@pytest.mark.parametrize("text", ["x" * 20, "é" * 9])
def test_a_sensitive_member_in_a_repr_is_seen(text: str) -> None:
    """The contract of the tests marks the member `secret`."""
    told = {"name": "", "secret": text}
    good = Outcome(value="Part(name='')", told=told)
    outcome.what_is_sensitive_is_in_no_repr(trial(exchange(REQUEST), outcome=good))
    bad = Outcome(value=f"Part(secret={text!r})", told=told)
    with pytest.raises(ContractFailure, match="sensitive"):
        outcome.what_is_sensitive_is_in_no_repr(trial(exchange(REQUEST), outcome=bad))


def test_an_argument_that_gets_out_is_seen() -> None:
    """Nothing may be sent, and the error is the one of an argument."""
    due = Due("Refused", None, names=["cart-id"])
    silent = Outcome(error=Refused(None, "cart_id: is no UUID"), documented=True)
    prove(ARGUMENT_LAW, trial(outcome=silent, due=due))
    for bad in (
        trial(exchange(REQUEST), outcome=silent, due=due),
        trial(outcome=Outcome(), due=due),
        trial(outcome=Outcome(error=KeyError("cart_id")), due=due),
        trial(outcome=Outcome(error=Refused(None, "is no UUID"), documented=True), due=due),
        trial(outcome=silent, due=due, secrets=["is no UUID"]),
    ):
        with pytest.raises(ContractFailure):
            prove(ARGUMENT_LAW, bad)


@pytest.mark.parametrize(
    "other",
    [
        trial(exchange(changed(b"limit=3", b"limit=03"))),
        trial(exchange(changed(b"POST", b"PUT"))),
        trial(exchange(changed(b"X-Token: a-token\r\n", b""))),
        trial(exchange(REQUEST), outcome=Outcome(value=object(), told={})),
        trial(exchange(REQUEST), outcome=Outcome(error=TypeError("no"))),
        trial(),
    ],
)
def test_two_stories_are_seen(other: Trial) -> None:
    """Other bytes, another value, an error, or nothing sent."""
    good = trial(exchange(REQUEST))
    same_story(good, good)
    with pytest.raises(ContractFailure):
        same_story(good, other)
    with pytest.raises(ContractFailure):
        same_story(other, good)


def test_every_check_is_in_a_law() -> None:
    """A check that nobody runs proves nothing."""
    made: set[Check] = {
        each
        for module in (server, outcome, request)
        for each in vars(module).values()
        if hasattr(each, "__wrapped__") and each.__module__ == module.__name__
    }
    laws = (REQUEST_LAW, RESPONSE_LAW, ANSWER_LAW, MISSING_KEY, ARGUMENT_LAW)
    drift = (STILL_TAKEN, STILL_COMES)
    assert made.issubset({check for law in (*laws, *drift) for check in law})
