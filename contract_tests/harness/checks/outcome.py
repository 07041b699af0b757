"""
What a call comes to.

Response law: whatever the contract allows the server to say reaches the caller whole.
Failure law: what it does not allow ends in one documented error, with no secret in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.harness.checks.base import Check, Verdict, came_to, check, differ
from contract_tests.harness.checks.request import AS_ASKED, one_request_is_sent
from contract_tests.harness.checks.server import (
    each_success_still_comes,
    missing_key_is_refused,
    mock_server_says_what_it_was_asked_for,
    the_answer_is_in_the_contract,
    the_server_still_takes_it,
)
from contract_tests.harness.driver import letters
from contract_tests.harness.driver.model_attributes import is_model, misread
from contract_tests.harness.driver.outcome import is_detailed
from contract_tests.harness.mismatch import SHORT
from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.expected_request import spellings
from contract_tests.harness.oracles.sensitive import sensitive_texts
from contract_tests.harness.oracles.strict_json import same_json
from contract_tests.harness.records import Due, Trial
from contract_tests.harness.wire.canned_response import content_of


@check("response")
def detailed_response_is_the_one_sent(trial: Trial) -> Verdict:
    """Status, headers and bytes, where these can be decompressed."""
    outcome = trial.outcome
    if outcome.error is not None or not is_detailed(trial.function):
        return None
    content, headers = _answer(trial)
    received = outcome.content if content is not None else None
    return differ(
        (outcome.status, received, sorted(outcome.headers)),
        (trial.response.status, content, headers),
    )


@check(None)
def call_comes_to_what_is_documented(trial: Trial) -> Verdict:
    """A value where one is due, else the error that is due, of the client's own `errors`."""
    outcome, due = trial.outcome, _due(trial)
    if outcome.error is None:
        return None if not due.error else (came_to(outcome), due.error)
    kind = type(outcome.error).__name__
    if not outcome.documented or kind != due.error:
        return f"the call {came_to(outcome)}", due.error or "a value"
    return differ(outcome.error_status, due.status)


@check("failure")
def error_has_the_answer(trial: Trial) -> Verdict:
    """Headers and bytes, for whoever has to find out what went wrong."""
    outcome, due = trial.outcome, _due(trial)
    if outcome.error is None or due.status is None:
        return None
    content, headers = _answer(trial)
    received = outcome.content if content is not None else None
    return differ((received, sorted(outcome.headers)), (content, headers))


@check(None)
def what_is_told_is_the_body(trial: Trial) -> Verdict:
    """The value, or the body of the error; nothing where the contract does not have the body."""
    told, due = trial.outcome.told, _due(trial).told
    return None if same_json(told, due) else (told, due)


@check(None)
def members_read_back(trial: Trial) -> Verdict:
    """Each by its own attribute: what `to_dict` puts together again may have been mixed up."""
    outcome = trial.outcome
    value = getattr(outcome.error, "body", None) if outcome.error else outcome.value
    if not (is_model(value) or isinstance(value, list)):
        return None
    place = misread(value, outcome.told, trial.contract.member_names)
    return None if place is None else (f"another value at {place}", outcome.told)


@check("failure")
def error_is_one_line(trial: Trial) -> Verdict:
    """Of a terminal: what it quotes, such as the name of a member, may hold line breaks."""
    text = str(trial.outcome.error or "")
    return None if text.isprintable() else (ascii(text), "a line without control characters")


@check("failure")
def no_secret_is_shown(trial: Trial) -> Verdict:
    """
    Neither by the error, in any of its texts and those of what caused it, nor by a log.

    A short key is not looked for: it may stand there by chance.
    """
    texts = [*_texts(trial.outcome.error), *_logs(trial)]
    if not texts:
        return None
    text = "\n".join(texts)
    schemes = {scheme.name: scheme for some in trial.operation.security for scheme in some}
    shown = [
        f"the key of {name}"
        for name, key in trial.call.keys.items()
        if any(_shown(each, text) for each in spellings(schemes.get(name), key))
    ]
    shown += ["a secret of the body" for secret in trial.secrets if secret in text]
    return (", ".join(shown), "no secret") if shown else None


@check(None)
def what_is_sensitive_is_in_no_repr(trial: Trial) -> Verdict:
    """Members that the contract marks so: neither in the value's `repr` nor in an error's."""
    shown = f"{trial.outcome.value!r} {trial.outcome.error!r}"
    if trial.outcome.told is None:
        return None
    for response in trial.operation.responses:
        for schema in response.content.values():
            for text in sensitive_texts(trial.contract, schema, trial.outcome.told):
                if len(text) > SHORT and (text in shown or repr(text)[1:-1] in shown):
                    return "a sensitive member in the repr", "an `x-sensitive` member is in none"
    return None


def _answer(trial: Trial) -> tuple[bytes | None, list[tuple[bytes, bytes]]]:
    """The bytes, None where these cannot be decompressed, and the headers of what was answered."""
    headers = sorted((name.lower(), value) for name, value in trial.response.headers)
    return content_of(trial.response), headers


def _due(trial: Trial) -> Due:
    if trial.due is not None:
        return trial.due
    content_type = b"".join(trial.response.header("content-type")).decode("latin-1")
    body = trial.response.body
    return Due(told=read_body(content_type, body) if body else None)


def _shown(key: str, text: str) -> bool:
    """The key or half of it: to leave some letters out does not hide the rest."""
    half = len(key) // 2
    parts = (key, key[:half], key[-half:])
    return any(len(part) > SHORT and (part in text or repr(part)[1:-1] in text) for part in parts)


def _logs(trial: Trial) -> Iterator[str]:
    """
    Without the target of the request, which the HTTP library logs. Where the contract puts a key
    into the query, that is what it asks for; where it does not, the request law sees it there.
    """
    assert trial.logs is not None, "the lane listens, for the laws that ask for it"
    target = trial.exchanges[0].request.target.decode("latin-1") if trial.exchanges else ""
    return (line.replace(target, "") if target else line for line in trial.logs)


def _texts(error: BaseException | None) -> Iterator[str]:
    """What a traceback of *error* shows of it, without the lines of source."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{error}\n{error!r}"
        yield from getattr(error, "__notes__", ())
        error = error.__cause__ or error.__context__


@check("failure")
def argument_is_named(trial: Trial) -> Verdict:
    """By the error, in the words of the client or of the contract."""
    assert trial.due is not None, "the lane knows what is due"
    text = letters(str(trial.outcome.error))
    named = any(letters(name) in text for name in trial.due.names)
    return None if named else (came_to(trial.outcome), " or ".join(trial.due.names))


@check("request")
def nothing_is_sent(trial: Trial) -> Verdict:
    return differ(len(trial.exchanges), 0)


COMES_TO: tuple[Check, ...] = (
    call_comes_to_what_is_documented,
    what_is_told_is_the_body,
    members_read_back,
    detailed_response_is_the_one_sent,
    error_has_the_answer,
    no_secret_is_shown,
    error_is_one_line,
    what_is_sensitive_is_in_no_repr,
)
# The wire lane: the mock server speaks.
RESPONSE_LAW: tuple[Check, ...] = (
    one_request_is_sent,
    the_answer_is_in_the_contract,
    *COMES_TO,
)
REFUSAL: tuple[Check, ...] = (
    *AS_ASKED,  # else a request that is wrong would be the mock server's fault
    mock_server_says_what_it_was_asked_for,
    the_answer_is_in_the_contract,
    *COMES_TO,
)
MISSING_KEY: tuple[Check, ...] = (one_request_is_sent, missing_key_is_refused, *COMES_TO)
# The in-process lane: anybody may have spoken.
ANSWER_LAW: tuple[Check, ...] = (*AS_ASKED, *COMES_TO)
# Against a newer contract: what the server still takes, what it may now say, what still comes.
STILL_TAKEN: tuple[Check, ...] = (the_server_still_takes_it, *ANSWER_LAW)
STILL_SAID: tuple[Check, ...] = (the_answer_is_in_the_contract, *ANSWER_LAW)
STILL_COMES: tuple[Check, ...] = (each_success_still_comes,)
# An argument that the contract does not allow.
ARGUMENT_LAW: tuple[Check, ...] = (
    nothing_is_sent,
    call_comes_to_what_is_documented,
    argument_is_named,
    no_secret_is_shown,
    error_is_one_line,
)
# A connection that breaks off.
NO_ANSWER: tuple[Check, ...] = (
    call_comes_to_what_is_documented,
    what_is_told_is_the_body,
    no_secret_is_shown,
    error_is_one_line,
)
