"""What an answer says that a contract does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.request_compatibility import text_interpretations
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.spec import Contract, Operation, Response
from contract_tests.harness.wire.messages import WireResponse

# (what the answer says, what the contract says in that place)
Deviation = tuple[str, str]


def deviation(contract: Contract, operation: Operation, response: WireResponse) -> Deviation | None:
    """
    The first thing that *response* says and the *contract* does not have: its status, its media
    type, a place in its body, a header.

    What the contract leaves open is in it: members of an open object, headers that it does not
    name.
    """
    documented = operation.response(response.status)
    if documented is None:
        known = ", ".join(each.pattern for each in operation.responses)
        return f"status {response.status}", f"status {known}"
    return next(_wrong(contract, documented, response), None)


def _wrong(contract: Contract, documented: Response, response: WireResponse) -> Iterator[Deviation]:
    content_type = b"".join(response.header("content-type")).decode("latin-1")
    media_type = documented.media_type(content_type)
    if media_type is not None:
        try:
            body = read_body(content_type, response.body)
        except ValueError as error:
            yield f"a body that is no {content_type}: {error}", media_type
            return
        yield from _breaches("the body", contract, documented.content[media_type], body)
    elif response.body or documented.content:
        said = f"{content_type!r}" if response.body else "no body"
        yield said, " or ".join(documented.content) or "no body"
    for name, header in documented.headers.items():
        values = response.header(name)
        text = b", ".join(values).decode("latin-1")
        if not values and header.get("required"):
            yield f"no header {name}", f"the header {name}, always"
        elif values and "schema" in header:
            schema = header["schema"]
            tries = [
                list(_breaches(name, contract, schema, each)) for each in text_interpretations(text)
            ]
            if all(tries):
                yield tries[0][0]


def _breaches(what: str, contract: Contract, schema: Any, value: Any) -> Iterator[Deviation]:
    for error in strict_validator(contract.validator(schema)).iter_errors(value):
        rule: Mapping[str, Any] = {str(error.validator): error.validator_value}
        yield f"{what}, {error.json_path}: {error.message}", json.dumps(rule, default=str)
