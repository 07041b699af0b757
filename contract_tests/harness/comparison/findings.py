"""Messages that one contract allows, and what the other contract does not allow or mention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from contract_tests.harness.cases.changed_calls import changed_calls
from contract_tests.harness.cases.changed_responses import changed_responses, statuses
from contract_tests.harness.cases.examples import ARGUMENT_MARKER, ExampleFactory
from contract_tests.harness.cases.schema_differences import undeclared_members
from contract_tests.harness.comparison.changes import general_location
from contract_tests.harness.comparison.messages import (
    has_place,
    smallest_call,
    smallest_response,
)
from contract_tests.harness.comparison.sides import Side
from contract_tests.harness.oracles.request_violations import request_violations
from contract_tests.harness.oracles.response_violations import response_violations
from contract_tests.harness.oracles.violations import Location
from contract_tests.harness.spec import Call, is_json
from contract_tests.harness.wire.canned_response import CannedResponse

T = TypeVar("T", Call, CannedResponse)


def complete_call(side: Side) -> Call:
    """Return a call with every argument and a body."""
    return ExampleFactory(side.endpoint.contract, ARGUMENT_MARKER).call(side.operation)


@dataclass(frozen=True)
class Findings:
    """
    What the *receiver* does not allow or mention of the messages of the *sender*.

    Each finding is a location and the smallest message that shows it.
    """

    sender: Side
    receiver: Side

    def refused_calls(self) -> Iterator[tuple[Location, Call]]:
        """Yield each rule of the receiver that a call of the sender breaks."""
        first: dict[Location, Call] = {}
        for call in changed_calls(*self._sender, *self._receiver):
            for location in self._broken_by_call(call):
                first.setdefault(location, call)
        for location, call in self._without_recursion(first):
            shows = partial(self._call_breaks, location)
            yield location, smallest_call(self.sender, call, shows)

    def undocumented_responses(self) -> Iterator[tuple[Location, CannedResponse]]:
        """Yield each rule of the receiver that a response of the sender breaks."""
        first: dict[Location, CannedResponse] = {}
        for response in changed_responses(*self._sender, *self._receiver):
            for location in self._broken_by_response(response):
                first.setdefault(location, response)
        for location, response in self._without_recursion(first):
            shows = partial(self._response_breaks, location)
            yield location, smallest_response(self.sender, response, shows)

    def unmentioned_in_calls(self) -> Iterator[tuple[Location, Call]]:
        """Yield each member of a request body that the receiver allows without mentioning it."""
        body = self.sender.operation.request_body
        places = [Location("body", name) for name in (body.content if body else ())]
        wanted = [each for place in places for each in self._unmentioned(place)]
        for call in changed_calls(*self._sender, *self._receiver) if wanted else ():
            for location in _shown(wanted, call, call.media_type, 0):
                wanted.remove(location)
                small = smallest_call(self.sender, call, partial(has_place, location.path))
                yield general_location(location, self._sides), small

    def unmentioned_in_responses(self) -> Iterator[tuple[Location, CannedResponse]]:
        """Yield each member of a response body that the receiver allows without mentioning it."""
        places = [
            Location("response body", name, status)
            for status, documented, _ in statuses(self.sender.operation, self.receiver.operation)
            for name in documented.content
            if is_json(name)
        ]
        wanted = [each for place in places for each in self._unmentioned(place)]
        for response in changed_responses(*self._sender, *self._receiver) if wanted else ():
            content_type = b"".join(response.response.header("content-type")).decode()
            for location in _shown(wanted, response, content_type, response.status):
                wanted.remove(location)
                shows = partial(has_place, location.path)
                small = smallest_response(self.sender, response, shows)
                yield general_location(location, self._sides), small

    def _without_recursion(self, first: Mapping[Location, T]) -> Iterator[tuple[Location, T]]:
        """Leave out the places of a recursive schema that repeat a place further outside."""
        known: list[Location] = []
        for location, message in sorted(first.items(), key=lambda item: len(item[0].path)):
            if not any(self.receiver.repeats(location, each) for each in known if location.path):
                known.append(location)
                yield location, message

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self.sender, self.receiver

    @property
    def _sender(self) -> tuple[Any, Any]:
        return self.sender.endpoint.contract, self.sender.operation

    @property
    def _receiver(self) -> tuple[Any, Any]:
        return self.receiver.endpoint.contract, self.receiver.operation

    def _broken_by_call(self, call: Call) -> Iterator[Location]:
        for found in request_violations(*self._receiver, self.sender.operation, call):
            yield general_location(found.location, self._sides)

    def _call_breaks(self, location: Location, call: Call) -> bool:
        return location in self._broken_by_call(call)

    def _response_breaks(self, location: Location, response: CannedResponse) -> bool:
        return location in self._broken_by_response(response)

    def _broken_by_response(self, response: CannedResponse) -> Iterator[Location]:
        for found in response_violations(*self._receiver, response.response):
            yield general_location(found.location, self._sides)

    def _unmentioned(self, body: Location) -> Iterator[Location]:
        """Yield the place of each member of *body* that only the sender declares."""
        sender, receiver = (
            (side.endpoint.contract, [schema])
            for side in self._sides
            for schema in [side.schema(body)]
        )
        for path in undeclared_members(sender, receiver):
            yield replace(body, path=path, keyword="additionalProperties")


def _shown(
    wanted: list[Location], message: Call | CannedResponse, media_type: str | None, status: int
) -> list[Location]:
    """Return the *wanted* locations whose member is in *message*."""
    return [
        each
        for each in wanted
        if (each.name, each.status) == (media_type, status) and has_place(each.path, message)
    ]
