"""
Request law: what arrives on the wire, read back with the contract alone, is what the caller passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from contract_tests.harness.checks.base import Check, Mismatch, check, describe_outcome, mismatch
from contract_tests.harness.oracles import decode_request
from contract_tests.harness.oracles.body_codec import canonical
from contract_tests.harness.oracles.expected_request import TRANSPORT_HEADERS
from contract_tests.harness.prism.installation import MockDeviatedError
from contract_tests.harness.records import CallRecord
from contract_tests.harness.spec import ABSENT
from contract_tests.harness.spec.strict_json import json_equal
from contract_tests.harness.wire.messages import WireRequest

# RFC 3986: what may stand in a path segment (pchar) and in a query.
SEGMENTS = re.compile(rb"(/([A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)+")
QUERY = re.compile(rb"([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")


@check("request")
def one_request_is_sent(record: CallRecord) -> Mismatch:
    if len(record.exchanges) == 1 and not (problem := record.request.problem):
        return None
    if not record.exchanges:
        return f"no request; the call {describe_outcome(record.outcome)}", "1 request"
    if len(record.exchanges) > 1:
        return f"{len(record.exchanges)} requests", "1 request"
    return f"no HTTP request ({problem})", "1 request"


@check("request")
def method_conformance(record: CallRecord) -> Mismatch:
    return mismatch(record.request.method, record.expected_request.method)


@check("request")
def target_is_well_formed(record: CallRecord) -> Mismatch:
    path, mark, query = record.request.target.partition(b"?")
    # A mark with nothing after it is a query, too (RFC 3986, 6.2.3), and nobody asked for one.
    if SEGMENTS.fullmatch(path) and QUERY.fullmatch(query) and bool(mark) == bool(query):
        return None
    return record.request.target, "a path of RFC 3986, and a query where there is one"


@check("request")
def path_conformance(record: CallRecord) -> Mismatch:
    return mismatch(decode_request.path(record.request), list(record.expected_request.path))


@check("request")
def query_conformance(record: CallRecord) -> Mismatch:
    return mismatch(
        decode_request.query(record.request), decode_request.by_name(record.expected_request.query)
    )


@check("request")
def cookie_conformance(record: CallRecord) -> Mismatch:
    return mismatch(decode_request.cookies(record.request), sorted(record.expected_request.cookies))


@check("request")
def header_conformance(record: CallRecord) -> Mismatch:
    """Each declared header, each key and each of the transport's once, and no other."""
    length = _content_length(record.request)
    missing = [*record.expected_request.headers, ("host", record.expected_request.host), *length]
    left_to_transport = TRANSPORT_HEADERS.keys() - {name for name, _ in missing}
    extra = []
    for pair in decode_request.headers(record.request):
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
def body_conformance(record: CallRecord) -> Mismatch:
    if record.expected_request.body is ABSENT:
        return mismatch(record.request.body, b"")
    try:
        body = decode_request.body(record.request)
    except ValueError as error:
        return f"{record.request.body!r} ({error})", record.expected_request.body
    asked = canonical(record.expected_request.media_type, record.expected_request.body)
    return None if json_equal(body, asked) else (body, asked)


@check("request")
def prism_accepts_request(record: CallRecord) -> Mismatch:
    if record.response.status in record.operation.successes:
        return None
    if record.newer is not None and 200 <= record.response.status <= 299:
        return None  # it takes the call; that the status is new, the response law says
    if why := record.prism_limitation:
        raise MockDeviatedError(f"{record.operation.label}: {why}")
    reason = b"; ".join(record.response.header("sl-violations")) or record.response.body
    return (
        f"{record.response.status} {reason[:500].decode('utf-8', 'replace')}",
        " or ".join(map(str, record.operation.successes)),
    )


# What holds of every request, whoever answers it.
REQUEST_CHECKS: tuple[Check, ...] = (
    one_request_is_sent,
    method_conformance,
    target_is_well_formed,
    path_conformance,
    query_conformance,
    cookie_conformance,
    header_conformance,
    body_conformance,
)
PRISM_REQUEST_CHECKS: tuple[Check, ...] = (*REQUEST_CHECKS, prism_accepts_request)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(pairs))


def _content_length(request: WireRequest) -> list[tuple[str, str]]:
    """Framing of a body: due when there is one, allowed when there is none."""
    due = bool(request.body or request.header("content-length"))
    return [("content-length", str(len(request.body)))] if due else []
