"""
What the server says, and who is at fault for it.

The mock server is not above the contract: what it makes up is its own fault. Where it serves a
newer contract (`--against`), it is the API that has changed, and the promise to the client breaks.
"""

from __future__ import annotations

import json
import re

from contract_tests.harness.checks.base import Mismatch, check, mismatch
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.oracles.request_compatibility import (
    accepts_credentials,
    incompatibility,
)
from contract_tests.harness.oracles.response_conformance import deviation
from contract_tests.harness.prism.prism import MockDeviatedError, MockServerError
from contract_tests.harness.records import CallRecord
from contract_tests.harness.spec import Contract

# What Prism says of a missing key where the contract has no words for it: a type of RFC 9457.
OWN_REFUSAL = b"/prism/errors#UNAUTHORIZED"


def response_conformance(record: CallRecord) -> None:
    """
    Blame the server, not the client, for an answer that the contract does not have.

    Raises:
        MockServerStrayed: the status, the media type, the body or a header is not in the contract.
        ContractFailure: the same, of a server that keeps a newer contract.
    """
    __tracebackhide__ = True
    if said := deviation(record.contract, record.operation, record.response):
        law = "response" if 200 <= record.response.status <= 299 else "failure"
        raise _fault(record, law, "response conformance", *said, kind=MockDeviatedError)


@check("failure")
def missing_credential_is_rejected(record: CallRecord) -> Mismatch:
    """
    By the mock server itself: it names the violation; where the contract has no 401, the body is
    its own, and names the problem. A newer contract may not need the key.
    """
    response = record.response
    if record.newer is not None and not _asks_for_it(record, record.newer):
        return None
    has_words = record.newer is not None or record.operation.response(401) is not None
    says_why = response.header("sl-violations") or (not has_words and OWN_REFUSAL in response.body)
    if response.status == 401 and not says_why:
        what = "the refusal of a missing key says why"
        raise _fault(record, "failure", what, "401, and not why", "401, and why")
    return mismatch(response.status, 401)


def prism_returns_requested_status(record: CallRecord) -> None:
    """
    The status in its `Prefer` header, and no refusal of its own.

    Raises:
        MockServerError: it says something else. `MockDeviatedError` where it cannot know better.
        ContractFailure: the same, of a server that keeps a newer contract.
    """
    __tracebackhide__ = True
    response, asked = (
        record.response,
        re.search(r"code=(\d+)", str(record.replay_options.get("prefer"))),
    )
    violations = b"; ".join(response.header("sl-violations"))
    kind = MockDeviatedError if record.prism_limitation else MockServerError
    if violations and not (record.newer and _is_of_the_answer(violations)):
        detail = violations[:500].decode("utf-8", "replace")
        what = "the server takes it"
        raise _fault(record, "request", what, f"refused: {detail}", "taken", kind=kind)
    if asked and response.status != int(asked[1]):
        what = "the server says what it was asked for"
        said, due = f"status {response.status}", f"status {asked[1]}"
        raise _fault(record, "failure", what, said, due, kind=kind)


@check("request")
def server_still_accepts_request(record: CallRecord) -> Mismatch:
    """The call is one that the newer contract allows, too."""
    assert record.newer is not None, "there is a newer contract"
    return incompatibility(record.contract, record.newer, record.operation, record.call)


@check("response")
def success_is_still_returned(record: CallRecord) -> Mismatch:
    """The newer contract has one of the statuses that each success of the older one stands for."""
    operation = record.operation
    if record.newer is None or not (now := record.newer.matching_operation(operation)):
        return None  # where it is gone, the request law says so
    meant: dict[str, list[int]] = {}
    for status in range(200, 300):
        if response := operation.response(status):
            meant.setdefault(response.pattern, []).append(status)
    if any(pattern.startswith("2") for pattern in meant):  # else a default is all there is
        meant = {pattern: each for pattern, each in meant.items() if pattern.startswith("2")}
    for pattern, statuses in meant.items():
        if not any(map(now.response, statuses)):
            return "it never comes", f"status {pattern}"
    return None


def _asks_for_it(record: CallRecord, newer: Contract) -> bool:
    """Whether *newer* says that the call comes to 401 without the keys that it lost."""
    now = newer.matching_operation(record.operation)
    lost = {*record.replay_options.get("lose", ()), *record.replay_options.get("empty", ())}
    if now is None or now.response(401) is None:
        return now is None
    return not accepts_credentials(record.operation, now, record.call.credentials.keys() - lost)


def _is_of_the_answer(violations: bytes) -> bool:
    """Whether an example of the newer contract breaks its own schema, and no request did."""
    try:
        return all(each["location"][0] == "response" for each in json.loads(violations))
    except (LookupError, TypeError, ValueError):
        return False


def _fault(
    record: CallRecord,
    law: str,
    what: str,
    received: str,
    documented: str,
    kind: type[MockServerError] = MockServerError,
) -> Exception:
    """Of the tool that stands in for the server, or of the server that has changed."""
    label = record.operation.label
    if record.newer is None:
        return kind(f"{label}: the mock server says {received}, not {documented}")
    return ContractFailure(
        operation=label, law=law, check=what, received=received, documented=documented
    )
