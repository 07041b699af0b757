"""Coverage of an operation's responses: their statuses, headers and bodies."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage.items import (
    CountBody,
    CountValue,
    Coverage,
    schema_name,
)
from contract_tests.harness.report.coverage.schema_tree import OMITTED, Node, build_tree
from contract_tests.harness.spec import Contract, Operation, Response, is_json
from contract_tests.harness.wire.canned_response import content_of
from contract_tests.harness.wire.messages import WireResponse

DOCUMENTED_BODY, NO_BODY = "documented body", "no body"
INVALID_JSON, OTHER_MEDIA_TYPE = "invalid JSON", "other media type"
LOWEST, HIGHEST = "lowest", "highest"
# A larger body, in bytes, is a test of size; its content reaches nothing new.
MAX_BODY = 1 << 20


class ResponseCoverage:
    """
    Adds the items of the responses of *operation* to *coverage*.

    A schema that several responses share is one body.
    """

    def __init__(self, contract: Contract, operation: Operation, coverage: Coverage) -> None:
        self._contract = contract
        self._add_item = partial(coverage.add_item, operation.label)
        responses = {each.pattern.upper(): each for each in operation.responses}
        self._statuses = {pattern: self._add_status(each) for pattern, each in responses.items()}
        hundreds = [f"{n}xx" for n in range(1, 6) if f"{n}XX" not in responses]
        self._undocumented = (
            None
            if "DEFAULT" in responses
            else self._add_item(
                "response", "(any other)", dict.fromkeys([*hundreds, "above"], False)
            )
        )
        self._headers = {
            pattern: [
                (name, *self._add_header(pattern, name, header))
                for name, header in response.headers.items()
            ]
            for pattern, response in responses.items()
        }
        by_schema: dict[int, CountBody] = {}
        self._bodies: dict[tuple[str, str], CountBody] = {}
        for pattern, response in responses.items():
            for media_type, schema in response.content.items():
                if is_json(media_type):
                    target = id(contract.resolve(schema))
                    if target not in by_schema:
                        name = schema_name(schema, f"{pattern} {media_type}")
                        root = build_tree(contract, schema)
                        by_schema[target] = coverage.add_body(
                            operation.label, "response body", name, root
                        )
                    self._bodies[pattern, media_type] = by_schema[target]

    def _add_status(self, response: Response) -> CountValue:
        classes = {LOWEST: True, HIGHEST: True} if response.pattern.upper().endswith("XX") else {}
        if any(map(is_json, response.content)):
            classes |= {DOCUMENTED_BODY: True, NO_BODY: False}
            classes |= {INVALID_JSON: False, OTHER_MEDIA_TYPE: False}
        else:
            classes |= {DOCUMENTED_BODY: True} if response.content else {NO_BODY: True}
        return self._add_item("response", response.pattern, classes)

    def _add_header(self, pattern: str, name: str, header: Any) -> tuple[Node, CountValue]:
        optional = None if header.get("required") else True
        node = build_tree(self._contract, header.get("schema", {}), optional)
        classes = {name: True for name, allowed in node.class_names.items() if allowed}
        return node, self._add_item("response header", name, classes, of=pattern)

    def observe(self, record: CallRecord) -> None:
        """Count the status, the headers and the body of the response."""
        response = record.exchanges[0].response if record.exchanges else None
        if response is None:
            return
        documented = record.operation.response(response.status)
        if documented is None:
            if self._undocumented:
                hundred = response.status // 100
                self._undocumented()
                self._undocumented(f"{hundred}xx" if hundred < 6 else "above")
            return
        pattern = documented.pattern.upper()
        for name, node, count_value in self._headers[pattern]:
            values = response.header(name)
            count_value(*(node.classify(_header_value(values[0])) if values else [OMITTED]))
        body = self._observe_body(documented, response)
        edges = _edges(response.status) if body == DOCUMENTED_BODY else []
        self._statuses[pattern](body, *edges)

    def _observe_body(self, documented: Response, response: WireResponse) -> str:
        """Count the members of the body, and return the class of the whole."""
        if not response.body:
            return NO_BODY
        content_type = b"".join(response.header("content-type")).decode("latin-1")
        media_type = documented.media_type(content_type)
        if media_type is None:
            return OTHER_MEDIA_TYPE
        if count_body := self._bodies.get((documented.pattern.upper(), media_type)):
            content = content_of(response)
            if len(content or b"") > MAX_BODY:
                return ""
            try:
                count_body(json.loads(content or b""))
            except (ValueError, RecursionError):
                return INVALID_JSON
        return DOCUMENTED_BODY


def _edges(status: int) -> list[str]:
    return [LOWEST] * (status % 100 == 0) + [HIGHEST] * (status % 100 == 99)


def _header_value(value: bytes) -> Any:
    """A number or a boolean if the *value* of a header is one in JSON, else a string."""
    try:
        decoded = json.loads(value)
    except ValueError:
        decoded = None
    return decoded if isinstance(decoded, (int, float)) else value.decode("latin-1")
