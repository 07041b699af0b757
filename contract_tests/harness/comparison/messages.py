"""The smallest message that shows a change, and its text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from contract_tests.harness.cases.examples import ARGUMENT_MARKER, MARKER
from contract_tests.harness.cases.value_variants import smallest
from contract_tests.harness.comparison.sides import Side
from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.oracles.request_violations import is_ignored, sent_pairs
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.oracles.violations import Location
from contract_tests.harness.spec import ABSENT, Call, is_json
from contract_tests.harness.spec.json_paths import JsonPath, value_at
from contract_tests.harness.wire.canned_response import CannedResponse, json_response


def smallest_call(side: Side, call: Call, shows: Callable[[Call], bool]) -> Call:
    """Return *call* without the optional parts that it does not need to show the change."""
    operation = side.operation
    if operation.request_body and not operation.request_body.required:
        without_body = replace(call, body=ABSENT, media_type=None)
        call = without_body if shows(without_body) else call
    for parameter in operation.parameters:
        if parameter.optional and parameter.identity in call.arguments:
            rest = {k: each for k, each in call.arguments.items() if k != parameter.identity}
            call = replace(call, arguments=rest) if shows(replace(call, arguments=rest)) else call
    if call.body is ABSENT or operation.request_body is None or call.media_type is None:
        return call
    schema = operation.request_body.content[call.media_type]
    allows = strict_validator(side.endpoint.contract.validator(schema)).is_valid
    body = smallest(call.body, lambda value: allows(value) and shows(replace(call, body=value)))
    return replace(call, body=body)


def smallest_response(
    side: Side, response: CannedResponse, shows: Callable[[CannedResponse], bool]
) -> CannedResponse:
    """Return *response* without the members of a JSON body that it does not need."""
    documented = side.operation.response(response.status)
    content_type = b"".join(response.response.header("content-type")).decode("latin-1")
    media_type = documented.media_type(content_type) if documented else None
    if documented is None or media_type is None or not is_json(content_type):
        return response
    schema = documented.content[media_type]
    allows = strict_validator(side.endpoint.contract.validator(schema)).is_valid

    def with_body(value: object) -> CannedResponse:
        body = json_response(response.status, value, content_type).body
        return replace(response, name=json.dumps(value), body=body)

    body = smallest(
        json.loads(response.body), lambda value: allows(value) and shows(with_body(value))
    )
    return with_body(body)


def request_text(side: Side, call: Call, location: Location) -> str:
    """Return the request line of *call*, its headers, cookies and body, in one line."""
    operation, pairs = side.operation, dict[str, list[tuple[str, str]]]()
    for parameter in operation.parameters:
        value = call.arguments.get(parameter.identity, parameter.default)
        is_sent = parameter.identity in call.arguments or value is not None
        if is_sent and not is_ignored(parameter):
            pairs.setdefault(parameter.location, []).extend(sent_pairs(parameter, value))
    in_path = dict(pairs.get("path", ()))
    url = re.sub(
        r"\{([^}]*)\}", lambda match: quote(in_path.get(match[1], ""), safe=""), operation.path
    )
    query = "&".join(f"{quote(name)}={quote(text)}" for name, text in pairs.get("query", ()))
    parts = [f"{operation.method} {url}" + (f"?{query}" if query else "")]
    parts += [f"{name}: {text}" for name, text in pairs.get("header", ())]
    parts += [f"Cookie: {name}={text}" for name, text in pairs.get("cookie", ())]
    if location.kind == "credentials":
        schemes = {scheme.name: scheme for each in operation.security for scheme in each}
        sent = [schemes[name] for name in call.credentials]
        parts += [f"{each.wire_name} in the {each.location}" for each in sent] or ["no credential"]
    if call.body is not ABSENT:
        parts.append(_body_text(call.media_type or "", call.body))
    return _without_markers(", ".join(parts))


def response_text(response: CannedResponse, location: Location) -> str:
    """Return the status of *response*, and the header or body that matters, in one line."""
    parts = [str(response.status)]
    if location.kind == "header":
        values = response.response.header(str(location.name))
        text = b", ".join(values).decode("latin-1")
        parts.append(f"{location.name}: {text}" if values else f"no {location.name}")
    elif location.kind == "response body":
        parts += [each.decode("latin-1") for each in response.response.header("content-type")]
        parts.append(response.body.decode("utf-8", "replace") or "no body")
    return _without_markers(", ".join(parts))


def has_place(path: JsonPath, message: Call | CannedResponse) -> bool:
    """Whether the JSON body of *message* has a value at *path*."""
    is_call = isinstance(message, Call)
    try:
        value_at(message.body if is_call else json.loads(message.body), path)
    except (LookupError, TypeError):
        return False
    return True


def _body_text(media_type: str, body: object) -> str:
    if isinstance(body, (dict, list)) or is_json(media_type):
        return json.dumps(body)
    return scalar_text(body)


def _without_markers(text: str) -> str:
    """Return *text* with a plain word in place of the words that tests search for."""
    return text.replace(ARGUMENT_MARKER, "text").replace(MARKER, "text")
