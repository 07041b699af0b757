"""
Checks: small functions of one trial that return None or raise `ContractFailure`.

Each compares what was on the wire, and what the call came to, with what the contract says. Keys in
a message are made up by the strategies; the lines that reproduce a failure never show one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, unquote

from contract_tests.contract import ABSENT
from contract_tests.driver import Outcome
from contract_tests.failures import ContractFailure
from contract_tests.lane import Trial
from contract_tests.oracle import TRANSPORT_HEADERS
from contract_tests.prism import MockServerError
from contract_tests.wire import WireRequest

# RFC 3986: what may stand in a path segment (pchar) and in a query.
SEGMENTS = re.compile(rb"(/([A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)+")
QUERY = re.compile(rb"([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")


Check = Callable[[Trial], None]
Verdict = tuple[object, object] | None


def check(law: str) -> Callable[[Callable[[Trial], Verdict]], Check]:
    """Make a check of a function that returns None, or what was received and what is documented."""

    def decorate(function: Callable[[Trial], Verdict]) -> Check:
        @wraps(function)
        def checked(trial: Trial) -> None:
            __tracebackhide__ = True
            if (verdict := function(trial)) is not None:
                received, documented = verdict
                raise ContractFailure(
                    operation=trial.operation.label,
                    law=law,
                    check=function.__name__.replace("_", " "),
                    received=str(received),
                    documented=str(documented),
                )

        return checked

    return decorate


# Request law: what arrives, read back with the contract alone, is what the caller passed.


@check("request")
def one_request_is_sent(trial: Trial) -> Verdict:
    if len(trial.exchanges) == 1 and not (problem := trial.request.problem):
        return None
    if not trial.exchanges:
        return f"no request; the call {_came_to(trial.outcome)}", "1 request"
    if len(trial.exchanges) > 1:
        return f"{len(trial.exchanges)} requests", "1 request"
    return f"no HTTP request ({problem})", "1 request"


@check("request")
def method_is_the_operations(trial: Trial) -> Verdict:
    return _differ(trial.request.method, trial.expected.method)


@check("request")
def target_is_well_formed(trial: Trial) -> Verdict:
    path, _, query = trial.request.target.partition(b"?")
    if SEGMENTS.fullmatch(path) and QUERY.fullmatch(query):
        return None
    return trial.request.target, "a path and a query of RFC 3986"


@check("request")
def path_reads_back(trial: Trial) -> Verdict:
    path = trial.request.target.partition(b"?")[0].decode("latin-1")
    return _differ([unquote(s) for s in path.split("/")[1:]], list(trial.expected.path))


@check("request")
def query_reads_back(trial: Trial) -> Verdict:
    query = trial.request.target.partition(b"?")[2].decode("latin-1")
    return _differ(_sorted(parse_qsl(query, keep_blank_values=True)), _sorted(trial.expected.query))


@check("request")
def headers_are_those_asked_for(trial: Trial) -> Verdict:
    """Each declared header and each key once, with its value, and no other but the transport's."""
    sent = Counter(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, value in trial.request.headers
    )
    asked = Counter(
        (*trial.expected.headers, ("host", trial.expected.host), *_content_length(trial.request))
    )
    if trial.expected.cookies:
        asked["cookie", "; ".join(f"{n}={v}" for n, v in trial.expected.cookies)] += 1
    names = {name for name, _ in asked}
    extra = [pair for pair in (sent - asked).elements() if not _is_transport(pair, names)]
    repeated = [(n, v) for (n, v), count in sent.items() if n in TRANSPORT_HEADERS and count > 1]
    missing = list((asked - sent).elements())
    if not (extra or repeated or missing):
        return None
    return _pairs([*extra, *repeated]) or "no such header", _pairs(missing) or "no such header"


@check("request")
def body_reads_back(trial: Trial) -> Verdict:
    if trial.expected.body is ABSENT:
        return _differ(trial.request.body, b"")
    try:
        body = strict_json(trial.request.body)
    except ValueError as error:
        return f"{trial.request.body!r} ({error})", trial.expected.body
    return None if same_json(body, trial.expected.body) else (body, trial.expected.body)


@check("request")
def the_mock_server_accepts_it(trial: Trial) -> Verdict:
    if trial.response.status in trial.operation.successes:
        return None
    reason = b"; ".join(trial.response.header("sl-violations")) or trial.response.body
    return (
        f"{trial.response.status} {reason[:500].decode('utf-8', 'replace')}",
        " or ".join(map(str, trial.operation.successes)),
    )


REQUEST_LAW: tuple[Check, ...] = (
    one_request_is_sent,
    method_is_the_operations,
    target_is_well_formed,
    path_reads_back,
    query_reads_back,
    headers_are_those_asked_for,
    body_reads_back,
    the_mock_server_accepts_it,
)


# The mock server is not above the contract.


def mock_server_keeps_the_contract(trial: Trial) -> None:
    """
    Blame the mock server, not the client, for an answer that the contract does not have.

    Raises:
        MockServerError: the status, the media type or the body is not in the contract.
    """
    response = trial.response
    documented = trial.operation.response(response.status)
    if documented is None:
        raise MockServerError(f"{trial.operation.label}: the mock server made up {response.status}")
    media_type = b"".join(response.header("content-type")).decode("latin-1").partition(";")[0]
    schema = documented.content.get(media_type)
    if schema is None and (response.body or documented.content):
        raise MockServerError(f"{trial.operation.label}: the mock server made up {media_type!r}")
    if schema is not None:
        for error in trial.contract.validator(schema).iter_errors(strict_json(response.body)):
            raise MockServerError(
                f"{trial.operation.label}: the mock server's body breaks the contract: "
                f"{error.json_path} {error.message}"
            )


# Response law: what the contract lets the server say reaches the caller whole.


@check("response")
def value_is_the_whole_body(trial: Trial) -> Verdict:
    body = strict_json(trial.response.body) if trial.response.body else None
    if trial.outcome.error is not None:
        return f"the call {_came_to(trial.outcome)}", body
    return None if same_json(trial.outcome.told, body) else (trial.outcome.told, body)


@check("response")
def detailed_response_is_the_one_sent(trial: Trial) -> Verdict:
    """Status, bytes and headers. The plain functions return none of them."""
    outcome, response = trial.outcome, trial.response
    if outcome.status is None:
        missing = trial.function.endswith("_detailed") and outcome.error is None
        return ("no status", response.status) if missing else None
    headers = tuple((name.lower(), value) for name, value in response.headers)
    return _differ(
        (outcome.status, outcome.content, sorted(outcome.headers)),
        (response.status, response.body, sorted(headers)),
    )


RESPONSE_LAW: tuple[Check, ...] = (
    one_request_is_sent,
    mock_server_keeps_the_contract,
    value_is_the_whole_body,
    detailed_response_is_the_one_sent,
)


# Failure law: what is no success ends in a documented error, never in a wrong value.


@check("failure")
def missing_key_is_refused(trial: Trial) -> Verdict:
    return _differ(trial.response.status, 401)


@check("failure")
def refusal_is_seen(trial: Trial) -> Verdict:
    """The error, or the detailed response, has the status that the server sent."""
    outcome, status = trial.outcome, trial.response.status
    if outcome.error is None:
        return _differ(outcome.status or _came_to(outcome), status)
    if not outcome.documented:
        return f"the call {_came_to(outcome)}", "an error of the client's own `errors` module"
    return _differ(outcome.error_status, status)


@check("failure")
def refusal_is_told_whole(trial: Trial) -> Verdict:
    """The error, or the detailed response, has the body that the contract documents."""
    body = strict_json(trial.response.body) if trial.response.body else None
    return None if same_json(trial.outcome.told, body) else (trial.outcome.told, body)


@check("failure")
def error_shows_no_key(trial: Trial) -> Verdict:
    """
    Neither its text nor its `repr`. A short key is not looked for: it may stand there by chance.
    """
    if trial.outcome.error is None:
        return None
    text = f"{trial.outcome.error} {trial.outcome.error!r}"
    shown = [
        name for name, key in trial.call.keys.items() if len(key.value) > 8 and key.value in text
    ]
    return ("the key of " + ", ".join(shown), "no key") if shown else None


MISSING_KEY: tuple[Check, ...] = (
    one_request_is_sent,
    missing_key_is_refused,
    mock_server_keeps_the_contract,
    refusal_is_seen,
    refusal_is_told_whole,
    error_shows_no_key,
)


def same_story(first: Trial, other: Trial) -> None:
    """
    Two functions sent the same bytes, and came to the same value or error.

    A plain function and a detailed one may differ in how they tell of a refusal.
    """
    __tracebackhide__ = True
    # Two calls that both failed to leave would be alike, and prove nothing.
    one_request_is_sent(first)
    one_request_is_sent(other)
    alike = first.function.endswith("_detailed") == other.function.endswith("_detailed")
    for received, documented in zip(_story(other, alike), _story(first, alike), strict=True):
        if received != documented:
            raise ContractFailure(
                operation=first.operation.label,
                law="parity",
                check=f"{other.function} does as {first.function} does",
                received=str(received),
                documented=str(documented),
            )


def _story(trial: Trial, alike: bool) -> tuple[object, ...]:
    outcome = trial.outcome
    sent = [
        (e.request.method, e.request.target, sorted(e.request.headers), e.request.body)
        for e in trial.exchanges
    ]
    told = (
        outcome.error and type(outcome.error).__name__,
        outcome.error and str(outcome.error),
        json.dumps(outcome.told, sort_keys=True),
    )
    if alike:
        return sent, *told, outcome.status, outcome.content
    return (sent, *told) if trial.succeeded else (sent,)


def strict_json(data: bytes) -> Any:
    """
    Parse JSON of RFC 8259: no NaN, no member twice.

    Raises:
        ValueError: it is something else.
    """

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(found := dict(pairs)) != len(pairs):
            raise ValueError("a member stands there twice")
        return found

    def no_constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    return json.loads(data, object_pairs_hook=members, parse_constant=no_constant)


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal. In Python `True == 1`; in JSON it is not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)


def _differ(received: object, documented: object) -> Verdict:
    return None if received == documented else (received, documented)


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(pairs))


def _came_to(outcome: Outcome) -> str:
    if outcome.error is None:
        return f"returned {type(outcome.value).__name__}"
    return f"raised {type(outcome.error).__name__}: {outcome.error}"


def _content_length(request: WireRequest) -> list[tuple[str, str]]:
    """Framing of a body: due when there is one, allowed when there is none."""
    due = bool(request.body or request.header("content-length"))
    return [("content-length", str(len(request.body)))] if due else []


def _is_transport(pair: tuple[str, str], asked: set[str]) -> bool:
    name, value = pair
    pattern = TRANSPORT_HEADERS.get(name)
    return name not in asked and pattern is not None and bool(re.fullmatch(pattern, value))
