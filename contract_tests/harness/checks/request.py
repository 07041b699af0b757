"""
Checks of the request law: the request on the wire is exactly what the caller passed.

The request is decoded with the contract only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from contract_tests.harness.checks.base import Mismatch, check, compare, describe_outcome
from contract_tests.harness.oracles import decode_request
from contract_tests.harness.oracles.body_codec import canonical
from contract_tests.harness.oracles.expected_request import TRANSPORT_HEADERS
from contract_tests.harness.oracles.spellings import (
    body_fields,
    pairs_with_one_spelling,
    parameter_fields,
    with_one_spelling,
)
from contract_tests.harness.prism.installation import MockDeviatedError
from contract_tests.harness.records import CallRecord, Pair
from contract_tests.harness.spec import ABSENT
from contract_tests.harness.spec.media_types import (
    FORM,
    MULTIPART,
    matching_media_type,
    media_type_essence,
)
from contract_tests.harness.spec.strict_json import json_equal
from contract_tests.harness.wire.messages import WireRequest

# RFC 3986, 3.3 and 3.4: the path, whose segments consist of `pchar`, and the query.
SEGMENTS = re.compile(rb"(/([A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)+")
QUERY = re.compile(rb"([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")


@check("request")
def one_request_is_sent(record: CallRecord) -> Mismatch | None:
    """The call sends one request, in valid HTTP."""
    if not record.exchanges:
        return Mismatch(f"no request; the call {describe_outcome(record.outcome)}", "1 request")
    if len(record.exchanges) > 1:
        return Mismatch(f"{len(record.exchanges)} requests", "1 request")
    if problem := record.request.problem:
        return Mismatch(f"invalid HTTP ({problem})", "1 request")
    return None


@check("request")
def method_conformance(record: CallRecord) -> Mismatch | None:
    """The method is that of the operation."""
    return compare(record.request.method, record.expected_request.method)


@check("request")
def target_is_well_formed(record: CallRecord) -> Mismatch | None:
    """The request target consists of a path and, where there is a query, a query of RFC 3986."""
    path, mark, query = record.request.target.partition(b"?")
    # A question mark with nothing after it is an empty query (RFC 3986, 6.2.3), not an absent one.
    if SEGMENTS.fullmatch(path) and QUERY.fullmatch(query) and bool(mark) == bool(query):
        return None
    return Mismatch(record.request.target, "a path of RFC 3986, and a query where there is one")


@check("request")
def path_conformance(record: CallRecord) -> Mismatch | None:
    """The decoded path segments are those of the server, the template and the arguments."""
    return compare(decode_request.path(record.request), list(record.expected_request.path))


@check("request")
def query_conformance(record: CallRecord) -> Mismatch | None:
    """The query has each documented pair once, the pairs of one name in order, and no other."""
    received = _spell(record, "query", decode_request.query(record.request))
    documented = _spell(record, "query", record.expected_request.query)
    return compare(received, decode_request.by_name(documented))


@check("request")
def cookie_conformance(record: CallRecord) -> Mismatch | None:
    """The Cookie header has each documented pair once, and no other."""
    received = _spell(record, "cookie", decode_request.cookies(record.request))
    documented = _spell(record, "cookie", record.expected_request.cookies)
    return compare(sorted(received), sorted(documented))


@check("request")
def header_conformance(record: CallRecord) -> Mismatch | None:
    """Each header parameter, credential and header of the transport arrives once, and no other."""
    length = _content_length(record.request)
    documented = _spell(record, "header", record.expected_request.headers)
    missing = [*documented, ("host", record.expected_request.host), *length]
    transport_headers = TRANSPORT_HEADERS.keys() - {name for name, _ in missing}
    extra = []
    for name, value in _spell(record, "header", decode_request.headers(record.request)):
        if (name, value) in missing:
            missing.remove((name, value))
        elif name in transport_headers and _may_be_added(record, name, value):
            transport_headers.remove(name)
        else:
            extra.append((name, value))
    if not (extra or missing):
        return None
    return Mismatch(_pairs(extra) or "no such header", _pairs(missing) or "no such header")


@check("request")
def body_conformance(record: CallRecord) -> Mismatch | None:
    """The body decodes to the body argument; it has no bytes where this is absent."""
    documented = record.expected_request.body
    if documented is ABSENT:
        return compare(record.request.body, b"")
    try:
        received = decode_request.body(record.request)
    except ValueError as error:
        return Mismatch(f"{record.request.body!r} ({error})", documented)
    documented = canonical(record.expected_request.media_type, documented)
    received, documented = (_spell_body(record, body) for body in (received, documented))
    return None if json_equal(received, documented) else Mismatch(received, documented)


@check("request")
def prism_accepts_request(record: CallRecord) -> Mismatch | None:
    """
    Prism finds the request valid and returns a documented success, if there is one.

    Raises:
        MockDeviatedError: a known limitation of Prism explains the refusal.
    """
    operation, status = record.operation, record.response.status
    violations = b"; ".join(record.response.header("sl-violations"))
    if status in operation.successes:
        return None
    if not operation.successes and operation.response(status) and not violations:
        return None
    if limitation := record.prism_limitation:
        raise MockDeviatedError(f"{operation.label}: {limitation}")
    reason = violations or record.response.body
    return Mismatch(
        f"{status} {reason[:500].decode('utf-8', 'replace')}",
        " or ".join(map(str, operation.usual_statuses)),
    )


def _may_be_added(record: CallRecord, name: str, value: str) -> bool:
    """Whether a client may add this header: Accept may also name documented media types."""
    documented = {each for response in record.operation.responses for each in response.content}
    if name == "accept" and documented.issuperset(re.split(r", ?", value)):
        return True
    return re.fullmatch(TRANSPORT_HEADERS[name], value) is not None


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(pairs))


def _spell(record: CallRecord, location: str, pairs: Iterable[Pair]) -> list[Pair]:
    """*pairs* of one location of parameters, with one spelling for each date-time."""
    fields = partial(parameter_fields, record.contract, record.operation, location)
    return pairs_with_one_spelling(record.contract, fields, pairs)


def _spell_body(record: CallRecord, body: Any) -> Any:
    """A body in the form of `body_codec.canonical`, with one spelling for each date-time."""
    content = record.operation.request_body.content if record.operation.request_body else {}
    media_type = record.expected_request.media_type
    schema = content.get(matching_media_type(content, media_type) or "")
    if media_type_essence(media_type) not in (FORM, MULTIPART):
        return with_one_spelling(record.contract, schema, body)
    pairs = pairs_with_one_spelling(
        record.contract, partial(body_fields, record.contract, schema), body
    )
    return sorted(map(list, pairs))


def _content_length(request: WireRequest) -> list[tuple[str, str]]:
    """The expected Content-Length: required with a body, allowed without one (RFC 9110, 8.6)."""
    expected = bool(request.body or request.header("content-length"))
    return [("content-length", str(len(request.body)))] if expected else []
