"""
Checks of the server: Prism, or an API that implements a newer contract (`--against`).

A wrong response of Prism is an error of the tool, not of the client. Where Prism serves a newer
contract, it stands for an API that has changed, and the check fails.
"""

from __future__ import annotations

import json
import re

from contract_tests.harness.checks.base import Mismatch, check, compare
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.oracles.request_compatibility import (
    accepts_credentials,
    incompatibility,
)
from contract_tests.harness.oracles.response_conformance import deviation
from contract_tests.harness.prism.prism import MockDeviatedError, MockServerError
from contract_tests.harness.records import CallRecord
from contract_tests.harness.spec import Contract

# The `type` (RFC 9457) of Prism's own response to a missing credential, which Prism sends where the
# contract documents no 401.
OWN_REFUSAL = b"/prism/errors#UNAUTHORIZED"


def response_conformance(record: CallRecord) -> None:
    """
    The status, media type, body and headers of the response are documented.

    Raises:
        MockDeviatedError: Prism sent an undocumented response.
        MismatchError: a server that implements a newer contract did.
    """
    __tracebackhide__ = True
    if found := deviation(record.contract, record.operation, record.response):
        law = "response" if 200 <= record.response.status <= 299 else "failure"
        raise _server_fault(record, law, "response conformance", *found, kind=MockDeviatedError)


@check("failure")
def missing_credential_is_rejected(record: CallRecord) -> Mismatch | None:
    """
    The server responds with 401 to a call without a required credential.

    Prism itself must have noticed: it names the violation, or sends a body of its own where the
    contract documents no 401. A newer contract may not require the credential.
    """
    response = record.response
    if record.newer is not None and not _requires_credentials(record, record.newer):
        return None
    documents_401 = record.newer is not None or record.operation.response(401) is not None
    has_reason = response.header("sl-violations") or (
        not documents_401 and OWN_REFUSAL in response.body
    )
    if response.status == 401 and not has_reason:
        name = "the 401 of a missing credential has a reason"
        raise _server_fault(record, "failure", name, "401 without a reason", "401 with a reason")
    return compare(response.status, 401)


def prism_returns_requested_status(record: CallRecord) -> None:
    """
    The response has the status that the `Prefer` header requests, and the request is accepted.

    Raises:
        MockServerError: Prism sent another response; `MockDeviatedError` where a known limitation
            of Prism explains it.
        MismatchError: a server that implements a newer contract did.
    """
    __tracebackhide__ = True
    response = record.response
    requested = re.search(r"code=(\d+)", str(record.replay_options.get("prefer")))
    violations = b"; ".join(response.header("sl-violations"))
    kind = MockDeviatedError if record.prism_limitation else MockServerError
    if violations and not (record.newer and _are_of_the_response(violations)):
        detail = violations[:500].decode("utf-8", "replace")
        name = "the server accepts the request"
        raise _server_fault(record, "request", name, f"refused: {detail}", "accepted", kind=kind)
    if requested and response.status != int(requested[1]):
        name = "the server returns the requested status"
        received, documented = f"status {response.status}", f"status {requested[1]}"
        raise _server_fault(record, "failure", name, received, documented, kind=kind)


@check("request")
def server_still_accepts_request(record: CallRecord) -> Mismatch | None:
    """The newer contract allows the call."""
    assert record.newer is not None, "the record has a newer contract"
    found = incompatibility(record.contract, record.newer, record.operation, record.call)
    return Mismatch(*found) if found else None


@check("response")
def success_is_still_returned(record: CallRecord) -> Mismatch | None:
    """For each documented success, the newer contract documents at least one of its statuses."""
    operation = record.operation
    if record.newer is None or not (now := record.newer.matching_operation(operation)):
        return None  # a removed operation breaks the request law
    statuses_by_pattern: dict[str, list[int]] = {}
    for status in range(200, 300):
        if response := operation.response(status):
            statuses_by_pattern.setdefault(response.pattern, []).append(status)
    # The `default` response stands for a success only where no other response does.
    explicit = {p: each for p, each in statuses_by_pattern.items() if p.startswith("2")}
    for pattern, statuses in (explicit or statuses_by_pattern).items():
        if not any(map(now.response, statuses)):
            return Mismatch("not documented", f"status {pattern}")
    return None


def _requires_credentials(record: CallRecord, newer: Contract) -> bool:
    """Whether *newer* documents 401 for the call without the credentials that it lost."""
    now = newer.matching_operation(record.operation)
    options = record.replay_options
    lost = {*options.get("drop_credentials", ()), *options.get("empty_credentials", ())}
    if now is None or now.response(401) is None:
        return now is None
    return not accepts_credentials(record.operation, now, record.call.credentials.keys() - lost)


def _are_of_the_response(violations: bytes) -> bool:
    """Whether all *violations* are of an example of the newer contract, and none of the request."""
    try:
        return all(each["location"][0] == "response" for each in json.loads(violations))
    except (LookupError, TypeError, ValueError):
        return False


def _server_fault(
    record: CallRecord,
    law: str,
    name: str,
    received: str,
    documented: str,
    kind: type[MockServerError] = MockServerError,
) -> Exception:
    """An error of Prism, or the failure of an API that has changed."""
    label = record.operation.label
    if record.newer is None:
        return kind(f"{label}: the mock server returned {received} instead of {documented}")
    return MismatchError(
        operation=label, law=law, check=name, received=received, documented=documented
    )
