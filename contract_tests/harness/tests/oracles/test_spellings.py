"""A date-time or UUID may be spelled in several ways, only where the schema has this format."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from contract_tests.harness.checks import outcome as outcome_checks
from contract_tests.harness.checks import request as request_checks
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.spellings import (
    body_fields,
    pairs_with_one_spelling,
    parameter_fields,
    with_one_spelling,
)
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import ExpectedResult
from contract_tests.harness.spec.strict_json import canonical_text, json_equal
from contract_tests.harness.tests.sample_records import CALL, REQUEST, changed, exchange, record
from contract_tests.harness.tests.sample_spec import make_part, things

DATED = {"type": "string", "format": "date-time"}
TEXT = {"type": "string"}
ZULU, OFFSET = "2020-01-02T03:04:05Z", "2020-01-02T03:04:05.000+00:00"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (ZULU, OFFSET, True),
        ("2020-01-02t03:04:05z", OFFSET, True),
        (ZULU, "2020-01-02T04:04:05+01:00", False),
        (ZULU, "2020-01-02T03:04:06Z", False),
        ("2020-01-02T03:04:65Z", "2020-01-02T03:04:65z", False),
        ("2020-01-02", "2020-01-02T00:00:00Z", False),
    ],
)
def test_date_times_are_equal_if_instant_and_offset_are(one: str, other: str, equal: bool) -> None:
    """RFC 3339, 5.6: trailing zeros and the spelling of UTC make no difference."""
    found = [with_one_spelling(things(), DATED, text) for text in (one, other)]
    assert (found[0] == found[1]) is equal


def test_capitals_make_no_difference_in_the_uuids_of_a_response() -> None:
    """RFC 4122, 3: they are read in either case. A request has the spelling of the caller."""
    schema = {"items": {"format": "uuid"}}
    uuid = "8F14E45F-ceea-467f-a1d6-0c2b1f3a4e5d"
    assert with_one_spelling(things(), schema, [uuid], ("uuid",)) == [uuid.lower()]
    assert with_one_spelling(things(), {"items": {}}, [uuid], ("uuid",)) == [uuid]
    assert with_one_spelling(things(), schema, [uuid, "A"], ("uuid",)) == [uuid.lower(), "A"]
    assert with_one_spelling(things(), schema, [uuid]) == [uuid]


@pytest.mark.parametrize(
    ("schema", "wrap"),
    [
        (DATED, lambda text: text),
        ({"items": DATED}, lambda text: [text]),
        ({"properties": {"a": DATED}}, lambda text: {"a": text}),
        ({"additionalProperties": DATED}, lambda text: {"b": text}),
        ({"allOf": [{"properties": {"a": {"anyOf": [TEXT, DATED]}}}]}, lambda text: {"a": text}),
    ],
)
def test_the_schema_of_a_place_decides(schema: Any, wrap: Any) -> None:
    """A text is spelled anew at a place with the format, and at no other."""
    one, other = wrap(ZULU), wrap(OFFSET)
    assert with_one_spelling(things(), schema, one) == with_one_spelling(things(), schema, other)
    for plain in (None, True, TEXT, {"properties": {"a": TEXT}, "items": TEXT}):
        assert with_one_spelling(things(), plain, one) == one
    assert not json_equal(one, other)


def test_the_name_of_a_pair_decides() -> None:
    """A list is sent as one pair for each item."""
    fields = {"one": DATED, "list": {"items": DATED}, "text": TEXT}
    pairs = [(name, OFFSET) for name in (*fields, "other")]
    found = pairs_with_one_spelling(things(), lambda: fields, pairs)
    short = "2020-01-02T03:04:05+00:00"
    assert found == [("one", short), ("list", short), ("text", OFFSET), ("other", OFFSET)]
    assert canonical_text(OFFSET) == OFFSET


def test_each_name_on_the_wire_has_its_schema() -> None:
    """Members may be fields of their own; names of headers are in lower case."""
    body = {"allOf": [{"properties": {"a": DATED}}, {"properties": {"b": TEXT}}]}
    assert body_fields(things(), body) == {"a": DATED, "b": TEXT}
    operation = make_part()
    parameter = replace(operation.parameters[0], location="query", name="Filter", schema=body)
    header = replace(parameter, location="header", schema=TEXT)
    operation = replace(operation, parameters=(parameter, header))
    assert parameter_fields(things(), operation, "query") == {
        "a": DATED,
        "b": TEXT,
        "Filter[a]": DATED,
        "Filter[b]": TEXT,
        "Filter": body,
    }
    assert parameter_fields(things(), operation, "header") == {"filter": TEXT}


def test_a_plain_string_of_a_response_may_not_change() -> None:
    """The member `name` has no format, so the spelling of a date-time is a part of its value."""
    correct, wrong = Outcome(body={"name": ZULU}), Outcome(body={"name": OFFSET})
    expected = ExpectedResult(body={"name": ZULU})
    outcome_checks.body_round_trip(
        record(exchange(REQUEST), outcome=correct, expected_result=expected)
    )
    with pytest.raises(MismatchError, match="body round trip"):
        outcome_checks.body_round_trip(
            record(exchange(REQUEST), outcome=wrong, expected_result=expected)
        )


def test_a_plain_text_of_a_request_may_not_change() -> None:
    """The query parameter `colour` and the member `name` have no format."""
    call = replace(CALL, arguments={**CALL.arguments, ("query", "colour"): [ZULU]})
    for text, check in ((ZULU, nullcontext()), (OFFSET, pytest.raises(MismatchError))):
        request = changed(b"colour=x&colour=%26", f"colour={quote(text)}".encode())
        with check:
            request_checks.query_conformance(record(exchange(request), call=call))
    call = replace(CALL, body={"name": ZULU})
    for text, check in ((ZULU, nullcontext()), (OFFSET, pytest.raises(MismatchError))):
        body = json.dumps({"name": text}).encode()
        request = changed(REQUEST.partition(b"\r\n\r\n")[2], body)
        with check:
            request_checks.body_conformance(record(exchange(request), call=call))
