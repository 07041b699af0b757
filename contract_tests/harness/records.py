"""One call through the client, and all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.driver import Outcome
from contract_tests.harness.oracles.body_codec import MULTIPART, essence
from contract_tests.harness.oracles.expected_request import Expected
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation
from contract_tests.harness.wire.messages import Exchange, WireRequest, WireResponse

# The names of the functions of one flavour.
Functions = tuple[str, ...]


@dataclass(frozen=True)
class Due:
    """
    What a call must come to.

    Args:
        error: the name of the error's class; empty for a value.
        status: the HTTP status that the error speaks of, if any.
        told: the value, or the error's body, as a JSON value.
        forgiven: the entries of the client's tolerance table that make it so.
        names: what the error may call the argument that it is about.
    """

    error: str = ""
    status: int | None = None
    told: Any = None
    forgiven: frozenset[str] = frozenset()
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trial:
    """
    One call and all that is known of it.

    Args:
        function: the name of the client's function that was called.
        base_url: of the client.
        expected: the one request that the call makes.
        exchanges: what was on the wire during the call.
        outcome: what the call came to.
        due: what it must come to; None for a value, namely what the answer's body says.
        logs: what was logged during the call, as text; None where nobody listened.
        played: the answer, where the harness made it up; for people.
        secrets: texts of the answer that no error and no log may show.
        steer: what the lane was told beside the call, for who makes it again.
        newer: the contract that the server keeps by now, where that is another.
    """

    contract: Contract
    operation: Operation
    call: Call
    function: str
    base_url: str
    expected: Expected
    exchanges: Sequence[Exchange]
    outcome: Outcome
    due: Due | None = None
    logs: Sequence[str] | None = ()
    played: str = ""
    secrets: Sequence[str] = ()
    steer: Mapping[str, Any] = field(default_factory=dict)
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
    def beyond_prism(self) -> str:
        """Why Prism cannot know better, where it refuses the call; nothing where it can."""
        accepted = {value for name, value in self.expected.headers if name == "accept"}
        known = [p.names for p in self.operation.parameters if p.name.lower() == "accept"]
        if any(names and not accepted <= {*names} for names in known):
            return "Prism has no answer for an Accept that no answer of the contract is in"
        body, media_type = self.expected.body, essence(self.expected.media_type)
        parts = body.values() if body is not ABSENT and media_type == MULTIPART else ()
        if any(isinstance(part, (dict, list)) for part in parts):
            return "Prism takes parts of a form for text"
        return ""

    @property
    def succeeded(self) -> bool:
        """Whether the server answered with a documented success."""
        return bool(self.exchanges) and self.response.status in self.operation.successes
