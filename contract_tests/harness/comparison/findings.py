"""Messages that one contract allows, and what the other contract does not allow or mention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from contract_tests.harness.cases.changed_calls import changed_calls
from contract_tests.harness.cases.changed_responses import changed_responses, statuses
from contract_tests.harness.cases.schema_differences import undeclared_members
from contract_tests.harness.cases.valid_messages import valid_call
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

T = TypeVar("T")


def complete_call(side: Side) -> Call:
    """Return a call with every argument and a body."""
    return valid_call(side.endpoint.contract, side.operation)


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
        calls = changed_calls(*self._sender, *self._receiver)
        for location, call, shows in self._broken_rules(calls, self._broken_by_call):
            yield location, smallest_call(self.sender, call, shows)

    def undocumented_responses(self) -> Iterator[tuple[Location, CannedResponse]]:
        """Yield each rule of the receiver that a response of the sender breaks."""
        responses = changed_responses(*self._sender, *self._receiver)
        for location, response, shows in self._broken_rules(responses, self._broken_by_response):
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

    def _broken_rules(
        self, messages: Iterable[T], broken_by: Callable[[T], set[Location]]
    ) -> Iterator[tuple[Location, T, Callable[[T], bool]]]:
        """
        Yield each rule that a message breaks, and the message that breaks the fewest others.

        The function tells whether another message breaks it too, and no more others. The places
        of a recursive schema that repeat a place further outside are left out.
        """
        best: dict[Location, tuple[int, T]] = {}
        for each in messages:
            broken = broken_by(each)
            for location in broken:
                if location not in best or len(broken) < best[location][0]:
                    best[location] = len(broken), each
        known: list[Location] = []
        for location, (_, message) in sorted(best.items(), key=lambda item: _order(item[0])):
            if not any(self.receiver.repeats(location, other) for other in known):
                known.append(location)
                others = broken_by(message)
                yield location, message, partial(_shows, location, broken_by, others)

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self.sender, self.receiver

    @property
    def _sender(self) -> tuple[Any, Any]:
        return self.sender.endpoint.contract, self.sender.operation

    @property
    def _receiver(self) -> tuple[Any, Any]:
        return self.receiver.endpoint.contract, self.receiver.operation

    def _broken_by_call(self, call: Call) -> set[Location]:
        """The rules that *call* breaks for the receiver."""
        return {
            general_location(found.location, self._sides)
            for found in request_violations(*self._receiver, self.sender.operation, call)
        }

    def _broken_by_response(self, response: CannedResponse) -> set[Location]:
        """
        The rules that *response* breaks for the receiver.

        Those that it breaks for the sender too are about bodies that cannot be read, such as XML.
        """
        own, other = (
            {
                general_location(found.location, self._sides)
                for found in response_violations(*judge, response.response)
            }
            for judge in (self._sender, self._receiver)
        )
        return other - own

    def _unmentioned(self, body: Location) -> Iterator[Location]:
        """Yield the place of each member of *body* that only the sender declares."""
        sender, receiver = (
            (side.endpoint.contract, [schema])
            for side in self._sides
            for schema in [side.schema(body)]
        )
        for path in undeclared_members(sender, receiver):
            yield replace(body, path=path, keyword="additionalProperties")


def _order(location: Location) -> tuple[int, str]:
    """Return the key by which locations are sorted: the outermost places come first."""
    return len(location.path), repr(location)


def _shows(
    location: Location,
    broken_by: Callable[[T], set[Location]],
    others: Set[Location],
    message: T,
) -> bool:
    """Whether *message* breaks the rule of *location*, and no other rules than *others*."""
    broken = broken_by(message)
    return location in broken and broken <= others


def _shown(
    wanted: list[Location], message: Call | CannedResponse, media_type: str | None, status: int
) -> list[Location]:
    """Return the *wanted* locations whose member is in *message*."""
    return [
        each
        for each in wanted
        if (each.name, each.status) == (media_type, status) and has_place(each.path, message)
    ]
