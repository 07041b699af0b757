"""Responses that a newer contract allows, where its definition differs from the older one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.cases.examples import MARKERS, ExampleFactory
from contract_tests.harness.cases.member_combinations import FINAL_STATUSES
from contract_tests.harness.cases.value_variants import candidate_values, same_definition, variants
from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.spec import Contract, Operation, Response, is_json
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Headers

# For each range of media types, a common media type of it.
COMMON_MEDIA_TYPES = {
    "*": "application/json",
    "application": "application/json",
    "text": "text/plain",
}
UNKNOWN_SUBTYPE = "x-unheard-of"


def statuses(
    older: Operation, newer: Operation, *, success: bool
) -> Iterator[tuple[int, Response | None, Response]]:
    """Yield (status, older response, newer response) for each distinct pair of responses."""
    seen = set()
    for status in FINAL_STATUSES:
        was, now = older.response(status), newer.response(status)
        pair = was and was.pattern, now and now.pattern, status // 100
        if now is not None and pair not in seen and success == (status < 300):
            seen.add(pair)
            yield status, was, now


def drifted_responses(
    older: Contract, operation: Operation, newer: Contract, now: Operation, *, success: bool
) -> Iterator[CannedResponse]:
    """Yield responses that *newer* allows for *operation*, there *now*: successes or all others."""
    for status, was, response in statuses(operation, now, success=success):
        yield from _DriftedResponses(older, was, newer, response, status).responses()


@dataclass(frozen=True)
class _DriftedResponses:
    """The responses with one status. An unchanged schema has one response."""

    older: Contract
    was: Response | None
    newer: Contract
    now: Response
    status: int

    def responses(self) -> Iterator[CannedResponse]:
        """Yield the drifted responses: of each media type, then with changed headers."""
        complete = CannedResponse("no body", self.status)
        for name, schema in self.now.content.items():
            for media_type in _media_types(name, self.was):
                with_bodies = self._with_bodies(media_type, name, schema)
                complete = next(with_bodies)
                yield complete
                yield from with_bodies
        if not self.now.content:
            yield replace(complete, headers=self._required_headers())
        for name, header in self.now.headers.items():
            past = self.was.headers.get(name) if self.was else None
            if past is None or not same_definition(self.older, past, self.newer, header):
                others = tuple(pair for pair in complete.headers if pair[0] != name.encode())
                yield from self._with_header(name, header, replace(complete, headers=others))

    def _with_bodies(self, media_type: str, name: str, schema: Any) -> Iterator[CannedResponse]:
        past = list(self.was.content.items()) if self.was else []
        unchanged = any(
            past_name == name and same_definition(self.older, past_schema, self.newer, schema)
            for past_name, past_schema in past
        )
        candidates = candidate_values(
            (self.newer, schema), *((self.older, past_schema) for _, past_schema in past)
        )
        for value in variants(self.newer, schema, candidates):
            text = json.dumps(value) if is_json(media_type) else scalar_text(value)
            headers = ((b"Content-Type", media_type.encode()), *self._required_headers())
            yield CannedResponse(json.dumps(value), self.status, headers, text.encode(), MARKERS)
            if unchanged:
                return

    def _with_header(
        self, name: str, header: Any, response: CannedResponse
    ) -> Iterator[CannedResponse]:
        """Yield *response* with variants of the header, and without it if it is optional."""
        if not header.get("required"):
            yield replace(response, name=f"{response.name}, no {name}")
        schema, past = header.get("schema", {}), self.was.headers.get(name) if self.was else None
        older = [(self.older, past.get("schema", {}))] if past else []
        for value in variants(self.newer, schema, candidate_values((self.newer, schema), *older)):
            if (text := _header_text(value)) is not None:
                headers = (*response.headers, (name.encode(), text))
                yield replace(response, name=f"{response.name}, {name}: {value}", headers=headers)

    def _required_headers(self) -> Headers:
        factory = ExampleFactory(self.newer)
        return tuple(
            (name.encode(), _header_text(factory.valid(header.get("schema", {}))) or b"")
            for name, header in self.now.headers.items()
            if header.get("required")
        )


def _header_text(value: Any) -> bytes | None:
    """Return *value* as a header value, or None if a header cannot carry it."""
    text = scalar_text(value) if not isinstance(value, (list, dict)) else ""
    return text.encode() if text.isascii() and text.isprintable() and text.strip() else None


def _media_types(name: str, was: Response | None) -> Iterator[str]:
    """Yield *name*; for a range, a common media type and one that *was* does not document."""
    main_type, _, subtype = name.partition("/")
    if subtype.strip() != "*":
        yield name
        return
    yield COMMON_MEDIA_TYPES.get(main_type, f"{main_type}/{UNKNOWN_SUBTYPE}")
    unknown = f"{main_type.replace('*', 'application')}/{UNKNOWN_SUBTYPE}"
    if was is None or was.media_type(unknown) is None:
        yield unknown
