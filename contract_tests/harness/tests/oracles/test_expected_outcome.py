"""Expected outcomes of responses to the sample contract, and the tolerance table."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import Any

import pytest

from contract_tests.harness.oracles.expected_outcome import (
    ExpectedOutcome,
    OutcomeKind,
    OutcomeOracle,
)
from contract_tests.harness.oracles.tolerances import unused_tolerance
from contract_tests.harness.oracles.tolerated import ERROR_BODY, NO_CONTENT_TYPE
from contract_tests.harness.tests.sample_spec import make_part, things
from contract_tests.harness.wire.canned_response import CannedResponse, content_of
from contract_tests.harness.wire.messages import Headers

JSON = ((b"Content-Type", b"application/json"),)
HTML = ((b"Content-Type", b"text/html"),)
GZIP = (*JSON, (b"Content-Encoding", b"gzip"))
# Without a time: parameters are part of test names, which must agree between workers.
GZIPPED = gzip.compress(b"a", mtime=0)
GZIPPED_TWICE = gzip.compress(GZIPPED, mtime=0)
VALID = b'{"name":"a"}'
ALL_TOLERANCES = (ERROR_BODY, NO_CONTENT_TYPE)


def expected(
    status: int, headers: Headers, body: bytes, tolerances: Sequence[str] = ALL_TOLERANCES
) -> ExpectedOutcome:
    """Return the expected outcome of a response to the sample operation."""
    response = CannedResponse("", status, headers, body).response
    return OutcomeOracle(things(), tolerances).read(make_part(), response)


@pytest.mark.parametrize(
    ("status", "headers", "data", "kind", "pattern", "body"),
    [
        (201, JSON, VALID, "value", "201", {"name": "a"}),
        (201, GZIP, gzip.compress(VALID, mtime=0), "value", "201", {"name": "a"}),
        (201, (), VALID, "value", "201", {"name": "a"}),
        (201, JSON, b'{"name":null}', "value", "201", {"name": None}),
        (201, JSON, b'{"name":1}', "body", "201", None),
        (201, JSON, b"{}", "body", "201", None),
        (201, JSON, b"", "body", "201", None),
        (201, JSON, VALID[:-1], "body", "201", None),
        (201, JSON, b"\xef\xbb\xbf" + VALID, "body", "201", None),
        (201, JSON, b'{"name":"a","name":"a"}', "body", "201", None),
        (201, JSON, b'{"name":"a","x":NaN}', "body", "201", None),
        (201, JSON, b"[" * 100_000, "body", "201", None),
        (201, GZIP, VALID, "body", "201", None),
        (201, HTML, VALID, "body", "201", None),
        (404, JSON, b'{"code":1}', "status", "4XX", {"code": 1}),
        (404, JSON, b"{}", "status", "4XX", None),
        (404, (), b"", "status", "4XX", None),
        (500, JSON, b'{"code":1}', "status", "DEFAULT", {"code": 1}),
        (299, JSON, b'{"code":1}', "value", "DEFAULT", {"code": 1}),
        (302, JSON, b'{"code":1}', "status", "DEFAULT", {"code": 1}),
    ],
)
def test_the_outcome_of_a_response_follows_from_the_contract(
    status: int, headers: Headers, data: bytes, kind: OutcomeKind, pattern: str, body: object
) -> None:
    """Every tolerance is enabled."""
    outcome = expected(status, headers, data)
    assert (outcome.kind, outcome.pattern, outcome.body) == (kind, pattern, body)
    assert outcome.valid is (body is not None)


def test_without_tolerances_an_invalid_response_is_a_body_error() -> None:
    """An error body that breaks the contract, or a missing Content-Type, is not excused."""
    assert expected(404, JSON, b"{}", ()).kind == "body"
    assert expected(201, (), VALID, ()).kind == "body"
    assert expected(201, JSON, VALID, ()).kind == "value"


@pytest.mark.parametrize(
    ("status", "headers", "data", "used"),
    [
        (201, JSON, VALID, set()),
        (201, (), VALID, {NO_CONTENT_TYPE}),
        (404, JSON, b"{}", {ERROR_BODY}),
        (404, JSON, b'{"code":1}', set()),
        (404, (), b'{"code":1}', {NO_CONTENT_TYPE}),
        (201, JSON, b"{}", set()),
    ],
)
def test_an_outcome_names_the_tolerances_that_it_needed(
    status: int, headers: Headers, data: bytes, used: set[str]
) -> None:
    """An enabled tolerance that was not needed is not named."""
    assert expected(status, headers, data).tolerances_used == used


def test_the_oracle_names_the_places_of_violations() -> None:
    """The pointers are those of the strict validator."""
    schema = {"items": {"type": "number"}}
    assert OutcomeOracle(things()).pointers(schema, [1, True, "a"]) == {"/1", "/2"}


@pytest.mark.parametrize(
    ("status", "kind"), [(199, "unexpected"), (302, "redirect"), (404, "unexpected")]
)
def test_an_undocumented_status_is_unexpected(status: int, kind: OutcomeKind) -> None:
    """The second operation of the sample contract has one response."""
    response = CannedResponse("", status, JSON, VALID).response
    outcome = OutcomeOracle(things()).read(things().operations[1], response)
    assert outcome == ExpectedOutcome(kind)


@pytest.mark.parametrize(
    ("table", "used", "received"),
    [
        ((), (), None),
        (ALL_TOLERANCES, ALL_TOLERANCES, None),
        (ALL_TOLERANCES, (ERROR_BODY,), NO_CONTENT_TYPE),
        ((ERROR_BODY,), (), ERROR_BODY),
        (("unknown",), ("unknown",), "unknown"),
    ],
)
def test_an_unknown_or_unused_tolerance_is_a_failure(
    table: Sequence[str], used: Sequence[str], received: str | None
) -> None:
    """The failure names the entry."""
    failure = unused_tolerance(make_part(), table, used)
    assert (failure and failure.received) == received


def test_a_tolerance_that_cannot_apply_need_not_be_used() -> None:
    """The second operation of the sample contract has neither an error nor a body."""
    assert unused_tolerance(things().operations[1], ALL_TOLERANCES, ()) is None


@pytest.mark.parametrize(
    ("coding", "body", "content"),
    [
        (b"identity", b"a", b"a"),
        (b"GZIP", GZIPPED, b"a"),
        (b"gzip, gzip", GZIPPED_TWICE, b"a"),
        (b"gzip", GZIPPED[:-1], None),
        (b"gzip", b"", b""),
        (b"deflate", b"a", None),
    ],
)
def test_content_codings_are_removed_in_reverse_order(
    coding: bytes, body: bytes, content: bytes | None
) -> None:
    """An invalid coding results in None."""
    response = CannedResponse("", 200, ((b"Content-Encoding", coding),), body).response
    assert content_of(response) == content


@pytest.mark.parametrize(
    ("schema", "value", "is_listed"),
    [
        ({"enum": ["a", "b"]}, "b", True),
        ({"const": "a"}, "a", True),
        ({"enum": ["a"]}, "b", False),
        ({"type": ["string", "null"]}, None, False),
        (True, "a", False),
    ],
)
def test_a_schema_lists_the_values_of_enum_and_const(
    schema: Any, value: Any, is_listed: bool
) -> None:
    """Listed values are public, so they are no secrets of a call."""
    assert OutcomeOracle(things(), ()).lists(schema, value) is is_listed
