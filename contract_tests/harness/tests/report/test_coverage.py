"""Contract coverage: items and value classes come from the contract, counts from records."""

from __future__ import annotations

import pytest

from contract_tests.harness.report.coverage import Coverage, Item, Observer
from contract_tests.harness.spec import Call, Credential
from contract_tests.harness.tests.sample_records import (
    CALL,
    REQUEST,
    RESPONSE,
    changed,
    exchange,
    record,
)
from contract_tests.harness.tests.sample_spec import make_part, things


def item(coverage: Coverage, part: str, name: str) -> Item:
    """The item of the operation `makePart` with this part and name."""
    label = make_part().label
    (found,) = [i for i in coverage.items if (i.operation, i.part, i.name) == (label, part, name)]
    return found


def covered(*calls: Call, request: bytes = REQUEST, response: bytes = RESPONSE) -> Coverage:
    """The coverage of these calls, each with these bytes on the wire."""
    observer = Observer(things())
    for call in calls:
        observer.observe(record(exchange(request, response), call=call))
    observer.coverage.add(observer.coverage.take())
    return observer.coverage


def test_the_items_exist_before_any_call() -> None:
    """Without a call, every item of the contract is listed, and none is reached."""
    coverage = covered()
    parts = {"credential", "security", "response body", "response"}
    assert coverage.reached_items == (0, len(coverage.items))
    assert {item.part for item in coverage.items} >= parts
    assert str(coverage).startswith("Contract coverage: 0 of ")


def test_a_call_covers_its_own_parts_and_no_others() -> None:
    """A record counts for the arguments, credentials, response and bodies that it has."""
    coverage = covered(CALL)
    reached = {(i.part, i.name) for i in coverage.items if i.cases}
    assert reached == {
        ("operation", make_part().label),
        ("path parameter", "id"),
        ("query parameter", "limit"),
        ("query parameter", "colour"),
        ("security", "Client and Token"),
        ("credential", "Client"),
        ("credential", "Token"),
        ("request body", "(whole)"),
        ("request body", "name"),
        ("request body", "size"),
        ("response", "201"),
        ("response body", "(whole)"),
        ("response body", "name"),
    }
    assert item(coverage, "operation", make_part().label).class_cases == {"sync": 1}
    assert item(coverage, "query parameter", "colour").class_cases == {
        "given": 1,
        "several items": 1,
    }
    assert item(coverage, "request body", "name").class_cases == {"given": 1, "non-ASCII": 1}


def test_an_omitted_argument_reaches_a_class_but_no_item() -> None:
    """An item is reached only by a value; `omitted` is counted apart."""
    accept = item(covered(CALL), "header parameter", "Accept")
    assert (accept.cases, accept.class_cases) == (0, {"omitted": 1})


def test_an_invalid_argument_reaches_a_class_but_no_item() -> None:
    """An argument that the client must refuse is counted apart."""
    number = item(
        covered(Call({("path", "id"): "", ("query", "limit"): 10}, credentials=CALL.credentials)),
        "query parameter",
        "limit",
    )
    assert (number.cases, number.class_cases) == (0, {"invalid": 1})


def test_a_credential_that_was_not_sent_reaches_no_item() -> None:
    """The bytes on the wire decide whether a credential counts."""
    coverage = covered(CALL, request=changed(b"X-Token: a-token\r\n", b""))
    token = item(coverage, "credential", "Token")
    assert (token.cases, token.class_cases) == (0, {"not sent": 1})
    assert item(coverage, "security", "Client and Token").cases == 0


def test_a_credential_with_a_line_break_is_invalid() -> None:
    """A credential that no header can hold is counted apart."""
    call = Call(
        CALL.arguments,
        credentials={"Token": Credential("a\nb"), "Client": CALL.credentials["Client"]},
    )
    assert item(covered(call), "credential", "Token").class_cases == {"invalid": 1}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b'{"name":""}', b'{"name":1 }', {"documented body": 1}),
        (b'{"name":""}', b"{name}     ", {"invalid JSON": 1}),
        (b"application/json", b"text/html", {"other media type": 1}),
        (b'11\r\n\r\n{"name":""}', b"0\r\n\r\n", {"no body": 1}),
    ],
)
def test_the_body_decides_the_class_of_a_response(
    old: bytes, new: bytes, expected: dict[str, int]
) -> None:
    """A body is documented, or wrong in one of three ways."""
    coverage = covered(CALL, response=RESPONSE.replace(old, new))
    assert item(coverage, "response", "201").class_cases == expected


def test_a_repeated_call_counts_each_time() -> None:
    """The counts of one `Call` object are computed once and added for each record."""
    assert item(covered(CALL, CALL, CALL), "path parameter", "id").cases == 3


def test_counts_of_several_processes_add_up() -> None:
    """One process adds what another one took."""
    total, worker = Observer(things()).coverage, Observer(things())
    for _ in range(2):
        worker.observe(record(exchange(REQUEST)))
        total.add(worker.coverage.take())
    assert item(total, "path parameter", "id").cases == 2
