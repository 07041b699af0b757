"""
What an answer means, read with the contract alone.

Rule 1: this file shares nothing with the generator, the client or httpx.
Rule 2: what the contract does not allow is forgiven only by an entry of the tolerance table.
Rule 3: JSON that is nested too deep for Python to read is no JSON, here as in the client.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.spec import Contract, Operation, Response
from contract_tests.harness.wire.canned_response import content_of
from contract_tests.harness.wire.messages import WireResponse

OutcomeKind = Literal["value", "status", "body", "redirect", "unexpected"]

# What a client may forgive, as its table calls it.
ERROR_BODY = "error-body"
NO_CONTENT_TYPE = "no-content-type"
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ExpectedOutcome:
    """
    What a call must come to.

    Args:
        kind: a value; the error of a documented status; the error of a body that breaks the
            contract, of a redirect, or of a status that the contract does not have.
        pattern: the documented response that the status falls under.
        body: the body as a JSON value; None where there is none, or none that may be told.
        valid: whether the body is what the contract says, so that a detailed function returns it.
        tolerances_used: the entries of the tolerance table that were needed.
    """

    kind: OutcomeKind
    pattern: str | None = None
    body: Any = None
    valid: bool = False
    tolerances_used: frozenset[str] = frozenset()


class OutcomeOracle:
    """Reads answers; *tolerances* are the names in the client's table of what it forgives."""

    def __init__(self, contract: Contract, tolerances: Collection[str] = ()) -> None:
        self._contract = contract
        self._tolerances = frozenset(tolerances)
        self._validators: dict[int, Any] = {}

    def read(self, operation: Operation, response: WireResponse) -> ExpectedOutcome:
        """What *response* to *operation* means."""
        status = response.status
        documented = operation.response(status)
        if documented is None:
            return ExpectedOutcome("redirect" if 300 <= status <= 399 else "unexpected")
        pattern, success = documented.pattern.upper(), 200 <= status <= 299
        sound, told, forgiven = self._body(documented, response)
        if sound and forgiven <= self._tolerances:
            return ExpectedOutcome("value" if success else "status", pattern, told, True, forgiven)
        if not success and ERROR_BODY in self._tolerances:
            return ExpectedOutcome("status", pattern, tolerances_used=frozenset({ERROR_BODY}))
        return ExpectedOutcome("body", pattern)

    def allows(self, schema: Mapping[str, Any], body: Any) -> bool:
        """Whether *body* is what *schema* says."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = strict_validator(self._contract.validator(schema))
        return bool(self._validators[id(schema)].is_valid(body))

    def _body(
        self, documented: Response, response: WireResponse
    ) -> tuple[bool, Any, frozenset[str]]:
        """Whether the body is what the contract says, the body, and what had to be forgiven."""
        if not documented.content:
            return True, None, NOTHING
        content = content_of(response)
        given = b"".join(response.header("content-type")).decode("latin-1").strip()
        name = documented.media_type(given or next(iter(documented.content)))
        if content is None or name is None:
            return False, None, NOTHING
        forgiven = NOTHING if given else frozenset({NO_CONTENT_TYPE})
        try:
            told = read_body(given or name, content)
            return self.allows(documented.content[name], told), told, forgiven
        except (ValueError, RecursionError):
            return False, None, NOTHING
