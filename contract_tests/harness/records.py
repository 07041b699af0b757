"""One call through the client, and all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.outcome import Outcome
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation
from contract_tests.harness.spec.media_types import MULTIPART, media_type_essence
from contract_tests.harness.wire.messages import Exchange, WireRequest, WireResponse

# A (name, value) pair of a request, decoded.
Pair = tuple[str, str]
# The names of the functions of one flavour.
Functions = tuple[str, ...]


@dataclass(frozen=True)
class ExpectedRequest:
    """
    One request, decoded.

    Args:
        path: segments, decoded; the first one follows the first slash.
        query: (name, value), decoded, in no order.
        headers: (lower-case name, value), in no order, without the transport's own.
        cookies: (name, value), in no order.
        host: the value of the Host header.
        body: a JSON value, or `ABSENT`.
        media_type: of the body.
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
    What a call must come to.

    Args:
        error: the name of the error's class; empty for a value.
        status: the HTTP status that the error speaks of, if any.
        body: the value, or the error's body, as a JSON value.
        tolerances_used: the entries of the client's tolerance table that make it so.
        names: what the error may call the argument that it is about.
    """

    error: str = ""
    status: int | None = None
    body: Any = None
    tolerances_used: frozenset[str] = frozenset()
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CallRecord:
    """
    One call and all that is known of it.

    Args:
        function: the name of the client's function that was called.
        base_url: of the client.
        expected_request: the one request that the call makes.
        exchanges: what was on the wire during the call.
        outcome: what the call came to.
        expected_result: what it must come to; None for a value, namely what the answer's body says.
        logs: what was logged during the call, as text; None where nobody listened.
        canned_response: the answer, where the harness made it up; for people.
        secrets: texts of the answer that no error and no log may show.
        replay_options: what the lane was told beside the call, for who makes it again.
        newer: the contract that the server keeps by now, where that is another.
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
    logs: Sequence[str] | None = ()
    canned_response: str = ""
    secrets: Sequence[str] = ()
    replay_options: Mapping[str, Any] = field(default_factory=dict)
    newer: Contract | None = None

    @property
    def request(self) -> WireRequest:
        return self.exchanges[0].request

    @property
    def response(self) -> WireResponse:
        response = self.exchanges[0].response
        assert response is not None, "the lane raises when the server gives no answer"
        return response

    @property
    def prism_limitation(self) -> str:
        """Why Prism cannot know better, where it refuses the call; nothing where it can."""
        accepted = {value for name, value in self.expected_request.headers if name == "accept"}
        known = [p.media_types for p in self.operation.parameters if p.name.lower() == "accept"]
        if any(names and not accepted <= {*names} for names in known):
            return "Prism has no answer for an Accept that no answer of the contract is in"
        body, media_type = (
            self.expected_request.body,
            media_type_essence(self.expected_request.media_type),
        )
        parts = body.values() if body is not ABSENT and media_type == MULTIPART else ()
        if any(isinstance(part, (dict, list)) for part in parts):
            return "Prism takes parts of a form for text"
        return ""

    @property
    def succeeded(self) -> bool:
        """Whether the server answered with a documented success."""
        return bool(self.exchanges) and self.response.status in self.operation.successes
