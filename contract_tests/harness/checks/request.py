"""
Request law: what arrives on the wire, read back with the contract alone, is what the caller passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from contract_tests.harness.checks.base import Check, Verdict, came_to, check, differ
from contract_tests.harness.oracles import decode_request
from contract_tests.harness.oracles.body_codec import said
from contract_tests.harness.oracles.expected_request import TRANSPORT_HEADERS
from contract_tests.harness.oracles.strict_json import same_json
from contract_tests.harness.prism.installation import MockServerStrayed
from contract_tests.harness.records import Trial
from contract_tests.harness.spec import ABSENT
from contract_tests.harness.wire.messages import WireRequest

# RFC 3986: what may stand in a path segment (pchar) and in a query.
SEGMENTS = re.compile(rb"(/([A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)+")
QUERY = re.compile(rb"([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")


@check("request")
def one_request_is_sent(trial: Trial) -> Verdict:
    if len(trial.exchanges) == 1 and not (problem := trial.request.problem):
        return None
    if not trial.exchanges:
        return f"no request; the call {came_to(trial.outcome)}", "1 request"
    if len(trial.exchanges) > 1:
        return f"{len(trial.exchanges)} requests", "1 request"
    return f"no HTTP request ({problem})", "1 request"


@check("request")
def method_is_the_operations(trial: Trial) -> Verdict:
    return differ(trial.request.method, trial.expected.method)


@check("request")
def target_is_well_formed(trial: Trial) -> Verdict:
    path, mark, query = trial.request.target.partition(b"?")
    # A mark with nothing after it is a query, too (RFC 3986, 6.2.3), and nobody asked for one.
    if SEGMENTS.fullmatch(path) and QUERY.fullmatch(query) and bool(mark) == bool(query):
        return None
    return trial.request.target, "a path of RFC 3986, and a query where there is one"


@check("request")
def path_reads_back(trial: Trial) -> Verdict:
    return differ(decode_request.path(trial.request), list(trial.expected.path))


@check("request")
def query_reads_back(trial: Trial) -> Verdict:
    return differ(decode_request.query(trial.request), decode_request.by_name(trial.expected.query))


@check("request")
def cookies_read_back(trial: Trial) -> Verdict:
    return differ(decode_request.cookies(trial.request), sorted(trial.expected.cookies))


@check("request")
def headers_are_those_asked_for(trial: Trial) -> Verdict:
    """Each declared header, each key and each of the transport's once, and no other."""
    length = _content_length(trial.request)
    missing = [*trial.expected.headers, ("host", trial.expected.host), *length]
    left_to_transport = TRANSPORT_HEADERS.keys() - {name for name, _ in missing}
    extra = []
    for pair in decode_request.headers(trial.request):
        if pair in missing:
            missing.remove(pair)
        elif pair[0] in left_to_transport and re.fullmatch(TRANSPORT_HEADERS[pair[0]], pair[1]):
            left_to_transport.remove(pair[0])
        else:
            extra.append(pair)
    if not (extra or missing):
        return None
    return _pairs(extra) or "no such header", _pairs(missing) or "no such header"


@check("request")
def body_reads_back(trial: Trial) -> Verdict:
    if trial.expected.body is ABSENT:
        return differ(trial.request.body, b"")
    try:
        body = decode_request.body(trial.request)
    except ValueError as error:
        return f"{trial.request.body!r} ({error})", trial.expected.body
    asked = said(trial.expected.media_type, trial.expected.body)
    return None if same_json(body, asked) else (body, asked)


@check("request")
def the_mock_server_accepts_it(trial: Trial) -> Verdict:
    if trial.response.status in trial.operation.successes:
        return None
    if trial.newer is not None and 200 <= trial.response.status <= 299:
        return None  # it takes the call; that the status is new, the response law says
    if why := trial.beyond_prism:
        raise MockServerStrayed(f"{trial.operation.label}: {why}")
    reason = b"; ".join(trial.response.header("sl-violations")) or trial.response.body
    return (
        f"{trial.response.status} {reason[:500].decode('utf-8', 'replace')}",
        " or ".join(map(str, trial.operation.successes)),
    )


# What holds of every request, whoever answers it.
AS_ASKED: tuple[Check, ...] = (
    one_request_is_sent,
    method_is_the_operations,
    target_is_well_formed,
    path_reads_back,
    query_reads_back,
    cookies_read_back,
    headers_are_those_asked_for,
    body_reads_back,
)
REQUEST_LAW: tuple[Check, ...] = (*AS_ASKED, the_mock_server_accepts_it)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(pairs))


def _content_length(request: WireRequest) -> list[tuple[str, str]]:
    """Framing of a body: due when there is one, allowed when there is none."""
    due = bool(request.body or request.header("content-length"))
    return [("content-length", str(len(request.body)))] if due else []
