"""Responses that one contract allows, where another contract defines the response differently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.cases.examples import MARKERS, ExampleFactory
from contract_tests.harness.cases.schema_differences import same_definition
from contract_tests.harness.cases.value_variants import variants
from contract_tests.harness.oracles.body_codec import scalar_text
from contract_tests.harness.spec import Contract, Operation, Response, is_json
from contract_tests.harness.spec.model import FINAL_STATUSES
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
    operation: Operation, counterpart: Operation
) -> Iterator[tuple[int, Response, Response | None]]:
    """Yield (status, response, its counterpart) for each distinct pair of responses."""
    seen = set()
    for status in FINAL_STATUSES:
        response, other = operation.response(status), counterpart.response(status)
        pair = response and response.pattern, other and other.pattern, status // 100
        if response is not None and pair not in seen:
            seen.add(pair)
            yield status, response, other


def changed_responses(
    contract: Contract, operation: Operation, other: Contract, counterpart: Operation
) -> Iterator[CannedResponse]:
    """
    Yield responses of *operation* that its *contract* allows.

    Where the *counterpart*, an operation of the *other* contract, defines a response differently,
    there is one for each place that may differ; of an equal definition there is none.
    """
    for status, response, defined in statuses(operation, counterpart):
        if defined is None or not same_definition(
            contract, _definition(response), other, _definition(defined)
        ):
            yield from _ChangedResponses(contract, response, other, defined, status).responses()


def _definition(response: Response) -> Any:
    return response.content, response.headers


@dataclass(frozen=True)
class _ChangedResponses:
    """The responses with one status; *defined* is what the other contract defines for it."""

    contract: Contract
    response: Response
    other: Contract
    defined: Response | None
    status: int

    def responses(self) -> Iterator[CannedResponse]:
        """Yield responses of each media type, then with each header that is defined differently."""
        complete = CannedResponse("no body", self.status)
        for name, schema in self.response.content.items():
            for media_type in _media_types(name, self.defined):
                with_bodies = self._with_bodies(media_type, schema)
                complete = next(with_bodies)
                yield complete
                yield from with_bodies
        if not self.response.content:
            yield replace(complete, headers=self._required_headers())
        for name, header in self.response.headers.items():
            defined = self.defined.header(name) if self.defined else None
            if defined is None or not same_definition(self.contract, header, self.other, defined):
                rest = tuple(pair for pair in complete.headers if pair[0] != name.encode())
                yield from self._with_header(name, header, defined, replace(complete, headers=rest))

    def _with_bodies(self, media_type: str, schema: Any) -> Iterator[CannedResponse]:
        """Yield a response, and more if the other contract defines its body differently."""
        matching = self.defined and self.defined.media_type(media_type)
        defined = self.defined.content[matching] if self.defined and matching else schema
        is_changed = not same_definition(self.contract, schema, self.other, defined)
        for value in variants(self.contract, schema, self.other, defined):
            text = json.dumps(value) if is_json(media_type) else scalar_text(value)
            headers = ((b"Content-Type", media_type.encode()), *self._required_headers())
            yield CannedResponse(json.dumps(value), self.status, headers, text.encode(), MARKERS)
            if not is_changed:
                return

    def _with_header(
        self, name: str, header: Any, defined: Any, response: CannedResponse
    ) -> Iterator[CannedResponse]:
        """Yield *response* with variants of the header, and without it if it is optional."""
        if not header.get("required"):
            yield replace(response, name=f"{response.name}, no {name}")
        schema = header.get("schema", {})
        other = defined.get("schema", {}) if defined else schema
        for value in variants(self.contract, schema, self.other, other):
            if (text := _header_text(value)) is not None:
                headers = (*response.headers, (name.encode(), text))
                yield replace(response, name=f"{response.name}, {name}: {value}", headers=headers)

    def _required_headers(self) -> Headers:
        factory = ExampleFactory(self.contract)
        return tuple(
            (name.encode(), _header_text(factory.valid(header.get("schema", {}))) or b"")
            for name, header in self.response.headers.items()
            if header.get("required")
        )


def _header_text(value: Any) -> bytes | None:
    """Return *value* as a header value, or None if a header cannot carry it."""
    text = scalar_text(value) if not isinstance(value, (list, dict)) else ""
    return text.encode() if text.isascii() and text.isprintable() and text.strip() else None


def _media_types(name: str, defined: Response | None) -> Iterator[str]:
    """Yield *name*; for a range, a common media type and one that *defined* does not document."""
    main_type, _, subtype = name.partition("/")
    if subtype.strip() != "*":
        yield name
        return
    yield COMMON_MEDIA_TYPES.get(main_type, f"{main_type}/{UNKNOWN_SUBTYPE}")
    unknown = f"{main_type.replace('*', 'application')}/{UNKNOWN_SUBTYPE}"
    if defined is None or defined.media_type(unknown) is None:
        yield unknown
