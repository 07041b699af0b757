"""Deviations of a response from the contract."""

from __future__ import annotations

import gzip

import pytest

from contract_tests.harness.oracles.response_violations import deviation
from contract_tests.harness.tests.sample_spec import make_part, things
from contract_tests.harness.wire.canned_response import CannedResponse

JSON = (b"Content-Type", b"application/json")
CAPITALS = (b"Content-Type", b"Application/JSON; charset=utf-8")
GZIP = (b"Content-Encoding", b"gzip")
VALID = b'{"name":"a"}'
SECRET = b'{"name":["hunter2"]}'


@pytest.mark.parametrize(
    ("response", "received"),
    [
        (CannedResponse("", 201, (JSON,), VALID), None),
        (CannedResponse("", 201, (CAPITALS,), VALID), None),
        (CannedResponse("", 201, (JSON, GZIP), gzip.compress(VALID, mtime=0)), None),
        (CannedResponse("", 201, (JSON, GZIP), VALID), "a body that is not application/json"),
        (CannedResponse("", 201, (JSON,), b"{"), "a body that is not application/json"),
        (CannedResponse("", 201, ((b"Content-Type", b"a/hunter2"),), VALID), "another media type"),
        (CannedResponse("", 201), "no body"),
        (CannedResponse("", 201, (JSON,), SECRET), "the body, $.name: breaks `type`"),
    ],
)
def test_a_redacted_deviation_contains_no_value(
    response: CannedResponse, received: str | None
) -> None:
    """Letter case, parameters and the content coding are handled as in RFC 9110."""
    found = deviation(things(), make_part(), response.response, redact=True)
    assert (found and found[0]) == received
    assert bool(deviation(things(), make_part(), response.response)) is bool(received)


def test_an_undocumented_status_is_a_deviation() -> None:
    """The deviation lists the documented statuses."""
    found = deviation(things(), things().operations[1], CannedResponse("", 404).response)
    assert found == ("status 404", "status 200")
