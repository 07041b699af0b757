"""The answers of a newer contract, by kind, where it says something else than the older one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.cases.examples import MARKERS, ExampleFactory
from contract_tests.harness.cases.value_variants import candidate_values, same_definition, variants
from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.spec import Contract, Operation, Response, is_json
from contract_tests.harness.wire.canned_response import CannedResponse
from contract_tests.harness.wire.messages import Headers

STATUSES = range(200, 600)
# Of each range of media types, one that there is; then one that nobody has heard of.
OF_A_RANGE = {"*": "application/json", "application": "application/json", "text": "text/plain"}
UNHEARD = "x-unheard-of"


def statuses(
    older: Operation, newer: Operation, *, success: bool
) -> Iterator[tuple[int, Response | None, Response]]:
    """One status of each sort that the two tell apart, with their responses."""
    sorts = set()
    for status in STATUSES:
        was, now = older.response(status), newer.response(status)
        sort = was and was.pattern, now and now.pattern, status // 100
        if now is not None and sort not in sorts and success == (status < 300):
            sorts.add(sort)
            yield status, was, now


def drifted_responses(
    older: Contract, operation: Operation, newer: Contract, now: Operation, *, success: bool
) -> Iterator[CannedResponse]:
    """What *newer* lets the server say to *operation*, there *now*: successes, or all else."""
    for status, was, response in statuses(operation, now, success=success):
        yield from _Answers(older, was, newer, response, status).replies()


@dataclass(frozen=True)
class _Answers:
    """Those of one status. What has not changed is said once."""

    older: Contract
    was: Response | None
    newer: Contract
    now: Response
    status: int

    def replies(self) -> Iterator[CannedResponse]:
        whole = CannedResponse("nothing", self.status)
        for name, schema in self.now.content.items():
            for media_type in _media_types(name, self.was):
                found = self._with_bodies(media_type, name, schema)
                whole = next(found)
                yield whole
                yield from found
        always = self._always()
        if not self.now.content:
            yield replace(whole, headers=always)
        for name, header in self.now.headers.items():
            past = self.was.headers.get(name) if self.was else None
            if past is None or not same_definition(self.older, past, self.newer, header):
                others = tuple(pair for pair in whole.headers if pair[0] != name.encode())
                yield from self._with_header(name, header, replace(whole, headers=others))

    def _with_bodies(self, media_type: str, name: str, schema: Any) -> Iterator[CannedResponse]:
        past = list(self.was.content.items()) if self.was else []
        values = candidate_values((self.newer, schema), *((self.older, each) for _, each in past))
        for value in variants(self.newer, schema, values):
            text = json.dumps(value) if is_json(media_type) else scalar_text(value)
            headers = ((b"Content-Type", media_type.encode()), *self._always())
            yield CannedResponse(json.dumps(value), self.status, headers, text.encode(), MARKERS)
            if any(
                n == name and same_definition(self.older, s, self.newer, schema) for n, s in past
            ):
                return

    def _with_header(
        self, name: str, header: Any, reply: CannedResponse
    ) -> Iterator[CannedResponse]:
        """*reply* with all that the header may say, and without it where it may be left out."""
        if not header.get("required"):
            yield replace(reply, name=f"{reply.name}, no {name}")
        schema, past = header.get("schema", {}), self.was.headers.get(name) if self.was else None
        beside = [(self.older, past.get("schema", {}))] if past else []
        for value in variants(self.newer, schema, candidate_values((self.newer, schema), *beside)):
            if (text := _text(value)) is not None:
                headers = (*reply.headers, (name.encode(), text))
                yield replace(reply, name=f"{reply.name}, {name}: {value}", headers=headers)

    def _always(self) -> Headers:
        """The headers that the server has to send."""
        samples = ExampleFactory(self.newer)
        return tuple(
            (name.encode(), _text(samples.valid(header.get("schema", {}))) or b"")
            for name, header in self.now.headers.items()
            if header.get("required")
        )


def _text(value: Any) -> bytes | None:
    """What a header says; None where it cannot."""
    text = scalar_text(value) if not isinstance(value, (list, dict)) else ""
    return text.encode() if text.isascii() and text.isprintable() and text.strip() else None


def _media_types(name: str, was: Response | None) -> Iterator[str]:
    """The media type of that *name*; of a range, a known one, and one that is new to *was*."""
    kind, _, rest = name.partition("/")
    if rest.strip() != "*":
        yield name
        return
    yield OF_A_RANGE.get(kind, f"{kind}/{UNHEARD}")
    unheard = f"{kind.replace('*', 'application')}/{UNHEARD}"
    if was is None or was.media_type(unheard) is None:
        yield unheard
