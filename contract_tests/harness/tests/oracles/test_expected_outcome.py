"""What an answer means, by hand-made answers to the contract of the tests; and its independence."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from contract_tests.harness.oracles.expected_outcome import (
    ERROR_BODY,
    NO_CONTENT_TYPE,
    OutcomeKind,
    OutcomeOracle,
)
from contract_tests.harness.oracles.tolerances import unused_tolerance
from contract_tests.harness.spec import Contract
from contract_tests.harness.tests.sample_spec import make_part, things
from contract_tests.harness.wire.canned_response import CannedResponse, content_of

JSON = (b"Content-Type", b"application/json")
GZIP = (b"Content-Encoding", b"gzip")
# Without the time of day: it would be in the names of tests, which all workers must agree on.
PACKED = gzip.compress(b"a", mtime=0)
PACKED_TWICE = gzip.compress(PACKED, mtime=0)
SOUND = b'{"name":"a"}'
BOTH = (ERROR_BODY, NO_CONTENT_TYPE)


@pytest.mark.parametrize(
    ("answer", "kind", "pattern", "told"),
    [
        (CannedResponse("", 201, (JSON,), SOUND), "value", "201", {"name": "a"}),
        (
            CannedResponse("", 201, (JSON, GZIP), gzip.compress(SOUND, mtime=0)),
            "value",
            "201",
            {"name": "a"},
        ),
        (CannedResponse("", 201, (), SOUND), "value", "201", {"name": "a"}),
        (CannedResponse("", 201, (JSON,), b'{"name":null}'), "value", "201", {"name": None}),
        (CannedResponse("", 201, (JSON,), b'{"name":1}'), "body", "201", None),
        (CannedResponse("", 201, (JSON,), b"{}"), "body", "201", None),
        (CannedResponse("", 201, (JSON,), b""), "body", "201", None),
        (CannedResponse("", 201, (JSON,), SOUND[:-1]), "body", "201", None),
        (CannedResponse("", 201, (JSON,), b"\xef\xbb\xbf" + SOUND), "body", "201", None),
        (CannedResponse("", 201, (JSON,), b'{"name":"a","name":"a"}'), "body", "201", None),
        (CannedResponse("", 201, (JSON,), b'{"name":"a","x":NaN}'), "body", "201", None),
        (CannedResponse("", 201, (JSON,), b"[" * 100_000), "body", "201", None),
        (CannedResponse("", 201, (JSON, GZIP), SOUND), "body", "201", None),
        (CannedResponse("", 201, ((b"Content-Type", b"text/html"),), SOUND), "body", "201", None),
        (CannedResponse("", 404, (JSON,), b'{"code":1}'), "status", "4XX", {"code": 1}),
        (CannedResponse("", 404, (JSON,), b"{}"), "status", "4XX", None),
        (CannedResponse("", 404, (), b""), "status", "4XX", None),
        (CannedResponse("", 500, (JSON,), b'{"code":1}'), "status", "DEFAULT", {"code": 1}),
        (CannedResponse("", 299, (JSON,), b'{"code":1}'), "value", "DEFAULT", {"code": 1}),
        (CannedResponse("", 302, (JSON,), b'{"code":1}'), "status", "DEFAULT", {"code": 1}),
    ],
)
def test_an_answer_means_what_the_contract_says(
    answer: CannedResponse, kind: OutcomeKind, pattern: str, told: object
) -> None:
    """With everything forgiven that can be."""
    found = OutcomeOracle(things(), BOTH).read(make_part(), answer.response)
    assert (found.kind, found.pattern, found.body) == (kind, pattern, told)
    assert found.valid is (told is not None)


def test_without_the_table_nothing_is_forgiven() -> None:
    """An error whose body breaks the contract is the error of a body, as is one without a type."""
    strict = OutcomeOracle(things())
    assert strict.read(make_part(), CannedResponse("", 404, (JSON,), b"{}").response).kind == "body"
    assert strict.read(make_part(), CannedResponse("", 201, (), SOUND).response).kind == "body"
    assert (
        strict.read(make_part(), CannedResponse("", 201, (JSON,), SOUND).response).kind == "value"
    )


@pytest.mark.parametrize(
    ("answer", "forgiven"),
    [
        (CannedResponse("", 201, (JSON,), SOUND), set()),
        (CannedResponse("", 201, (), SOUND), {NO_CONTENT_TYPE}),
        (CannedResponse("", 404, (JSON,), b"{}"), {ERROR_BODY}),
        (CannedResponse("", 404, (JSON,), b'{"code":1}'), set()),
        (CannedResponse("", 404, (), b'{"code":1}'), {NO_CONTENT_TYPE}),
        (CannedResponse("", 201, (JSON,), b"{}"), set()),
    ],
)
def test_what_was_forgiven_is_said(answer: CannedResponse, forgiven: set[str]) -> None:
    """Only what was needed."""
    assert (
        OutcomeOracle(things(), BOTH).read(make_part(), answer.response).tolerances_used == forgiven
    )


@pytest.mark.parametrize(
    ("status", "kind"), [(199, "unexpected"), (302, "redirect"), (404, "unexpected")]
)
def test_a_status_that_the_contract_lacks_is_unexpected(status: int, kind: OutcomeKind) -> None:
    """The second operation of the tests has one response."""
    found = OutcomeOracle(things()).read(
        things().operations[1], CannedResponse("", status, (JSON,), SOUND).response
    )
    assert (found.kind, found.pattern, found.body) == (kind, None, None)


@pytest.mark.parametrize(
    ("table", "forgiven", "received"),
    [
        ((), (), None),
        (BOTH, BOTH, None),
        (BOTH, (ERROR_BODY,), NO_CONTENT_TYPE),
        ((ERROR_BODY,), (), ERROR_BODY),
        (("made up",), ("made up",), "made up"),
    ],
)
def test_an_entry_that_is_not_known_or_does_not_happen_is_a_failure(
    table: Sequence[str], forgiven: Sequence[str], received: str | None
) -> None:
    """It is named."""
    failure = unused_tolerance(make_part(), table, forgiven)
    assert (failure and failure.received) == received


def test_an_entry_need_not_happen_where_it_says_nothing() -> None:
    """The second operation of the tests has neither an error nor a body."""
    assert unused_tolerance(things().operations[1], BOTH, ()) is None


@pytest.mark.parametrize(
    ("coding", "body", "content"),
    [
        (b"identity", b"a", b"a"),
        (b"GZIP", PACKED, b"a"),
        (b"gzip, gzip", PACKED_TWICE, b"a"),
        (b"gzip", PACKED[:-1], None),
        (b"gzip", b"", b""),
        (b"deflate", b"a", None),
    ],
)
def test_an_encoding_is_taken_off_or_cannot_be(
    coding: bytes, body: bytes, content: bytes | None
) -> None:
    """All of them, the last first."""
    assert (
        content_of(CannedResponse("", 200, ((b"Content-Encoding", coding),), body).response)
        == content
    )


def test_a_validator_is_of_its_schema(tmp_path: Path) -> None:
    """Also when another schema has taken the place of one that is gone."""
    contract: Contract = things()
    for number in range(1_000):
        assert contract.validator({"const": number}).is_valid(number)
