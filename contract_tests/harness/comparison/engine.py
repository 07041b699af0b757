"""Compares two contracts: validates the messages of each with the other one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from contract_tests.harness.comparison.changes import Change, make_change, merged
from contract_tests.harness.comparison.endpoints import (
    Endpoint,
    EndpointPair,
    endpoints,
    matching_pair,
)
from contract_tests.harness.comparison.findings import Findings, complete_call
from contract_tests.harness.comparison.messages import (
    request_text,
    response_text,
    smallest_call,
)
from contract_tests.harness.comparison.sides import Side
from contract_tests.harness.oracles.violations import Location
from contract_tests.harness.spec import Call, Contract, Operation
from contract_tests.harness.wire.canned_response import CannedResponse


class ComparisonError(Exception):
    """An operation cannot be compared. The message is one line that names it and the reason."""


def compare_operation(older: Contract, operation: Operation, newer: Contract) -> list[Change]:
    """
    Return each change of one *operation* of *older*, those that break clients first.

    Raises:
        ComparisonError: the operation cannot be compared.
    """
    with _named_in_errors(operation):
        pair = matching_pair(older, operation, newer)
        if pair is None:
            side = Side(endpoints(older, operation)[0])
            return [_Direction(side, side, sender_is_older=True).whole_operation()]
        directions = [
            *_Direction(Side(pair.old), Side(pair.new), sender_is_older=True).changes(pair),
            *_Direction(Side(pair.old), Side(pair.new), sender_is_older=False).changes(pair),
        ]
        return merged(directions)


def added_operation(newer: Contract, operation: Operation) -> Change:
    """
    Return the change for an *operation* that *newer* adds.

    Raises:
        ComparisonError: no call of the operation was found.
    """
    with _named_in_errors(operation):
        side = Side(endpoints(newer, operation)[0])
        return _Direction(side, side, sender_is_older=False).whole_operation()


@contextmanager
def _named_in_errors(operation: Operation) -> Iterator[None]:
    """Raise every error as a `ComparisonError` that names *operation*."""
    try:
        yield
    except Exception as error:  # a contract can break Hypothesis and jsonschema in many ways
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        if isinstance(error, RecursionError):
            reason = "a schema refers back to itself for the same value"
        raise ComparisonError(f"{operation.label} cannot be compared: {reason}") from error


@dataclass(frozen=True)
class _Direction:
    """One direction of a comparison: the sender allows a message, and the receiver judges it."""

    older: Side
    newer: Side
    sender_is_older: bool

    @property
    def sender(self) -> Side:
        """The contract that allows the messages of this direction."""
        return self.older if self.sender_is_older else self.newer

    def changes(self, pair: EndpointPair) -> Iterator[Change]:
        """Yield each change; the same one for each status that it concerns."""
        receiver = self.newer if self.sender_is_older else self.older
        found = Findings(self.sender, receiver)
        for url in pair.removed_servers if self.sender_is_older else pair.added_servers:
            yield self.server(url)
        for location, call in found.refused_calls():
            yield self._of_request(location, call)
        for location, response in found.undocumented_responses():
            yield self._of_response(location, response)
        for location, call in found.unmentioned_in_calls():
            yield self._of_request(location, call, is_allowed=True)
        for location, response in found.unmentioned_in_responses():
            yield self._of_response(location, response, is_allowed=True)

    def whole_operation(self) -> Change:
        """The operation exists in one contract only."""
        call = smallest_call(self.sender, complete_call(self.sender), lambda _: True)
        return self._of_request(Location("operation"), call)

    def server(self, url: str) -> Change:
        """The operation exists at the server *url* in one contract only."""
        endpoint = self.sender.endpoint
        side = Side(Endpoint(endpoint.contract, endpoint.operation, url))
        call = smallest_call(side, complete_call(side), lambda _: True)
        return self._of_request(Location("server", url), call, at=side)

    def _of_request(
        self, location: Location, call: Call, *, at: Side | None = None, is_allowed: bool = False
    ) -> Change:
        return self._change(
            breaks=self.sender_is_older and not is_allowed,
            law="request",
            location=location,
            example=request_text(at or self.sender, call, location),
            message=call,
        )

    def _of_response(
        self, location: Location, response: CannedResponse, *, is_allowed: bool = False
    ) -> Change:
        is_undocumented = not self.sender_is_older or self._is_lost_success(location)
        return self._change(
            breaks=(is_undocumented and not is_allowed) or self._is_lost_member(location),
            law="response" if 200 <= location.status <= 299 else "failure",
            location=location,
            example=response_text(response, location),
            message=response,
        )

    @property
    def _change(self) -> partial[Change]:
        return partial(
            make_change,
            older=self.older,
            newer=self.newer,
            sender_is_older=self.sender_is_older,
        )

    def _is_lost_member(self, location: Location) -> bool:
        """
        Whether the newer contract no longer mentions a member of a success.

        By the schemas, a caller cannot rely on an optional member; in practice, callers read it.
        """
        return (
            self.sender_is_older
            and 200 <= location.status <= 299
            and location.keyword == "additionalProperties"
            and self.older.declares(location, location.path)
            and not self.newer.declares(location, location.path)
        )

    def _is_lost_success(self, location: Location) -> bool:
        """Whether the newer contract documents no status of a success on which callers rely."""
        status, old, new = location.status, self.older.operation, self.newer.operation
        documented = old.response(status)
        if location.kind != "status" or not 200 <= status <= 299 or documented is None:
            return False
        same = [each for each in range(200, 300) if old.response(each) is documented]
        # The `default` response stands for a success only where no other response does.
        is_explicit = documented.pattern.startswith("2") or not any(
            each.pattern.startswith("2") for each in old.responses
        )
        return is_explicit and not any(map(new.response, same))
