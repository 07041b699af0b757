"""Checks of Prism. A wrong response of Prism is an error of the tool, not of the client."""

from __future__ import annotations

import re

from contract_tests.harness.checks.base import Mismatch, check, compare
from contract_tests.harness.oracles.response_violations import deviation
from contract_tests.harness.prism.prism import MockDeviatedError, MockServerError
from contract_tests.harness.records import CallRecord

# The `type` (RFC 9457) of Prism's own response to a missing credential, which Prism sends where the
# contract documents no 401.
OWN_REFUSAL = b"/prism/errors#UNAUTHORIZED"


def prism_response_conformance(record: CallRecord) -> None:
    """
    The status, media type, body and headers of the response are documented.

    Raises:
        MockDeviatedError: Prism sent an undocumented response.
    """
    if found := deviation(record.contract, record.operation, record.response):
        raise _prism_fault(record, *found, kind=MockDeviatedError)


@check("failure")
def missing_credential_is_rejected(record: CallRecord) -> Mismatch | None:
    """
    Prism responds with 401 to a call without a required credential.

    Prism itself must have noticed: it names the violation, or sends a body of its own where the
    contract documents no 401.
    """
    response = record.response
    documents_401 = record.operation.response(401) is not None
    has_reason = response.header("sl-violations") or (
        not documents_401 and OWN_REFUSAL in response.body
    )
    if response.status == 401 and not has_reason:
        # Another method may be that of another operation, which needs no credential.
        if mismatch := compare(record.request.method, record.expected_request.method):
            return mismatch
        raise _prism_fault(record, "401 without a reason", "401 with a reason")
    return compare(response.status, 401)


def prism_returns_requested_status(record: CallRecord) -> None:
    """
    The response has the status that the `Prefer` header requests, and the request is accepted.

    Raises:
        MockServerError: Prism sent another response; `MockDeviatedError` where a known limitation
            of Prism explains it.
    """
    response = record.response
    requested = re.search(r"code=(\d+)", str(record.replay_options.get("prefer")))
    violations = b"; ".join(response.header("sl-violations"))
    deviates = record.prism_limitation or _breaks_the_contract_itself(violations)
    kind = MockDeviatedError if deviates else MockServerError
    if violations:
        detail = violations[:500].decode("utf-8", "replace")
        raise _prism_fault(record, f"refused: {detail}", "accepted", kind=kind)
    if requested and response.status != int(requested[1]):
        if not record.accepts(int(requested[1])):  # then Prism sends another response
            kind = MockDeviatedError
        received, documented = f"status {response.status}", f"status {requested[1]}"
        raise _prism_fault(record, received, documented, kind=kind)


def _breaks_the_contract_itself(violations: bytes) -> bool:
    """Whether Prism finds nothing wrong but its own response, which an example may prescribe."""
    # Prism cuts a long list, which is no JSON then; those of the request come first.
    return set(re.findall(rb'\{"location":\["(\w+)"', violations)) == {b"response"}


def _prism_fault(
    record: CallRecord,
    received: str,
    documented: str,
    kind: type[MockServerError] = MockServerError,
) -> MockServerError:
    label = record.operation.label
    return kind(f"{label}: the mock server returned {received} instead of {documented}")
