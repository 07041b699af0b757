"""
The expected outcome of a call, computed from the response and the contract.

Rule 1: this module shares nothing with the generator, the client or httpx.
Rule 2: only an entry of the client's tolerance table excuses what the contract does not allow.
Rule 3: JSON that is nested too deeply for Python's parser is invalid, here as in the client.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.harness.oracles.body_codec import read_body
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.oracles.tolerated import (
    ERROR_BODY,
    NO_CONTENT_TYPE,
    read_tolerantly,
)
from contract_tests.harness.oracles.violation_pointers import violation_pointers
from contract_tests.harness.spec import (
    ABSENT,
    Contract,
    Operation,
    Response,
    json_media_type,
)
from contract_tests.harness.wire.canned_response import content_of
from contract_tests.harness.wire.messages import WireResponse

OutcomeKind = Literal["value", "status", "body", "redirect", "unexpected"]

NONE_USED: frozenset[str] = frozenset()
# Bodies whose validity is remembered. Matrices and Prism send the same body many times.
MAX_REMEMBERED = 1_000
MAX_REMEMBERED_BYTES = 100_000


@dataclass(frozen=True)
class ExpectedOutcome:
    """
    The expected outcome of a call.

    Args:
        kind: "value"; "status", the error of a documented status; "body", the error of a body that
            breaks the contract; "redirect" or "unexpected", the errors of undocumented statuses.
        pattern: the pattern of the documented response.
        body: the body as a JSON value; None without a valid body.
        valid: whether the contract allows the body, so that a detailed function returns it.
        tolerances_used: the entries of the tolerance table that were needed.
    """

    kind: OutcomeKind
    pattern: str | None = None
    body: Any = None
    valid: bool = False
    tolerances_used: frozenset[str] = frozenset()


class OutcomeOracle:
    """Computes expected outcomes; *tolerances* are the names in the client's table."""

    def __init__(self, contract: Contract, tolerances: Collection[str] = ()) -> None:
        self._contract = contract
        self._tolerances = frozenset(tolerances)
        self._validators: dict[int, Any] = {}
        self._remembered: dict[tuple[object, ...], tuple[bool, Any, frozenset[str]]] = {}

    def read(self, operation: Operation, response: WireResponse) -> ExpectedOutcome:
        """Return the expected outcome of *response* to *operation*."""
        status = response.status
        documented = operation.response(status)
        if documented is None:
            return ExpectedOutcome("redirect" if 300 <= status <= 399 else "unexpected")
        pattern, success = documented.pattern.upper(), 200 <= status <= 299
        valid, body, used = self._remembered_body(documented, response)
        if valid and used <= self._tolerances:
            return ExpectedOutcome("value" if success else "status", pattern, body, True, used)
        if not success and ERROR_BODY in self._tolerances:
            return ExpectedOutcome("status", pattern, tolerances_used=frozenset({ERROR_BODY}))
        return ExpectedOutcome("body", pattern)

    def allows(self, schema: Mapping[str, Any], value: Any) -> bool:
        """Whether *schema* allows *value*."""
        return bool(self._validator(schema).is_valid(value))

    def lists(self, schema: Any, value: Any) -> bool:
        """Whether *value* is one of the values that *schema* lists."""
        schema = self._contract.resolve(schema)
        if not isinstance(schema, Mapping):
            return False
        return value in schema.get("enum", ()) or value == schema.get("const", ABSENT)

    def pointers(self, schema: Mapping[str, Any], value: Any) -> frozenset[str]:
        """The JSON pointers of the violations of *schema* by *value*."""
        return violation_pointers(self._validator(schema).iter_errors(value))

    def _validator(self, schema: Mapping[str, Any]) -> Any:
        if id(schema) not in self._validators:
            self._validators[id(schema)] = strict_validator(self._contract.validator(schema))
        return self._validators[id(schema)]

    def _remembered_body(
        self, documented: Response, response: WireResponse
    ) -> tuple[bool, Any, frozenset[str]]:
        """Return what `_body` returns, from memory where the same body came before."""
        if len(response.body) > MAX_REMEMBERED_BYTES:
            return self._body(documented, response)
        headers = (response.header("content-type"), response.header("content-encoding"))
        key = (id(documented), *headers, response.body)
        if key not in self._remembered:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._body(documented, response)
        return self._remembered[key]

    def _body(
        self, documented: Response, response: WireResponse
    ) -> tuple[bool, Any, frozenset[str]]:
        """Return whether the contract allows the body, its value, and the tolerances used."""
        if not documented.content:
            return True, None, NONE_USED
        content = content_of(response)
        content_type = b"".join(response.header("content-type")).decode("latin-1").strip()
        media_type = documented.media_type(content_type or next(iter(documented.content)))
        if content is None or media_type is None:
            return False, None, NONE_USED
        used = NONE_USED if content_type else frozenset({NO_CONTENT_TYPE})
        try:
            schema = documented.content[media_type]
            json_name = json_media_type(media_type, self._contract.resolve(schema))
            body = read_body(content_type or json_name or media_type, content)
            if self.allows(schema, body) or not json_name:
                return self.allows(schema, body), body, used
            valid, body, more = read_tolerantly(self._validator(schema), body, self._tolerances)
            return valid, body, used | more
        except (ValueError, RecursionError):
            return False, None, NONE_USED
