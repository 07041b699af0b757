"""The rules of a contract that a response breaks; none where the contract documents it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.text_values import text_interpretations
from contract_tests.harness.oracles.violations import (
    Location,
    Violation,
    described,
    schema_violations,
    text_violations,
)
from contract_tests.harness.spec import Contract, Operation, Response
from contract_tests.harness.spec.media_types import media_type_essence
from contract_tests.harness.wire.canned_response import content_of
from contract_tests.harness.wire.messages import WireResponse

# (received, documented): what the response has, and what the contract documents in its place.
Deviation = tuple[str, str]
# A body that is invalid in its media type, in place of a keyword of JSON Schema.
SYNTAX = "syntax"


def deviation(
    contract: Contract, operation: Operation, response: WireResponse, *, redact: bool = False
) -> Deviation | None:
    """
    Return the first deviation of *response* from the contract: status, media type, body, header.

    With *redact*, the deviation contains no value of the response except its status.
    """
    found = next(response_violations(contract, operation, response), None)
    if found is None:
        return None
    return found.redacted if redact else found.received, found.documented


def response_violations(
    contract: Contract, operation: Operation, response: WireResponse
) -> Iterator[Violation]:
    """
    Yield the rules of *operation* that *response* breaks.

    Media type ranges are respected and letter case is ignored (RFC 9110, 8.3.1). Additional members
    of an open object and undocumented headers are allowed.
    """
    documented = operation.response(response.status)
    if documented is None:
        patterns = ", ".join(each.pattern for each in operation.responses)
        status = f"status {response.status}"
        location = Location("status", status=response.status)
        yield Violation(location, status, f"status {patterns}", status)
        return
    yield from _body(contract, documented, response)
    for name, header in documented.headers.items():
        yield from _header(contract, name, header, response)


def _body(contract: Contract, documented: Response, response: WireResponse) -> Iterator[Violation]:
    status = response.status
    content_type = b"".join(response.header("content-type")).decode("latin-1")
    media_type = documented.media_type(content_type)
    name = media_type_essence(content_type)
    if media_type is None:
        if response.body or documented.content:
            rule = " or ".join(documented.content) or "no body"
            received = f"{content_type!r}" if response.body else "no body"
            redacted = "another media type" if response.body else received
            yield Violation(Location("response body", name, status), received, rule, redacted)
        return
    try:
        content = content_of(response)
        if content is None:
            raise ValueError("invalid Content-Encoding")
        body = read_body(content_type, content)
    except ValueError as reason:
        redacted = f"a body that is not {media_type}"
        location = Location("response body", name, status, keyword=SYNTAX)
        yield Violation(location, f"{redacted}: {reason}", media_type, redacted)
        return
    for path, keyword, error in schema_violations(contract, documented.content[media_type], body):
        location = Location("response body", name, status, path, keyword)
        received, rule, redacted = described(error)
        yield Violation(location, f"the body, {received}", rule, f"the body, {redacted}")


def _header(
    contract: Contract, name: str, header: Any, response: WireResponse
) -> Iterator[Violation]:
    values, status = response.header(name), response.status
    if not values and header.get("required"):
        received = f"no header {name}"
        location = Location("header", name, status)
        yield Violation(location, received, f"the required header {name}", received)
    elif values and "schema" in header:
        text = b", ".join(values).decode("latin-1")
        interpretations = text_interpretations(text)
        for path, keyword, error in text_violations(contract, header["schema"], interpretations):
            received, rule, redacted = described(error)
            location = Location("header", name, status, path, keyword)
            yield Violation(location, f"{name}, {received}", rule, f"{name}, {redacted}")
