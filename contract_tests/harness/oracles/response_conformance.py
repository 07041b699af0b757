"""Whether the contract documents a response, and the first deviation if not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.request_compatibility import text_interpretations
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.spec import Contract, Operation, Response
from contract_tests.harness.wire.canned_response import content_of
from contract_tests.harness.wire.messages import WireResponse

# (received, documented): what the response has, and what the contract documents in its place.
Deviation = tuple[str, str]


def deviation(
    contract: Contract, operation: Operation, response: WireResponse, *, redact: bool = False
) -> Deviation | None:
    """
    Return the first deviation of *response* from the contract: status, media type, body, header.

    Media type ranges are respected and letter case is ignored (RFC 9110, 8.3.1). Additional members
    of an open object and undocumented headers are allowed. With *redact*, the deviation contains no
    value of the response except its status.
    """
    documented = operation.response(response.status)
    if documented is None:
        patterns = ", ".join(each.pattern for each in operation.responses)
        return f"status {response.status}", f"status {patterns}"
    return next(_deviations(contract, documented, response, redact), None)


def _deviations(
    contract: Contract, documented: Response, response: WireResponse, redact: bool
) -> Iterator[Deviation]:
    content_type = b"".join(response.header("content-type")).decode("latin-1")
    media_type = documented.media_type(content_type)
    if media_type is not None:
        try:
            content = content_of(response)
            if content is None:
                raise ValueError("invalid Content-Encoding")
            body = read_body(content_type, content)
        except ValueError as error:
            reason = "" if redact else f": {error}"
            yield f"a body that is not {media_type}{reason}", media_type
            return
        schema = documented.content[media_type]
        yield from _violations("the body", contract, schema, body, redact)
    elif response.body or documented.content:
        received = "another media type" if redact else f"{content_type!r}"
        yield received if response.body else "no body", " or ".join(documented.content) or "no body"
    for name, header in documented.headers.items():
        values = response.header(name)
        if not values and header.get("required"):
            yield f"no header {name}", f"the required header {name}"
        elif values and "schema" in header:
            text = b", ".join(values).decode("latin-1")
            by_interpretation = [
                list(_violations(name, contract, header["schema"], value, redact))
                for value in text_interpretations(text)
            ]
            if all(by_interpretation):
                yield by_interpretation[0][0]


def _violations(
    what: str, contract: Contract, schema: Any, value: Any, redact: bool
) -> Iterator[Deviation]:
    for error in strict_validator(contract.validator(schema)).iter_errors(value):
        keyword = str(error.validator)
        message = f"breaks `{keyword}`" if redact else error.message
        rule = json.dumps({keyword: error.validator_value}, default=str)
        yield f"{what}, {error.json_path}: {message}", rule
