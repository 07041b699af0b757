"""The schemas of responses are relaxed for a client that is not strict."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from openapi.runtime import _response, _tolerance, _validation
from openapi.runtime._base_errors import InvalidResponseError
from openapi.runtime._content import Received
from openapi.runtime._operation import Documented, Operation
from openapi.runtime._response import parse_response
from openapi.runtime.types import Response

SCHEMAS: dict[str, Any] = {
    "Color": {"type": "string", "enum": ["red", "blue"]},
    "Level": {"enum": [1, 2]},
    "Node": {
        "type": "object",
        "required": ["color"],
        "properties": {
            "color": {"$ref": "Color"},
            "next": {"$ref": "Node"},
            "site": {"type": "string", "format": "uri"},
            "day": {"type": "string", "format": "date"},
            "level": {"$ref": "Level"},
            "other": {"oneOf": [{"$ref": "Color"}, {"$ref": "Level"}]},
            "maybe": {"anyOf": [{"$ref": "Color"}, {"type": "null"}]},
            "many": {"type": "array", "items": {"$ref": "Node"}},
        },
    },
}
NODE = {"$ref": "Node"}
OPERATION = Operation(
    "GET /a", "GET", "/a", responses={"200": Documented(("application/json",), NODE)}
)


@pytest.fixture(autouse=True)
def schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use `SCHEMAS` as the table of the contract."""
    table = SCHEMAS | _tolerance.relaxed_table(SCHEMAS)
    for module in (_tolerance, _validation):
        monkeypatch.setattr(module, "SCHEMAS", table)
    monkeypatch.setattr(_tolerance, "_of_responses", {})


def parse(body: Any, *, strict: bool) -> Any:
    """Return the outcome of a response with *body*."""
    headers = {"Content-Type": "application/json"}
    received = Received(httpx.Response(200, headers=headers), json.dumps(body).encode(), None)
    return parse_response(OPERATION, received, strict=strict)


@pytest.mark.parametrize(
    ("body", "parsed", "pointer"),
    [
        ({"color": "green"}, None, "/color"),
        ({"color": "red", "level": 3}, None, "/level"),
        ({"color": "red", "maybe": "green"}, None, "/maybe"),
        ({"color": "red", "many": [{"color": "green"}]}, None, "/many/0/color"),
        ({"color": "red", "next": {"color": "green"}}, None, "/next/color"),
        ({"color": "red", "site": "no url"}, None, "/site"),
        ({"color": "red", "site": None}, {"color": "red"}, "/site"),
        (
            {"color": "red", "many": [{"color": "red", "next": None}]},
            {"color": "red", "many": [{"color": "red"}]},
            "/many/0/next",
        ),
    ],
    ids=json.dumps,
)
def test_a_violation_is_tolerated_unless_the_client_is_strict(
    body: Any, parsed: Any, pointer: str
) -> None:
    """An unknown value is kept, also behind `$ref`, in arrays, and beside null in a union."""
    response = parse(body, strict=False)
    assert isinstance(response, Response)
    assert response.parsed == (body if parsed is None else parsed)
    error = parse(body, strict=True)
    assert isinstance(error, InvalidResponseError)
    assert error.pointer == pointer


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"color": 1}, "/color"),
        ({"color": None}, "/color"),
        ({"color": "red", "level": "3"}, "/level"),
        ({"color": "red", "day": "tomorrow"}, "/day"),
        ({"color": "red", "other": "green"}, "/other"),
        ({"color": "red", "many": [None]}, "/many/0"),
    ],
    ids=json.dumps,
)
def test_a_violation_that_changes_the_model_is_never_tolerated(body: Any, pointer: str) -> None:
    """The type of a value, a date that becomes a `date`, and the choice of a union are kept."""
    for strict in (False, True):
        error = parse(body, strict=strict)
        assert isinstance(error, InvalidResponseError)
        assert error.pointer == pointer


def test_an_allowed_null_is_kept() -> None:
    """A nullable member that is null is not absent."""
    body = {"color": "red", "maybe": None}
    for strict in (False, True):
        assert parse(body, strict=strict).parsed == body


def test_the_schemas_of_requests_are_not_relaxed() -> None:
    """A response does not change what a request may contain."""
    parse({"color": "green"}, strict=False)
    assert _validation.first_violation({"color": "green"}, NODE) is not None


def test_every_tolerance_is_tested() -> None:
    """An entry that is added to the table needs a test here or in test_tolerances of the client."""
    assert set(_response.TOLERANCES) == {
        "error-body", "no-content-type", "unknown-enum-value", "null-member", "text-format",
    }  # fmt: skip
