"""Records of calls: what was sent, what must have been sent, and the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.outcome import Outcome
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation, without_names
from contract_tests.harness.spec.media_types import (
    MULTIPART,
    matching_media_type,
    media_type_essence,
)
from contract_tests.harness.wire.messages import Exchange, WireRequest, WireResponse

# A (name, value) pair of a request, decoded.
Pair = tuple[str, str]
# Names of functions of one operation, such as ``("sync", "sync_detailed")``.
Functions = tuple[str, ...]


@dataclass(frozen=True)
class ExpectedRequest:
    """
    One decoded request.

    Args:
        path: decoded segments; the first one follows the first slash.
        query: decoded (name, value) pairs, in no particular order.
        headers: (lower-case name, value) pairs, in no particular order, without the headers that
            the HTTP library adds.
        cookies: (name, value) pairs, in no particular order.
        host: the value of the Host header.
        body: a JSON value, or `ABSENT`.
        media_type: the media type of the body.
    """

    method: str
    path: tuple[str, ...]
    query: tuple[Pair, ...]
    headers: tuple[Pair, ...]
    cookies: tuple[Pair, ...]
    host: str
    body: Any
    media_type: str


@dataclass(frozen=True)
class ExpectedResult:
    """
    What a call must return or raise.

    Args:
        error: the name of the error; empty where the call must return.
        status: the HTTP status of the error, if it has one.
        body: the value, or the body of the error, as a JSON value.
        tolerances_used: the entries of the client's tolerance table that explain this result.
        names: the names by which the error may call the invalid argument.
        arguments: the Python arguments of the call and of its client; the error has one of them.
        pointers: the JSON pointers into the argument that the error may have; empty for any.
        kind: an `OutcomeKind`, or "argument", "connection" or "timeout".
    """

    error: str = ""
    status: int | None = None
    body: Any = None
    tolerances_used: frozenset[str] = frozenset()
    names: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    kind: str = "value"


@dataclass(frozen=True)
class CallRecord:
    """
    One call of one function, with everything that checks compare.

    Args:
        function: the name of the client's function.
        base_url: the base URL of the client.
        expected_request: the one request that the call must send.
        exchanges: the requests and responses on the wire during the call.
        outcome: what the call returned or raised.
        expected_result: what it must return or raise; None where it must return the value in the
            body of the response.
        logs: the log messages of the call; None where logging was not captured.
        canned_response: a label of the response that the harness made, if it made one.
        secrets: texts of the response that no error and no log may contain.
        replay_options: the arguments of the runner, which a replay needs.
    """

    contract: Contract
    operation: Operation
    call: Call
    function: str
    base_url: str
    expected_request: ExpectedRequest
    exchanges: Sequence[Exchange]
    outcome: Outcome
    expected_result: ExpectedResult | None = None
    logs: Iterable[str] | None = ()
    canned_response: str = ""
    secrets: Sequence[str] = ()
    replay_options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request(self) -> WireRequest:
        """The first request."""
        return self.exchanges[0].request

    @property
    def response(self) -> WireResponse:
        """The first response."""
        response = self.exchanges[0].response
        assert response is not None, "the runner raises where the server sends no response"
        return response

    @property
    def succeeded(self) -> bool:
        """Whether the server returned a documented success."""
        return bool(self.exchanges) and self.response.status in self.operation.successes

    @property
    def outcome_kind(self) -> str:
        """The kind of the expected result."""
        return self.expected_result.kind if self.expected_result else "value"

    @property
    def outcome_law(self) -> str:
        """The failure law where the call must raise an error, else the response law."""
        expected = self.expected_result
        return "failure" if expected is not None and expected.error else "response"

    @property
    def prism_limitation(self) -> str:
        """The limitation of Prism that explains why it refuses this valid call; empty if none."""
        accepted = {value for name, value in self.expected_request.headers if name == "accept"}
        documented = [
            p.media_types for p in self.operation.parameters if p.name.lower() == "accept"
        ]
        is_odd = any(names and not accepted <= {*names} for names in documented)
        if is_odd or not self._may_satisfy(accepted, self.operation.usual_statuses):
            return "Prism has no response for an Accept header that no response satisfies"
        body = self.expected_request.body
        media_type = media_type_essence(self.expected_request.media_type)
        parts = body.values() if body is not ABSENT and media_type == MULTIPART else ()
        if any(isinstance(part, (dict, list)) for part in parts):
            return "Prism reads every part of a form as text"
        if self._shares_its_path():
            return "Prism ignores the query in the path of an operation"
        return ""

    def _shares_its_path(self) -> bool:
        """Whether another operation differs only in the query of its path."""
        own = _route(self.operation)
        return sum(_route(each) == own for each in self.contract.operations) > 1

    def accepts(self, status: int) -> bool:
        """Whether the Accept header of the request allows the documented response of *status*."""
        accepted = [value.decode("latin-1") for value in self.request.header("accept")]
        return self._may_satisfy(accepted, [status])

    def _may_satisfy(self, accepted: Iterable[str], statuses: Iterable[int]) -> bool:
        """Whether a documented response has a media type that the *accepted* values allow."""
        responses = [self.operation.response(status) for status in statuses]
        types = [name for each in responses if each for name in each.content]
        ranges = [part for value in accepted for part in value.split(",")]
        if not types or not ranges:
            return True
        return any(matching_media_type(ranges, name) for name in types)


def _route(operation: Operation) -> tuple[str, str]:
    """The method and the path of *operation*, without its query and the names of parameters."""
    return operation.method, without_names(operation.path.partition("?")[0])
